/** A closed interval with the confidence it was made for: level 0.95 misses one time in twenty. */
export type Interval = {readonly low: number; readonly high: number; readonly level: number};

/** The sample, sorted, or an error that says why it is none. */
export function sortedSample(values: ArrayLike<number>): Float64Array {
  if (values.length === 0) throw new RangeError("an interval needs at least one value, got none");
  const sorted = Float64Array.from(values).sort();
  const bad = sorted.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new RangeError(`an interval needs finite values, got ${bad}`);
  return sorted;
}

/** The chance that may be left out at either end, or a RangeError. */
export function requireTail(tail: number): void {
  if (tail > 0 && tail < 0.5) return;
  throw new RangeError(`tail must be a chance above 0 and below 0.5, got ${tail}`);
}
