import assert from "node:assert/strict";

/** u = 2⁻²⁴: the largest relative error of one float32 operation. */
export const unitRoundoff = 2 ** -24;

/** A scalar function of one flat array, in doubles. */
export type Reference = (values: Float64Array) => number;

/**
 * The gradient of a reference in doubles by central differences with h = 2⁻¹⁷.
 *
 * Their own error is h² f‴ / 6 + 2⁻⁵³ |f| / h, below 1e-10 of the function's scale: nothing beside
 * float32, so the reference may be taken as exact.
 */
export function differences(reference: Reference, at: Float64Array): Float64Array {
  const h = 2 ** -17;
  return at.map((value, i) => {
    const moved = at.slice();
    moved[i] = value + h;
    const above = reference(moved);
    moved[i] = value - h;
    return (above - reference(moved)) / (2 * h);
  });
}

/**
 * Asserts that float32 values equal a reference but for rounding: a chain of n operations errs by at
 * most n u times the size of its terms, and `scale` bounds that size (the largest |reference| times
 * the cancellation that the caller allows).
 */
export function assertRounded(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  {operations, cancellation = 1}: {operations: number; cancellation?: number},
): void {
  const scale = Math.max(...Array.from(expected, Math.abs)) * cancellation;
  const tolerance = operations * unitRoundoff * scale;
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    assert.ok(
      Math.abs(actual[i] - expected[i]) <= tolerance,
      `entry ${i}: ${actual[i]} against ${expected[i]}, allowed ${tolerance}`,
    );
  }
}
