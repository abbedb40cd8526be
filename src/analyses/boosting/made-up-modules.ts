import type {Random} from "../../numerics/random";
import {requireWhole, requireWithin} from "../../numerics/require-number";
import {sum} from "../../numerics/sum";
import {closedCoefficient} from "./boosting-rounds";

/**
 * Labels and modules of no network: o_t = tanh(y s_t + noise), of a strength s_t that grows from module to
 * module, so that the identities of the theory can be tried where nothing was trained.
 *
 *     noise   own: each module draws its own. shared: one draw for all, so that examples keep their order;
 *             then no covariance is above 0, and the edges rise: every round passes the condition
 * @see huang2018 §4; our derivation
 */
export function madeUpModules({
  examples,
  count,
  noise = "own",
  random,
}: {
  readonly examples: number;
  readonly count: number;
  readonly noise?: "own" | "shared";
  readonly random: Random;
}): {readonly labels: Float64Array; readonly modules: Float64Array[]} {
  requireWhole("examples", examples, {from: 1});
  requireWhole("count", count, {from: 1, of: "modules"});
  const signs = random.child("labels");
  const labels = Float64Array.from({length: examples}, () => (signs.uniform() < 0.5 ? -1 : 1));
  const modules = Array.from({length: count}, (_, t) => {
    const own = random.child(noise === "own" ? `module ${t}` : "noise");
    return labels.map((label) => Math.tanh(label * (0.4 * (t + 1) + 0.7 * own.normal())));
  });
  return {labels, modules};
}

/**
 * Two modules whose covariance is above 0, which the theorem forbids: the second one of values ±1 is wrong
 * just where the first one was best, so that the bound of the last edge does not hold.
 *
 *     share   of the examples that the second one gets wrong, from the first one's best
 * @see huang2018 Theorem 4.2; our derivation
 */
export function forbiddenModules({
  examples,
  share,
}: {
  readonly examples: number;
  readonly share: number;
}): {readonly labels: Float64Array; readonly modules: Float64Array[]} {
  const labels = Float64Array.from({length: examples}, (_, i) => (i % 2 === 0 ? 1 : -1));
  const first = labels.map((label, i) => label * (0.1 + (0.8 * i) / examples));
  const second = labels.map((label, i) => (i >= (1 - share) * examples ? -label : label));
  return {labels, modules: [first, second]};
}

/**
 * Modules of values ±1 whose edges all rise and that do not learn: each is wrong on the examples that weigh
 * least just then, which are those that the module before it had right. Their covariances are above 0, so
 * that the theorem promises nothing; about half of all examples stay wrong while the edge goes to `edge`.
 *
 *     edge   of the last module; 1 − γ̃² falls by one factor in every round
 *
 * The lightest examples that together weigh (1 − γ̃)/2 are wrong, the last of them in part, so that the
 * edge is met to rounding.
 */
export function deceivingModules({
  examples,
  rounds,
  edge: last,
}: {
  readonly examples: number;
  readonly rounds: number;
  readonly edge: number;
}): {readonly labels: Float64Array; readonly modules: Float64Array[]} {
  requireWhole("examples", examples, {from: 2});
  requireWhole("rounds", rounds, {from: 1});
  requireWithin("edge", last, [0, 0.999]);
  const labels = Float64Array.from({length: examples}, (_, i) => (i % 2 === 0 ? 1 : -1));
  const modules: Float64Array[] = [];
  let weights = new Float64Array(examples).fill(1 / examples);
  for (let round = 1; round <= rounds; round++) {
    const edge = Math.sqrt(1 - (1 - last ** 2) ** (round / rounds));
    const order = Array.from(weights.keys()).sort((i, j) => weights[i] - weights[j]);
    const module = labels.slice();
    let open = (1 - edge) / 2;
    for (const i of order) {
      if (open <= 0) break;
      const share = Math.min(1, open / weights[i]);
      module[i] = labels[i] * (1 - 2 * share);
      open -= share * weights[i];
    }
    modules.push(module);
    const alpha = closedCoefficient(edge);
    const grown = module.map((value, i) => Math.exp(-alpha * labels[i] * value));
    const total = sum(grown);
    weights = grown.map((value) => value / total);
  }
  return {labels, modules};
}
