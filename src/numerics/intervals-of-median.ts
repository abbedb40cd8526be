import {binomialAtMost} from "./binomial-tail";
import {requireTail, sortedSample} from "./interval";
import type {Interval} from "./interval";

/**
 * Which sorted values bound the median: the largest k with
 *
 *     P(at most k of n fall below the median) = Σ_{j≤k} C(n, j) / 2^n ≤ tail
 *
 * so that the interval runs from the k-th smallest to the k-th largest, counted from 0. Its miss
 * chance on each side is `miss`; it is above `tail` only when n is too small to do better.
 */
export function medianRank(n: number, tail: number): {rank: number; miss: number} {
  requireTail(tail);
  let rank = 0;
  while (rank + 1 < n / 2 && binomialAtMost(rank + 1, {tries: n, chance: 0.5}) <= tail) rank++;
  return {rank, miss: binomialAtMost(rank, {tries: n, chance: 0.5})};
}

/**
 * Interval for a median from the sorted values alone (the sign test turned round). It holds for any
 * continuous distribution, skewed or heavy-tailed, at any n; ties only make it safer.
 *
 *     tail   chance left out on each side; five values cannot go below 1/32
 */
export function medianInterval(values: ArrayLike<number>, {tail}: {tail: number}): Interval {
  const sorted = sortedSample(values);
  const {rank, miss} = medianRank(sorted.length, tail);
  return {low: sorted[rank], high: sorted[sorted.length - 1 - rank], level: 1 - 2 * miss};
}
