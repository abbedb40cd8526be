import {requireTail, sortedSample} from "./interval";
import type {Interval} from "./interval";

/**
 * Chance of each value of the rank sum statistic when two samples of n and m differ in nothing:
 * U = number of pairs (x, y) with x > y. Returns n·m + 1 chances, indexed by U.
 *
 * Counted by adding one value at a time (Mann and Whitney's recurrence), in chances so that large
 * samples do not overflow: the largest of the n + m values is an x with chance n / (n + m), and
 * then beats all m of y.
 */
export function rankSumChances(n: number, m: number): Float64Array {
  let rows: Float64Array[] = Array.from({length: m + 1}, () => Float64Array.of(1));
  for (let x = 1; x <= n; x++) {
    const next: Float64Array[] = [Float64Array.of(1)];
    for (let y = 1; y <= m; y++) {
      const chances = new Float64Array(x * y + 1);
      rows[y].forEach((chance, u) => (chances[u + y] += (chance * x) / (x + y)));
      next[y - 1].forEach((chance, u) => (chances[u] += (chance * y) / (x + y)));
      next.push(chances);
    }
    rows = next;
  }
  return rows[m];
}

/**
 * How many of the n·m sorted differences may be left out at each end: the largest k with
 * P(U ≤ k) ≤ tail, counted from 0, and that chance.
 */
export function shiftRank(
  [n, m]: readonly [number, number],
  tail: number,
): {rank: number; miss: number} {
  requireTail(tail);
  const chances = rankSumChances(n, m);
  let rank = 0;
  let miss = chances[0];
  while (rank + 1 < (n * m) / 2 && miss + chances[rank + 1] <= tail) miss += chances[++rank];
  return {rank, miss};
}

/**
 * Interval for the shift between two samples that share no seeds (the rank sum test turned round):
 * sort all n·m differences x − y and leave out as many at each end as chance allows.
 *
 * Exact when the two distributions have one shape and differ by a shift; ties only make it safer.
 * Counting takes far longer than sorting, so that `bounds` may be handed in for samples of one size.
 */
export function shiftInterval(
  [first, second]: readonly [ArrayLike<number>, ArrayLike<number>],
  {tail, bounds}: {tail: number; bounds?: {readonly rank: number; readonly miss: number}},
): Interval {
  const [xs, ys] = [sortedSample(first), sortedSample(second)];
  const {rank, miss} = bounds ?? shiftRank([xs.length, ys.length], tail);
  const differences = new Float64Array(xs.length * ys.length);
  xs.forEach((x, i) => ys.forEach((y, j) => (differences[i * ys.length + j] = x - y)));
  differences.sort();
  return {
    low: differences[rank],
    high: differences[differences.length - 1 - rank],
    level: 1 - 2 * miss,
  };
}
