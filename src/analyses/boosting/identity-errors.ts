import type {Random} from "../../numerics/random";
import {sum} from "../../numerics/sum";
import {boostingRounds} from "./boosting-rounds";
import type {Weighting} from "./boosting-rounds";
import {errorBounds} from "./error-bounds";
import {additiveObjective, plainObjective, weightedObjective} from "./oracle-objective";

/** Modules of two classes, as `boostingRounds` takes them. */
export type Modules = {
  readonly labels: Float64Array;
  readonly modules: readonly Float64Array[];
};

/**
 * How far Σ_t h_t is from α_(T+1) o_(T+1), over the largest |α o|.
 *
 *     from   the first round of the sum: 0, or 1 as the lemma is printed
 * @see huang2018 Lemma 3.2
 */
export function telescopingError(
  {labels, modules}: Modules,
  {from}: {readonly from: 0 | 1},
): number {
  const rounds = boostingRounds({labels, modules});
  const {alpha} = rounds[rounds.length - 1];
  const output = modules[modules.length - 1].map((value) => alpha * value);
  const gaps = output.map((value, i) => sum(rounds.slice(from).map(({weak}) => weak[i])) - value);
  return largest(gaps) / largest(output);
}

/**
 * How far the last weights are from exp(−y α o) of the last module alone, each over 1/m, or Π Z_t from the
 * mean of that: the larger of the two.
 * @see huang2018 Algorithm 1; our derivation
 */
export function weightsError(
  {labels, modules}: Modules,
  {weighting}: {readonly weighting: Weighting},
): number {
  const rounds = boostingRounds({labels, modules}, {weighting});
  const {alpha, weights, product} = rounds[rounds.length - 1];
  const own = modules[modules.length - 1].map((value, i) => Math.exp(-labels[i] * alpha * value));
  const total = sum(own);
  const m = labels.length;
  return Math.max(
    m * largest(weights.map((weight, i) => weight - own[i] / total)),
    Math.abs(product - total / m),
  );
}

/**
 * How much the ratio of an oracle's objective to the plain exponential loss varies over random candidates:
 * its largest less its smallest value, over the largest.
 *
 *     weighted   the oracle of Algorithm 2
 *     additive   the one that ordinary boosting would ask, with the same weights
 * @see huang2018 Algorithm 2, Eq. 6
 */
export function objectiveSpread(
  {labels, modules}: Modules,
  {objective, random}: {readonly objective: "weighted" | "additive"; readonly random: Random},
): number {
  const rounds = boostingRounds({labels, modules});
  const {alpha, weights} = rounds[rounds.length - 1];
  const current = modules[modules.length - 1].map((value) => alpha * value);
  const ratios = [1, 2, 3, 4, 5].map((candidate) => {
    const own = random.child(`candidate ${candidate}`);
    const scores = labels.map(() => 2 * own.normal());
    const asked =
      objective === "weighted"
        ? weightedObjective({labels, weights, current}, scores)
        : additiveObjective({labels, weights}, scores);
    return asked / plainObjective({labels}, scores);
  });
  return (Math.max(...ratios) - Math.min(...ratios)) / Math.max(...ratios);
}

/**
 * How far Π_t (1 − γ_t²) is from 1 − γ̃² of the last edge.
 *
 *     first   the edge before the first module: 0, or the one half of the authors' script
 * @see huang2018 Theorem 4.2; our derivation
 */
export function lastEdgeError(modules: Modules, {first}: {readonly first: 0 | 0.5}): number {
  const rounds = boostingRounds(modules);
  const product = rounds.reduce((total, {improvement}) => total * (1 - improvement), 1);
  const {edge} = rounds[rounds.length - 1];
  return Math.abs(product / (1 - first ** 2) - (1 - edge ** 2));
}

/**
 * By how much the chain error ≤ Π Z ≤ √(1 − γ̃²) is broken in each round; 0 where it holds, and where the
 * covariance is above 0 by more than `dust`, so that nothing is promised.
 *
 *     promised   false asks for the chain whatever the covariance is
 * @see huang2018 Theorem 4.2
 */
export function chainErrors(
  modules: Modules,
  {promised = true, dust = 1e-12}: {readonly promised?: boolean; readonly dust?: number} = {},
): number[] {
  return boostingRounds(modules).map(({error, product, bound, covariance}) =>
    promised && covariance > dust ? 0 : Math.max(0, error - product, product - bound),
  );
}

/** Rounds up to which a whole chain passes the condition, and the most by which one of them breaks its promise. */
export type Promised = {readonly rounds: number; readonly error: number};

/**
 * The theorem's own promise, in every round up to which all rounds pass: by how much the training error is
 * above exp(−½ Σ γ_t²) or exp(−½ T γ²).
 *
 *     covariance   false asks for γ_t² > 0 alone, and not for the condition's other half
 * @see huang2018 Theorem 4.2
 */
export function theoremErrors(
  modules: Modules,
  {covariance = true, dust = 1e-12}: {readonly covariance?: boolean; readonly dust?: number} = {},
): Promised {
  const rounds = boostingRounds(modules);
  const fails = rounds.findIndex(
    (round) => !(round.improvement > 0) || (covariance && round.covariance > dust),
  );
  const passing = fails < 0 ? rounds.length : fails;
  const gaps = Array.from({length: passing}, (_, t) => {
    const {error, sum: promised, theorem} = errorBounds(rounds.slice(0, t + 1));
    return Math.max(0, error - promised, error - theorem!);
  });
  return {rounds: passing, error: Math.max(0, ...gaps)};
}

const largest = (values: Float64Array): number =>
  values.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
