import {inspect} from "node:util";
import {numberText} from "../../evidence/number-text";

/**
 * The texts of one column. Its numbers share a number of decimals, so that they can be compared down
 * the column: as many as give the largest `digits` significant digits, and the others at least one.
 * Where they span too many powers of ten for that, each stands for itself.
 */
export function columnText(
  values: readonly unknown[],
  digits: number,
): {texts: string[]; isNumber: boolean} {
  const numbers = values.filter((value): value is number => typeof value === "number");
  const isNumber =
    numbers.length > 0 && values.every((value) => typeof value === "number" || value == null);
  // More digits where numbers that differ would read alike.
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
  const sizes = numbers.filter((value) => Number.isFinite(value) && value !== 0).map(Math.abs);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  if (
    numbers.every((value) => !Number.isFinite(value) || Number.isInteger(value)) &&
    !(most >= 2 ** 53)
  ) {
    return (value) => missing(value) ?? minus(`${value}`);
  }
  if (sizes.length === 0) return (value) => missing(value) ?? "0";
  const decimals = Math.min(12, Math.max(0, digits - 1 - Math.floor(Math.log10(most))));
  const fits = most < 2 ** 53 && least >= 0.5 * 10 ** -decimals;
  return (value) =>
    missing(value) ?? (fits ? minus(value.toFixed(decimals)) : numberText(value, digits));
}

const missing = (value: number): string | null =>
  Number.isNaN(value) ? "–" : Number.isFinite(value) ? null : numberText(value);

const minus = (text: string): string => text.replace("-", "−");

function plainText(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return minus(`${value}`);
  const simple = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  try {
    if (simple) return JSON.stringify(value);
  } catch {
    // A circle, or a bigint inside.
  }
  return inspect(value, {depth: 2, breakLength: Infinity, maxArrayLength: 10});
}
