import {bisect} from "../../numerics/bisect";
import {requireWhole, requireWithin} from "../../numerics/require-number";
import {lengthEnergies, pathLengthLaw} from "../paths/path-length-law";
import {mixtureMoments} from "../paths/path-statistics";
import type {MixtureMoments} from "../paths/path-statistics";

/**
 * Growth rate of the number of minima, and from G = 1 on of critical points of any fixed index, at any
 * energy, of a mixed spherical spin glass: lim (1/N) ln E #.
 *
 *     θ = ½ ln G − (G−1)/(G+1)   for G ≥ 1,      θ = 0   for G < 1,      G = ν″/ν′
 *
 * Below G = 1 the rate of a higher index k is negative, ½ ln G + (k+1)/2 ln((1+c)/(1−c)) with
 * c = (1−G)/((1+G)(k+1)): such points become ever rarer. There the landscape is trivial: about one minimum and one maximum are left. The mixture
 * only gets there through its length-1 paths, which section 5 of the paper leaves out.
 *
 *     ratio  G   of mixtureMoments, at least 0 (Infinity for p → ∞)
 *
 * @see littwin2016 §5, Eq. 31
 */
export function lowIndexComplexity(ratio: number): number {
  return ratio < 1 ? 0 : lowIndexComplexityAsPrinted(ratio);
}

/**
 * Eq. 31 as printed, for G < 1 too, where it goes negative and counts nothing: kept to be shown.
 * @see littwin2016 §5, Eq. 31
 */
export function lowIndexComplexityAsPrinted(ratio: number): number {
  requireWithin("ratio", ratio, [0, Infinity]);
  if (ratio === Infinity) return Infinity;
  return Math.log(ratio) / 2 - (ratio - 1) / (ratio + 1);
}

/**
 * Growth rate of the number of critical points of all indices together: ½ ln G, or 0 below G = 1.
 */
export function totalComplexity(ratio: number): number {
  requireWithin("ratio", ratio, [0, Infinity]);
  return ratio < 1 ? 0 : Math.log(ratio) / 2;
}

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

/**
 * The β below which the landscape of a residual network's mixture is trivial: where G(β) = 1, with
 * its length-1 paths kept.
 *
 *     β_c p → 1 as p grows; G rises from 0 to p − 1 with β
 *
 *     depth  p   weight layers, at least 3: at p = 2 the ratio stays below 1 at every β
 *
 * @see littwin2016 §5
 */
export function trivialBelowBeta(depth: number): number {
  requireWhole("depth", depth, {from: 3, of: "weight layers"});
  const logRatio = (logBeta: number) =>
    Math.log(mixtureMoments(lengthEnergies(pathLengthLaw(depth, Math.exp(logBeta)))).ratio);
  // G ≈ 2 (p−1)² β² for small β, and β = 1 lies beyond the threshold from p = 4 on; p = 3 needs 10.
  return Math.exp(bisect(logRatio, [Math.log(0.01 / depth), Math.log(10)]));
}
