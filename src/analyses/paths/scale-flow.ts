import {requireAbove, requireWhole} from "../../numerics/require-number";

/**
 * Gradient descent on the batch-norm scales alone, for one skip over the last p − m layers.
 *
 *     L = a Π_{l ≤ m} λ_l + b Π_{l ≤ p} λ_l,    λ_l ← λ_l − step · ∂L/∂λ_l
 *
 *     unskipped  m    layers on every path
 *     depth      p    all layers
 *     shortLoss  a    loss of the paths through the skip at λ = 1; below 0: they help
 *     deepLoss   b    loss of the paths through every layer
 *     start           the λ to start from, un-skipped layers first, above 0; default all 1
 *
 * As step → 0 the flow keeps λ_l² − λ_k² constant within either group, and
 * d(λ_unskipped² − λ_skipped²)/dt = −2 L_m: the layers that cannot be skipped grow most whenever
 * short paths help. Returns the λ after round(time/step) steps, un-skipped layers first.
 * @see littwin2016 §4.2, Theorem 3
 */
export function descendScales({
  unskipped,
  depth,
  shortLoss,
  deepLoss,
  step,
  time,
  start = new Float64Array(depth).fill(1),
}: {
  unskipped: number;
  depth: number;
  shortLoss: number;
  deepLoss: number;
  step: number;
  time: number;
  start?: ArrayLike<number>;
}): Float64Array {
  requireWhole("unskipped", unskipped, {from: 1, of: "layers"});
  requireWhole("depth", depth, {from: unskipped + 1, of: "layers"});
  requireAbove("step", step);
  requireAbove("time", time);
  requireWhole("the number of starting scales", start.length, {from: depth, to: depth});
  const scales = Float64Array.from(start);
  scales.forEach((scale, l) => requireAbove(`the starting scale of layer ${l + 1}`, scale));
  for (let i = Math.round(time / step); i > 0; i--) {
    const short = scales.subarray(0, unskipped).reduce((x, y) => x * y, shortLoss);
    const deep = scales.reduce((x, y) => x * y, deepLoss);
    for (let l = 0; l < depth; l++) {
      // The product over the other layers, with λ itself divided out; λ stays away from 0 here.
      scales[l] -= (step * (deep + (l < unskipped ? short : 0))) / scales[l];
    }
  }
  return scales;
}
