import {requireWithin} from "../../numerics/require-number";

/**
 * Growth rate of the number of critical points of any fixed index, at any energy, of a mixed
 * spherical spin glass: lim (1/N) ln E #.
 *
 *     θ = ½ ln G − (G−1)/(G+1)   for G ≥ 1,      θ = 0   for G < 1,      G = ν″/ν′
 *
 * Below G = 1 the landscape is trivial: about one minimum and one maximum are left. The mixture
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
