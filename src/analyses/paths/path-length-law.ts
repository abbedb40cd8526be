import {logBinomial} from "../../numerics/log-binomial";
import {logSumExp} from "../../numerics/log-sum-exp";
import {requireAbove, requireWhole, requireWithin} from "../../numerics/require-number";
import {runningSum, sum} from "../../numerics/sum";
import {dominantLengths} from "./dominant-length";

/** Littwin and Wolf's mixture of path lengths. Entry r − 1 of an array belongs to length r. */
export type PathLengthLaw = {
  /** Number of weight layers p; the first cannot be skipped, so lengths run from 1 to p. */
  readonly depth: number;
  /** The control parameter β, the amplitude odds of taking a residual branch. */
  readonly beta: number;
  /** ln ε_r. */
  readonly logWeights: Float64Array;
  /** ln z. */
  readonly logNormaliser: number;
};

/**
 * The weights of the path lengths in a residual network of p layers (Eq. 16).
 *
 *     ε_r = C(p−1, r−1) β^r / z,    r = 1 … p,    z such that Σ_r ε_r² = 1
 *
 *     depth  p   weight layers; p − 1 of them can be skipped, the first cannot
 *     beta   β   ρ n C / √Λ, see mixing-parameter.ts; any number above 0
 *
 * Built outwards from the dominant length with ε_{r+1}/ε_r = β (p−r)/r, so that the weights that
 * matter carry the smallest errors; O(p), right at depth 10,000 and β from 1e-6 to 1e6.
 *
 * Throws a RangeError for a depth below 1 or not whole and for a beta that is not above 0.
 * @see littwin2016 §3, Eq. 16
 */
export function pathLengthLaw(depth: number, beta: number): PathLengthLaw {
  requireWhole("depth", depth, {from: 1, of: "weight layers"});
  requireAbove("beta", beta);

  const [peak] = dominantLengths(depth, beta);
  const relative = new Float64Array(depth); // ln(ε_r / ε_peak)
  const above = runningSum();
  for (let r = peak; r < depth; r++) {
    above.add(Math.log((beta * (depth - r)) / r));
    relative[r] = above.value();
  }
  const below = runningSum();
  for (let r = peak - 1; r >= 1; r--) {
    below.add(-Math.log((beta * (depth - r)) / r));
    relative[r - 1] = below.value();
  }

  const logNorm = logSumExp(relative.map((log) => 2 * log)) / 2;
  return {
    depth,
    beta,
    logWeights: relative.map((log) => log - logNorm),
    logNormaliser: logBinomial(depth - 1, peak - 1) + peak * Math.log(beta) + logNorm,
  };
}

/**
 * The share of the loss's variance that each path length carries: ε_r², summing to 1.
 * Shares below 1e-308 come out as 0.
 */
export function lengthEnergies(law: PathLengthLaw): Float64Array {
  return law.logWeights.map((log) => Math.exp(2 * log));
}

/** The amplitude of each path length, ε_r; the squares sum to 1. */
export function lengthWeights(law: PathLengthLaw): Float64Array {
  return law.logWeights.map(Math.exp);
}

/**
 * How the weights answer when all network weights grow, the corrected form of Eq. 19.
 *
 *     d ε_r / d ln C = (r − ν′) ε_r,    ν′ = Σ_s ε_s² s
 *
 * The paper prints r ε_r, which forgets that z depends on C. Lengths above the mean grow, lengths
 * below it shrink. Returns p numbers.
 * @see littwin2016 §4, Eq. 19
 */
export function weightsPerLogScale(law: PathLengthLaw): Float64Array {
  const meanLength = sum(lengthEnergies(law).map((energy, i) => energy * (i + 1)));
  return lengthWeights(law).map((weight, i) => (i + 1 - meanLength) * weight);
}

/**
 * The energy within δp of the limiting dominant length, Σ ε_r² over |r − qp| ≤ δp, with
 * q = β/(1+β). Theorem 2 says that it tends to 1 as p grows, for every δ > 0.
 *
 *     delta  δ   half-width of the window as a fraction of the depth, 0 … 1
 *
 * @see littwin2016 §3, Theorem 2, Eq. 18
 */
export function energyNear(law: PathLengthLaw, {delta}: {delta: number}): number {
  requireWithin("delta", delta, [0, 1]);
  const centre = (law.beta / (1 + law.beta)) * law.depth;
  // A length on the edge counts; the slack only absorbs the rounding of δp and qp.
  const reach = delta * law.depth + 1e-12 * law.depth;
  return sum(lengthEnergies(law).filter((_, i) => Math.abs(i + 1 - centre) <= reach));
}
