import {drawGoeEigenvalues} from "../../numerics/goe";
import type {Random} from "../../numerics/random";
import {requireAbove, requireWhole} from "../../numerics/require-number";

/**
 * Expected number of critical points by index of a mixed spherical spin glass of N spins, by the way
 * that is accurate at this G: the identity from G = 1 on, the shifted determinant below.
 *
 * The result depends on the mixture only through G, and grows with it.
 * @see littwin2016 §5, Eq. 31
 */
export function expectedCriticalPoints(options: ExpectationOptions): ExpectedCounts {
  return options.ratio < 1 ? expectedByShift(options) : expectedByIdentity(options);
}

/**
 * The same in closed form for two and three spins, index 0 first.
 *
 *     N = 2:  √(1+3G) of either index
 *     N = 3:  1 + 2G/√(3+1/G) minima, as many maxima, 4G/√(3+1/G) saddles
 */
export function exactExpectedCounts(size: 2 | 3, ratio: number): number[] {
  requireAbove("ratio", ratio);
  if (size === 2) return [Math.sqrt(1 + 3 * ratio), Math.sqrt(1 + 3 * ratio)];
  if (size !== 3) throw new RangeError(`a closed form is known for 2 and 3 spins, got ${size}`);
  const half = (2 * ratio) / Math.sqrt(3 + 1 / ratio);
  return [1 + half, 2 * half, 1 + half];
}

/** Expected numbers of critical points by index, with the standard errors of their estimation. */
export type ExpectedCounts = {
  /** Entry k: critical points with k negative directions, k = 0 … N − 1. */
  readonly byIndex: Float64Array;
  readonly errors: Float64Array;
  readonly total: number;
  readonly totalError: number;
};

/** What an estimate of expected counts needs. */
export type ExpectationOptions = {
  /** N, spins; the sphere has N − 1 dimensions. */
  readonly size: number;
  /** G = ν″/ν′ of the mixture, above 0. */
  readonly ratio: number;
  /** Random matrices to average over. */
  readonly draws: number;
  readonly random: Random;
};

/** Throws a RangeError that names what is out of range. */
export function requireExpectationOptions({size, ratio, draws}: ExpectationOptions): void {
  requireWhole("size", size, {from: 2, of: "spins"});
  requireAbove("ratio", ratio);
  requireWhole("draws", draws, {from: 2, of: "random matrices"});
}

/** Means and standard errors of counts by index over independent draws. */
export function averageCounts(
  draw: () => ArrayLike<number>,
  {size, draws}: {size: number; draws: number},
): ExpectedCounts {
  const sums = new Float64Array(size + 1); // the last entry is for the total
  const squares = new Float64Array(size + 1);
  const counts = new Float64Array(size + 1);
  for (let i = 0; i < draws; i++) {
    counts.set(draw());
    counts[size] = counts.subarray(0, size).reduce((total, count) => total + count, 0);
    counts.forEach((count, k) => {
      sums[k] += count;
      squares[k] += count ** 2;
    });
  }
  const means = sums.map((s) => s / draws);
  const errors = squares.map((s, k) =>
    Math.sqrt(Math.max(0, s / draws - means[k] ** 2) / (draws - 1)),
  );
  return {
    byIndex: means.slice(0, size),
    errors: errors.slice(0, size),
    total: means[size],
    totalError: errors[size],
  };
}

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

/**
 * Expected number of critical points by index, straight from Kac and Rice: at a critical point the
 * Hessian is a random matrix shifted by a normal number.
 *
 *     E Crt_k = 2 √π / Γ(N/2) · (G/2)^{(N−1)/2} · E ∫ |det(M − y)| 1{k eigenvalues below y} φ(y) dy
 *
 *     M      Gaussian orthogonal ensemble, (N−1) × (N−1)
 *     φ      density of N(0, 1 + 1/G)
 *     nodes  points of the grid over y
 *
 * The shift is integrated, not drawn, so that heavy tails at G < 1 do no harm.
 * @see littwin2016 §5
 */
export function expectedByShift(
  options: ExpectationOptions & {readonly nodes?: number},
): ExpectedCounts {
  requireExpectationOptions(options);
  const {size, ratio, random, nodes = 400} = options;
  requireWhole("nodes", nodes, {from: 10});
  const variance = 1 + 1 / ratio;
  // |det| grows like |y|^(N−1), which moves the weight of φ out to about √(N · variance).
  const reach = 2 * Math.sqrt(size) + Math.sqrt(variance) * (8 + Math.sqrt(size));
  const step = (2 * reach) / nodes;
  const logFactor =
    Math.log(2) +
    Math.log(Math.PI) / 2 -
    logGammaOfHalf(size) +
    ((size - 1) / 2) * Math.log(ratio / 2) +
    Math.log(step) -
    Math.log(2 * Math.PI * variance) / 2;
  const draw = () => {
    const eigenvalues = drawGoeEigenvalues(size - 1, random);
    const counts = new Float64Array(size);
    // A grid at a random offset has no bias from the kinks of |det|.
    const offset = random.uniform();
    for (let i = 0; i < nodes; i++) {
      const y = -reach + (i + offset) * step;
      let below = 0;
      let log = logFactor - y ** 2 / (2 * variance);
      for (const mu of eigenvalues) {
        log += Math.log(Math.abs(mu - y));
        if (mu < y) below++;
      }
      counts[below] += Math.exp(log);
    }
    return counts;
  };
  return averageCounts(draw, options);
}

/** ln Γ(n/2) by Γ(x+1) = x Γ(x) from Γ(1/2) = √π or Γ(1) = 1. */
function logGammaOfHalf(n: number): number {
  let log = n % 2 === 1 ? Math.log(Math.PI) / 2 : 0;
  for (let x = n / 2 - 1; x > 0; x--) log += Math.log(x);
  return log;
}
