import {bisect} from "../../numerics/bisect";
import {requireWhole} from "../../numerics/require-number";
import type {MixtureMoments} from "../paths/path-statistics";

/** Which critical points are counted: those with k negative directions, or all. */
export type CountedIndex = number | "all";

/**
 * Growth rate of the number of critical points of an index at energy Nu: lim (1/N) ln E #.
 *
 *     θ_k(u) = ½ ln(ν″/ν′) + max_{s ≤ −√2} [ s²/2 − u²/2 − (ν′u − s√(2ν″))²/(2α²) − (k+1) I₁(s) ]
 *     I₁(s)  = ∫_{√2}^{|s|} √(x²−2) dx,   0 for |s| ≤ √2
 *
 * All indices together: the same with s free and one I₁. For a pure model α = 0, and s is pinned to
 * ν′u/√(2ν″); then no critical point of finite index lies above −E_inf, and θ_k is −Infinity there.
 *
 *     energy  u   energy per spin, N(0, 1/N) at a random place
 *
 * Needs a mixture with some length above 1; meaningful where G ≥ 1.
 * @see littwin2016 §5, Definition 4 and Eq. 31
 */
export function complexityAtEnergy(
  energy: number,
  {moments, index}: {moments: MixtureMoments; index: CountedIndex},
): number {
  if (!Number.isFinite(energy)) throw new RangeError(`energy must be finite, got ${energy}`);
  if (index !== "all") requireWhole("index", index, {from: 0});
  const {slope, curvature, variance, ratio} = moments;
  if (!(curvature > 0)) {
    throw new RangeError("a mixture of length-1 paths alone has no complexity at an energy");
  }
  const u = energy;
  const scale = Math.sqrt(2 * curvature);
  const pinned = (slope * u) / scale;
  const edge = -Math.SQRT2;
  const weight = index === "all" ? 1 : index + 1;
  const at = (s: number) => s ** 2 / 2 - u ** 2 / 2 - weight * semicircleCost(s);

  // A variance of pure rounding would turn the square below into noise.
  if (variance < 1e-12 * slope ** 2) {
    if (index !== "all" && pinned > edge) return -Infinity;
    return Math.log(ratio) / 2 + at(pinned);
  }

  // The bracket is concave in s: its maximum is where the derivative changes sign, or at the edge.
  const derivative = (s: number) =>
    s +
    (scale * (slope * u - s * scale)) / variance -
    weight * Math.sign(s) * Math.sqrt(Math.max(0, s ** 2 - 2));
  let low = edge - 1;
  while (derivative(low) < 0) low *= 2;
  let high = edge;
  if (index === "all") {
    high = 1;
    while (derivative(high) > 0) high *= 2;
  }
  const best = derivative(high) >= 0 ? high : bisect(derivative, [low, high]);
  return Math.log(ratio) / 2 + at(best) - (slope * u - best * scale) ** 2 / (2 * variance);
}

/**
 * Where critical points of every finite index are densest: u = −E′_inf.
 *
 *     E′_inf = 2 ν′ √ν″ / (ν′ + ν″);    pure models: E_inf = 2 √((p−1)/p)
 *
 * There θ_k(u) equals Eq. 31 for every k.
 */
export function densestEnergy({slope, curvature}: MixtureMoments): number {
  return (-2 * slope * Math.sqrt(curvature)) / (slope + curvature);
}

/**
 * The energy −E_k below which no critical point of index k is expected: the zero of θ_k left of its
 * maximum. undefined where θ_k never rises above 0 (G ≤ 1).
 */
export function lowestEnergy(moments: MixtureMoments, index: number): number | undefined {
  const densest = densestEnergy(moments);
  const theta = (u: number) => complexityAtEnergy(u, {moments, index});
  // The densest energy of a pure model is its very edge; a hair further in is finite.
  const start = densest * (1 + 1e-12);
  if (!(moments.ratio > 1) || !(theta(start) > 0)) return undefined;
  let low = 2 * start;
  while (theta(low) > 0) low *= 2;
  return bisect(theta, [low, start]);
}

/** I₁(s), the cost of an eigenvalue outside the semicircle [−√2, √2]. */
function semicircleCost(s: number): number {
  const x = Math.abs(s);
  if (x <= Math.SQRT2) return 0;
  const root = Math.sqrt(x ** 2 - 2);
  return (x * root) / 2 - Math.log((x + root) / Math.SQRT2);
}
