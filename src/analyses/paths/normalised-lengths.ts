import {requireWhole} from "../../numerics/require-number";

/** Coherent shares of the path lengths, and their mean. */
export type NormalisedLengths = {
  /** Entry r − 1 for length r. */
  readonly shares: Float64Array;
  readonly mean: number;
};

/** Mean of a ReLU of a normal variable, divided by its root mean square: (1/√(2π)) / √(1/2). */
const branchMean = 1 / Math.sqrt(Math.PI);

/**
 * Coherent path lengths of a random ReLU network whose branches are divided by their root mean square,
 * N_l = N_{l−1} + λ_l R(W_l N_{l−1}) / σ_l, as its width goes to infinity; σ_l follows the signal.
 *
 *     scales   λ_1 … λ_p, the first not 0
 *
 * With t^r to mark what went through r branches, layer l takes the stream's mean u, its mean square M, the
 * marked mean v(t) and the marked product C(t) = ⟨N(t) N⟩ to
 *
 *     M + 2 λ m u + λ²,   u + λ m,   v + λ m t C/M,   C + λ m v + (λ m u + λ²) t C/M,   m = 1/√π
 *
 * since a branch sees only what points along the stream, C/M of it, and keeps the mean m; the share of
 * length r is the coefficient of t^r in C/M. All λ times one number changes nothing, equal λ give the
 * harmonic start, and flat λ (λ_1 apart) end at mean 1 + H_{p−1}; our derivation.
 * @see littwin2016 §4.1, Eq. 20
 */
export function wideNetworkLengths(scales: ArrayLike<number>): NormalisedLengths {
  requireWhole("the number of scales", scales.length, {from: 1});
  const wrong = Array.from(scales).findIndex(
    (scale, i) => !Number.isFinite(scale) || i + scale ** 2 === 0,
  );
  if (wrong >= 0) {
    throw new RangeError(
      `the scale of layer ${wrong + 1} must be a finite number, the first not 0, got ${scales[wrong]}`,
    );
  }
  const lengths = scales.length;
  // Divided by the largest, so that squares of large scales stay finite.
  const largest = Math.max(...Array.from(scales, Math.abs));
  // Index r for length r; the first layer is never skipped, so nothing has length 0.
  let marked = new Float64Array(lengths + 1);
  let product = new Float64Array(lengths + 1);
  let [mean, square] = [0, 0];
  Array.from(scales).forEach((scale, layer) => {
    const size = scale / largest;
    const along = size * branchMean;
    // What enters the first branch is the input, which went through none.
    const share = (r: number) => (layer === 0 ? Number(r === 0) : product[r] / square);
    const [v, c] = [marked, product];
    const shifted = Float64Array.from(c, (_, r) => (r === 0 ? 0 : share(r - 1)));
    product = c.map((value, r) => value + along * v[r] + (along * mean + size ** 2) * shifted[r]);
    marked = v.map((value, r) => value + along * shifted[r]);
    square += 2 * along * mean + size ** 2;
    mean += along;
  });
  const shares = product.slice(1).map((value) => value / square);
  return {shares, mean: shares.reduce((sum, value, i) => sum + (i + 1) * value, 0)};
}
