/**
 * What a column loses when its numbers are stored with 24 binary digits, in words; undefined where it is
 * next to nothing.
 *
 * Either more than a tenth of the different values become one with a neighbour, or rounding moves one
 * by more than a thousandth of their standard deviation. Both come of numbers that are large beside
 * their differences, such as seconds since 1970, and go when a number near them is subtracted first.
 *
 *     most    the share of a deviation that rounding may move a number by; default a thousandth
 */
export function lostInSinglePrecision(
  column: Float64Array,
  {most = 1e-3}: {readonly most?: number} = {},
): string | undefined {
  const values = Float64Array.from(new Set(column)).sort();
  const single = Float32Array.from(values);
  let merged = -1;
  let kept = 1;
  let worst = 0;
  for (let i = 0; i < values.length; i++) {
    if (i > 0 && single[i] !== single[i - 1]) kept++;
    else if (i > 0 && merged < 0) merged = i;
    const error = Math.abs(single[i] - values[i]);
    if (error > Math.abs(single[worst] - values[worst])) worst = i;
  }
  if (kept < 0.9 * values.length) {
    return `${values[merged - 1]} and ${values[merged]} become the same number`;
  }
  const error = Math.abs(single[worst] - values[worst]);
  if (error <= most * deviationOf(column)) return undefined;
  return `${values[worst]} becomes ${single[worst]}`;
}

/** About the mean, in numbers taken from the first one on: they are small where their differences are. */
function deviationOf(column: Float64Array): number {
  const shifted = column.map((value) => value - column[0]);
  const mean = shifted.reduce((sum, value) => sum + value, 0) / column.length;
  return Math.sqrt(shifted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length);
}
