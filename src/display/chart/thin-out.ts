/** More points than this on one line cannot be told apart on a screen. */
export const mostLinePoints = 2000;
/** More points than this in one cloud only make the file larger. */
export const mostCloudPoints = 5000;

/**
 * Which points of a long line to draw: of each stretch the lowest and the highest, so that spikes
 * stay. All of them where there are at most `mostLinePoints`. A NaN is kept for the gap it makes.
 */
export function lineIndices(y: ArrayLike<number>): number[] {
  const all = Array.from({length: y.length}, (_, i) => i);
  if (y.length <= mostLinePoints) return all;
  const stretches = mostLinePoints / 2 - 1;
  const kept = new Set([0, y.length - 1]);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const part = all.slice(
      Math.floor((stretch * y.length) / stretches),
      Math.floor(((stretch + 1) * y.length) / stretches),
    );
    const gap = part.find((i) => Number.isNaN(y[i]));
    const numbers = part.filter((i) => !Number.isNaN(y[i]));
    if (gap !== undefined) kept.add(gap);
    if (numbers.length === 0) continue;
    kept.add(numbers.reduce((low, i) => (y[i] < y[low] ? i : low)));
    kept.add(numbers.reduce((high, i) => (y[i] > y[high] ? i : high)));
  }
  return [...kept].sort((a, b) => a - b);
}

/** Which points of a large cloud to draw: evenly spaced ones, `mostCloudPoints` at most. */
export function cloudIndices(count: number): number[] {
  const drawn = Math.min(count, mostCloudPoints);
  return Array.from({length: drawn}, (_, i) => Math.floor((i * count) / drawn));
}

/** The values at those places. */
export const taken = <T>(list: ArrayLike<T>, indices: readonly number[]): T[] =>
  indices.map((i) => list[i]);
