/**
 * A number in few digits, of which none of the whole part is ever left out: 0.333333, 1234567.8912,
 * 1e-8.
 *
 * @param digits significant ones, of which more are written where the whole part needs them
 * @param behind at least so many of them behind the point
 */
export function numberText(value: number, {digits = 6, behind = 4} = {}): string {
  if (Number.isSafeInteger(value) || !Number.isFinite(value)) return String(value);
  const whole = Math.abs(value) < 1 ? 0 : Math.floor(Math.log10(Math.abs(value))) + 1;
  // Past 2^53 the last digits of the whole part tell nothing.
  const needed = Math.abs(value) > Number.MAX_SAFE_INTEGER ? digits : whole + behind;
  return String(Number(value.toPrecision(Math.min(17, Math.max(digits, needed)))));
}
