/**
 * A number as it stands in a sentence: by default three significant digits, a true minus sign,
 * powers of ten beyond a million and below a thousandth.
 *
 *     numberText(-0.03125) → −0.0313    numberText(2.5e-7) → 2.5 × 10⁻⁷
 */
export function numberText(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "NaN";
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return withMinus(`${value}`);
  if (power >= 6 || power < -3) {
    return withMinus(`${Number(mantissa)} × 10${superscript(power)}`);
  }
  return withMinus(`${Number(value.toPrecision(Math.max(digits, power + 1)))}`);
}

/** The number with its unit, which stay on one line; an empty unit is a pure number. */
export function quantityText(value: number, unit: string): string {
  return unit === "" ? numberText(value) : `${numberText(value)}\u00a0${unit}`;
}

/** A share of one as a percentage, with as many digits as a reader needs: 3.1 %, 0.02 %, 94 %. */
export function percentText(share: number): string {
  return `${numberText(100 * share, 2)}\u00a0%`;
}

/** Whole numbers up to twelve in letters, as prose wants them. */
export function countText(count: number): string {
  const letters = "no one two three four five six seven eight nine ten eleven twelve".split(" ");
  return letters[count] ?? `${count}`;
}

const withMinus = (text: string): string => text.replace(/-/g, "−");

const superscript = (power: number): string =>
  [...`${power}`].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)])).join("");
