/**
 * A number as it stands in a sentence: by default three significant digits, a true minus sign,
 * powers of ten from ten million on and below a thousandth.
 *
 *     numberText(-0.03125) → −0.0313    numberText(2.5e-7) → 2.5 × 10⁻⁷
 *
 * It is rounded, but never to another kind of number: the whole part stays, and what has a fraction
 * never reads as a whole number: 999.96 is 999.96, and 1234.56 is 1234.6. Differences of less than a
 * part in 10¹² are the dust of sums, and not told.
 */
export function numberText(value: number, digits = 3): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "NaN";
  if (size >= 1e7 || (size < 1e-3 && value !== 0)) return scientificText(value, digits);
  return withMinus(`${roundedNumber(value, digits)}`);
}

/** The same with the whole part in full as far as numbers hold one: for columns, where digits line up. */
export function fullNumberText(value: number, digits = 3): string {
  if (!(Math.abs(value) >= 1e7 && Math.abs(value) < 2 ** 53)) return numberText(value, digits);
  return withMinus(`${roundedNumber(value, digits)}`);
}

/** The number to its last digit, as code would write it. */
export function exactNumberText(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-6 && size < 1e21)) return withMinus(`${value}`);
  return numberText(value, 17);
}

/** The number as a power of ten with its factor: 2 × 10⁵, 10⁻⁷. */
export function powerText(value: number): string {
  return scientificText(value, 1).replace(/^1 × /, "");
}

/** A text for each of some numbers: in as many digits, three or more, as tell them apart. */
export function tellingApart(
  values: readonly number[],
  {digits = 3, text = numberText}: {digits?: number; text?: typeof numberText} = {},
): (value: number) => string {
  const finite = values.filter(Number.isFinite);
  const most = 12;
  const different = new Set(finite.map((value) => Number(value.toPrecision(most)))).size;
  let enough = digits;
  const alike = () => new Set(finite.map((value) => text(value, enough))).size < different;
  while (enough < most && alike()) enough++;
  return (value) => text(value, enough);
}

/** The number with its unit, which stay on one line; an empty unit is a pure number. */
export function quantityText(
  value: number,
  unit: string,
  text: (value: number) => string = numberText,
): string {
  return unit === "" ? text(value) : `${text(value)}\u00a0${unit}`;
}

/**
 * A share of one as a percentage, with as many digits as a reader needs: 3.1 %, 0.02 %, 94 %; and
 * 99.96 %, which is not all.
 */
export function percentText(share: number): string {
  const percent = 100 * share;
  const near = percent >= 10 && percent < 99.5 ? Math.round(percent) : percent;
  return `${numberText(near, 2)}\u00a0%`;
}

/** Whole numbers up to twelve in letters, as prose wants them. */
export function countText(count: number): string {
  const letters = "no one two three four five six seven eight nine ten eleven twelve".split(" ");
  return letters[count] ?? `${count}`;
}

/** Digits before the point: 3 for 123.4, 0 for 0.5. */
const wholeDigits = (value: number): number =>
  Math.abs(value) < 1 ? 0 : Math.floor(Math.log10(Math.abs(value))) + 1;

/** To so many significant digits, or as many more as keep the whole part and a fraction. */
export function roundedNumber(value: number, digits: number): number {
  if (Number.isInteger(value)) return value;
  const first = Math.max(digits, wholeDigits(value) + 1);
  const last = Math.min(17, Math.max(first, 12));
  for (let kept = first; kept <= last; kept++) {
    const near = Number(value.toPrecision(kept));
    if (!Number.isInteger(near)) return near;
  }
  return Number(value.toPrecision(last));
}

function scientificText(value: number, digits: number): string {
  const written = (kept?: number) => value.toExponential(kept && kept - 1).split("e");
  let [mantissa, power] = written();
  const whole = Number.isInteger(Number(mantissa));
  if (mantissa.replace(/[-.]/g, "").length > digits) [mantissa, power] = written(digits);
  for (let kept = digits + 1; kept <= 12 && !whole && Number.isInteger(Number(mantissa)); kept++) {
    [mantissa, power] = written(kept);
  }
  return withMinus(`${Number(mantissa)} × 10${superscript(Number(power))}`);
}

const withMinus = (text: string): string => text.replace(/-/g, "−");

const superscript = (power: number): string =>
  [...`${power}`].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)])).join("");
