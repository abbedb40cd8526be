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
    const gap = part.find((i) => !Number.isFinite(y[i]));
    const numbers = part.filter((i) => Number.isFinite(y[i]));
    if (gap !== undefined) kept.add(gap);
    if (numbers.length === 0) continue;
    kept.add(numbers.reduce((low, i) => (y[i] < y[low] ? i : low)));
    kept.add(numbers.reduce((high, i) => (y[i] > y[high] ? i : high)));
  }
  return [...kept].sort((a, b) => a - b);
}

/**
 * Which points of a cloud to draw: one of each of `drawn` equal stretches, so that every part keeps its
 * share, and the four outermost points. Its place in the stretch is scattered: a fixed step would meet
 * one class alone where classes take turns. The same cloud always gives the same points.
 */
export function cloudIndices(
  {x, y}: {x: ArrayLike<unknown>; y: ArrayLike<number>},
  drawn: number,
): number[] {
  const count = y.length;
  if (count <= drawn) return Array.from({length: count}, (_, i) => i);
  const outer = new Set([...outermost(x), ...outermost(y)]);
  const kept = new Set(outer);
  const taken = new Set([...outer].map((i) => Math.floor((i * drawn) / count)));
  for (let stretch = 0; stretch < drawn; stretch++) {
    if (taken.has(stretch)) continue;
    const from = Math.ceil((stretch * count) / drawn);
    const size = Math.ceil(((stretch + 1) * count) / drawn) - from;
    kept.add(from + Math.floor(scattered(stretch) * size));
  }
  return [...kept].sort((a, b) => a - b);
}

/** How many points of each cloud to draw: the same share of each, and of the largest `mostCloudPoints`. */
export function cloudSizes(counts: readonly number[]): number[] {
  const share = Math.min(1, mostCloudPoints / Math.max(...counts));
  return counts.map((count) => Math.ceil(count * share));
}

/** Where the lowest and the highest number stand; nowhere for names. */
function outermost(values: ArrayLike<unknown>): number[] {
  let [low, high] = [-1, -1];
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    if (low === -1 || (values[i] as number) < (values[low] as number)) low = i;
    if (high === -1 || (values[i] as number) > (values[high] as number)) high = i;
  }
  return low === -1 ? [] : [low, high];
}

/** From 0 to below 1, without order from one number to the next: the mixing step of MurmurHash3. */
function scattered(i: number): number {
  let mixed = Math.imul(i + 1, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

/** The values at those places. */
export const taken = <T>(list: ArrayLike<T>, indices: readonly number[]): T[] =>
  indices.map((i) => list[i]);
