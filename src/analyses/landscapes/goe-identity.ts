import {drawGoeEigenvalues} from "../../numerics/goe";
import {
  averageCounts,
  requireExpectationOptions,
  type ExpectationOptions,
  type ExpectedCounts,
} from "./expected-counts";

/**
 * Expected number of critical points by index of a mixed spherical spin glass of N spins: exact at
 * finite N, up to the sampling of random matrices.
 *
 *     E Crt_k = 2 √(2/(1+G)) G^{N/2} E exp(−(G−1)/(4(G+1)) μ_k²),    k = 0 … N − 1
 *
 *     μ_k   the (k+1)-th smallest eigenvalue of an N × N matrix of the Gaussian orthogonal ensemble
 *
 * With μ_k → −2√N it becomes Eq. 31 for large N. Holds with length-1 paths too, but for G < 1 the
 * exponential has heavy tails and its average cannot be trusted: take shifted-determinant.ts there.
 * Few matrices carry the average when N and G are both large, and then it comes out too low: trust
 * it where the errors are a few per cent (at G = 9, from N = 40 on, that takes 1e5 draws).
 * @see littwin2016 §5, Eq. 31
 */
export function expectedByIdentity(options: ExpectationOptions): ExpectedCounts {
  requireExpectationOptions(options);
  const {size, ratio, random} = options;
  const rate = (ratio - 1) / (4 * (ratio + 1));
  const logFactor = Math.log(2) + Math.log(2 / (1 + ratio)) / 2 + (size / 2) * Math.log(ratio);
  const draw = () =>
    drawGoeEigenvalues(size, random).map((mu) => Math.exp(logFactor - rate * mu ** 2));
  return averageCounts(draw, options);
}
