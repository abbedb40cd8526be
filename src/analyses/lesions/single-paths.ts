import {logBinomial} from "../../numerics/log-binomial";
import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";
import {pulledBack} from "./linear-pass";
import type {LinearPass} from "./linear-pass";
import type {Rows} from "./frozen-stack";

/** The gradient that single paths of one length bring to the input. */
export type PathNorms = {
  readonly length: number;
  /** Mean of ‖p‖ and of ‖p‖² over the paths drawn; p is [examples, width]. */
  readonly mean: number;
  readonly meanSquare: number;
};

/**
 * Gradients along single paths through an intact stack, drawn at random, as the paper samples them.
 *
 *     p = g_n Π_(i on the path) J_i,    k modules chosen out of n, all choices equally likely
 *
 *     paths     how many of each length up to half of the modules
 *     longer    how many of each length above; as many unless given. They cost the most, and neither rule
 *               below gives them weight where a path loses half of its gradient at each module
 * @see veit2016 gradient by path length
 */
export function singlePathNorms(
  {sites, gradient}: LinearPass,
  {
    paths,
    longer = paths,
    random,
  }: {readonly paths: number; readonly longer?: number; readonly random: Random},
): PathNorms[] {
  requireWhole("paths", paths, {from: 1});
  requireWhole("longer", longer, {from: 1});
  const count = sites.length;
  return Array.from({length: count + 1}, (_, length) => {
    // There is but one path through none, and one through all.
    const draws = length === 0 || length === count ? 1 : length > count / 2 ? longer : paths;
    let [sum, squares] = [0, 0];
    for (let draw = 0; draw < draws; draw++) {
      const chosen = random.child(`length ${length}, path ${draw}`).permutation(count);
      const taken = new Set(chosen.subarray(0, length));
      const size = norm(alongPath({sites, gradient}, (i) => taken.has(i)));
      sum += size / draws;
      squares += size ** 2 / draws;
    }
    return {length, mean: sum, meanSquare: squares};
  });
}

/** The gradient along one path. */
export function alongPath(
  {sites, gradient}: Pick<LinearPass, "sites" | "gradient">,
  takes: (place: number) => boolean,
): Rows {
  let rows = gradient;
  for (let place = sites.length - 1; place >= 0; place--) {
    if (takes(place)) rows = pulledBack(sites[place], rows);
  }
  return rows;
}

const norm = (rows: Rows): number => Math.sqrt(rows.reduce((sum, value) => sum + value ** 2, 0));

/**
 * How a rule that knows single paths only shares the gradient out among lengths.
 *
 *     "norms"       C(n, k) · mean ‖p‖: the paper's, exact where all paths of a length point one way
 *     "squares"     C(n, k) · mean ‖p‖²: exact on average where they point at random
 *
 * Worked in logs: C(54, 27) is 2e15, and a path through 20 modules 1e-17. Sums to 1.
 * @see veit2016 gradient by path length
 */
export function sharesByRule(norms: readonly PathNorms[], rule: "norms" | "squares"): number[] {
  const count = norms.length - 1;
  const logs = norms.map(
    ({length, mean, meanSquare}) =>
      logBinomial(count, length) + Math.log(rule === "norms" ? mean : meanSquare),
  );
  const top = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - top));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / all);
}

/**
 * A line through ln of these numbers against 0, 1, …: the factor from one to the next, and the share of
 * the variance of the logs that it explains, R².
 */
export function decayOf(numbers: readonly number[]): {
  readonly factor: number;
  readonly explained: number;
} {
  requireWhole("numbers", numbers.length, {from: 3});
  const logs = numbers.map(Math.log);
  const middle = (numbers.length - 1) / 2;
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const spread = logs.reduce((sum, _, k) => sum + (k - middle) ** 2, 0);
  const slope = logs.reduce((sum, log, k) => sum + (k - middle) * (log - mean), 0) / spread;
  const total = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
  return {factor: Math.exp(slope), explained: (slope ** 2 * spread) / total};
}

/**
 * How a decay bends: log2 of the factor among the last five of these numbers over that among the first
 * five. 0 on a straight line of logarithms, 1 where the factor doubles.
 */
export const bendOf = (numbers: readonly number[]): number =>
  Math.log2(decayOf(numbers.slice(-5)).factor / decayOf(numbers.slice(0, 5)).factor);
