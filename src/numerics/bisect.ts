/**
 * A zero of a function between two places where its signs differ, to the last bit it can be told.
 *
 *     bisect((x) => x * x - 2, [1, 2])    → 1.4142135623730951
 *
 * Throws a RangeError when the signs do not differ.
 */
export function bisect(f: (x: number) => number, [low, high]: readonly [number, number]): number {
  const [atLow, atHigh] = [f(low), f(high)];
  if (atLow === 0) return low;
  if (atHigh === 0) return high;
  if (!(Math.sign(atLow) * Math.sign(atHigh) < 0)) {
    throw new RangeError(
      `bisection needs a change of sign, got ${atLow} at ${low} and ${atHigh} at ${high}`,
    );
  }
  let [a, b] = [low, high];
  for (;;) {
    const middle = a + (b - a) / 2;
    // No number lies between: as close as doubles can come.
    if (middle === a || middle === b) return middle;
    const value = f(middle);
    if (value === 0) return middle;
    if (Math.sign(value) === Math.sign(atLow)) a = middle;
    else b = middle;
  }
}
