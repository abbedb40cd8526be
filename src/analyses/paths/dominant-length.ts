import {requireAbove, requireWhole} from "../../numerics/require-number";

/**
 * The path length of the largest weight, exactly, at finite depth.
 *
 *     argmax_r ε_r = max(1, ⌈qp⌉),    q = β/(1+β);    {qp, qp + 1} when qp is a whole number below p
 *
 * because ε_{r+1}/ε_r = β (p−r)/r. Theorem 1 is its limit: argmax/p → q. The paper's hypothesis
 * that qp be whole is the tie.
 *
 *     depth  p   weight layers, the first not skippable
 *     beta   β   amplitude odds of a residual branch, above 0
 *
 * Returns one length, or two neighbours on a tie. A tie is seen when β is the double nearest to
 * t/(p−t), so that 0.1 stands for one tenth.
 * @see littwin2016 §3, Theorem 1, Eq. 17
 */
export function dominantLengths(depth: number, beta: number): readonly number[] {
  requireWhole("depth", depth, {from: 1, of: "weight layers"});
  requireAbove("beta", beta);
  // The estimate may be one off by rounding; the comparison with t/(p−t) is exact.
  let t = Math.min(depth, Math.max(1, Math.ceil((beta / (1 + beta)) * depth)));
  while (t > 1 && beta <= (t - 1) / (depth - t + 1)) t--;
  while (t < depth && beta > t / (depth - t)) t++;
  return t < depth && beta === t / (depth - t) ? [t, t + 1] : [t];
}

/**
 * The open interval of β in which one given length alone dominates (Lemma 4, made explicit).
 *
 *     (k−1)/(p−k+1) < β < k/(p−k)
 *
 * The lower end is 0 for k = 1, the upper end Infinity for k = p; neighbouring intervals share an
 * end, where both lengths tie.
 * @see littwin2016 §3, Lemma 4
 */
export function betaIntervalOfLength(
  length: number,
  {depth}: {depth: number},
): {readonly above: number; readonly below: number} {
  requireWhole("depth", depth, {from: 1, of: "weight layers"});
  requireWhole("length", length, {from: 1, to: depth});
  return {above: (length - 1) / (depth - length + 1), below: length / (depth - length)};
}

/**
 * A β well inside the interval of a length: (k − ½)/(p − k + ½), that is qp = k − ½.
 * @see littwin2016 §3, Lemma 4
 */
export function betaForLength(length: number, {depth}: {depth: number}): number {
  betaIntervalOfLength(length, {depth}); // refuses what is not a length of this depth
  return (length - 0.5) / (depth - length + 0.5);
}
