import {inspect} from "node:util";
import {fullNumberText, numberText, roundedNumber} from "../../evidence/number-text";

/**
 * The texts of one column. Its numbers share a number of decimals, so that they can be compared down
 * the column: as many as give each `digits` significant digits, and more where numbers that differ would
 * read alike. None is rounded to a whole number, and no digit of a whole part is lost. Where they span
 * too many powers of ten for that, each stands for itself. Whole numbers alone are told in full.
 */
export function columnText(
  values: readonly unknown[],
  digits: number,
): {texts: string[]; isNumber: boolean} {
  const numbers = values.filter((value): value is number => typeof value === "number");
  const counted = values.filter((value) => typeof value === "number" || typeof value === "bigint");
  const isNumber =
    counted.length > 0 && counted.length === values.filter((value) => value != null).length;
  const different = new Set(numbers).size;
  let enough = digits;
  const alike = () => new Set(numbers.map(numberFormat(numbers, enough))).size < different;
  while (enough < 17 && alike()) enough++;
  const text = numberFormat(numbers, enough);
  return {
    isNumber,
    texts: values.map((value) => (typeof value === "number" ? text(value) : plainText(value))),
  };
}

function numberFormat(numbers: readonly number[], digits: number): (value: number) => string {
  const finite = numbers.filter(Number.isFinite).map(Math.abs);
  const most = finite.reduce((a, b) => Math.max(a, b), 0);
  const whole = most < 1 ? 1 : Math.floor(Math.log10(most)) + 1;
  const round = finite.every(Number.isInteger);
  const filled = most > 0 ? digits - 1 - Math.floor(Math.log10(most)) : 0;
  const decimals = finite.reduce(
    (needed, value) => Math.max(needed, decimalsOf(roundedNumber(value, digits))),
    round ? 0 : Math.max(0, filled),
  );
  const widest = digits + 3;
  // Past fifteen decimals a number shows the binary digits it is made of.
  const narrow = decimals <= Math.min(15, widest) && whole + decimals <= Math.max(10, widest);
  const shared = most < 2 ** 53 && (round || narrow);
  return (value) =>
    notFinite(value) ?? (shared ? minus(value.toFixed(decimals)) : fullNumberText(value, digits));
}

/** Digits behind the point of a number, as code would write it. */
function decimalsOf(value: number): number {
  const [mantissa, power = "0"] = `${value}`.split("e");
  return Math.max(0, (mantissa.split(".")[1] ?? "").length - Number(power));
}

/** NaN is a result, and none to be proud of: it must not read as a value that is missing. */
const notFinite = (value: number): string | null =>
  Number.isFinite(value) ? null : numberText(value);

const minus = (text: string): string => text.replace("-", "−");

/** Texts longer than this would fill the page. */
const mostSigns = 2000;

function plainText(value: unknown): string {
  const text = fullText(value);
  return text.length > mostSigns ? `${text.slice(0, mostSigns)}…` : text;
}

function fullText(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return minus(`${value}`);
  if (isJson(value, 0)) return JSON.stringify(value);
  return inspect(value, {depth: 2, breakLength: Infinity, maxArrayLength: 10});
}

/** Whether JSON says all of it: no NaN, which it would call null, and no list that is long. */
function isJson(value: unknown, depth: number): boolean {
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  if (value === null || typeof value === "boolean" || typeof value === "string") return true;
  if (typeof value !== "object" || depth > 4) return false;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return false;
  const held = Object.values(value as object);
  const whole = !Array.isArray(value) || held.length === value.length;
  return whole && held.length <= 10 && held.every((one) => isJson(one, depth + 1));
}
