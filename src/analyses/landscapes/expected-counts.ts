import type {Random} from "../../numerics/random";
import {requireAbove, requireWhole} from "../../numerics/require-number";

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
