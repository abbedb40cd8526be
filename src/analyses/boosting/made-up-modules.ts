import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";

/**
 * Labels and modules of no network: o_t = tanh(y s_t + noise), of a strength s_t that grows from module to
 * module, so that the identities of the theory can be tried where nothing was trained.
 */
export function madeUpModules({
  examples,
  count,
  random,
}: {
  readonly examples: number;
  readonly count: number;
  readonly random: Random;
}): {readonly labels: Float64Array; readonly modules: Float64Array[]} {
  requireWhole("examples", examples, {from: 1});
  requireWhole("count", count, {from: 1, of: "modules"});
  const signs = random.child("labels");
  const labels = Float64Array.from({length: examples}, () => (signs.uniform() < 0.5 ? -1 : 1));
  const modules = Array.from({length: count}, (_, t) => {
    const noise = random.child(`module ${t}`);
    return labels.map((label) => Math.tanh(label * 0.4 * (t + 1) + 0.7 * noise.normal()));
  });
  return {labels, modules};
}

/**
 * Two modules whose covariance is above 0, which the theorem forbids: the second one of values ±1 is wrong
 * just where the first one was best, so that the bound of the last edge does not hold.
 *
 *     share   of the examples that the second one gets wrong, from the first one's best
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
