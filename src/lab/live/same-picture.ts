/**
 * How far two results are apart: the largest difference of two numbers at the same place, as a share of the largest
 * number of their list (or of their own size, outside of lists), also of numbers within texts; null where one has
 * something that the other has not.
 */
export function farApart(one: unknown, other: unknown): number | null {
  if (typeof one === "number" || typeof other === "number") return numbersApart(one, other, 0);
  if (typeof one === "string" && typeof other === "string") return textsApart(one, other);
  if (Array.isArray(one) && Array.isArray(other)) {
    if (one.length !== other.length) return null;
    const size = [...one, ...other].reduce<number>(
      (most, value) => (typeof value === "number" ? Math.max(most, Math.abs(value)) : most),
      0,
    );
    return largest(one.map((value, i) => apartWithin(value, other[i], size)));
  }
  if (isFields(one) && isFields(other)) {
    const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return largest(names.map((name) => farApart(one[name], other[name])));
  }
  return one === other ? 0 : null;
}

const apartWithin = (one: unknown, other: unknown, size: number): number | null =>
  typeof one === "number" || typeof other === "number"
    ? numbersApart(one, other, size)
    : farApart(one, other);

function numbersApart(one: unknown, other: unknown, size: number): number | null {
  if (typeof one !== "number" || typeof other !== "number") return null;
  if (one === other || (Number.isNaN(one) && Number.isNaN(other))) return 0;
  const scale = Math.max(size, Math.abs(one), Math.abs(other));
  return Math.abs(one - other) / scale;
}

const number = /-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi;

function textsApart(one: string, other: string): number | null {
  if (one === other) return 0;
  if (one.replace(number, "#") !== other.replace(number, "#")) return null;
  const [left, right] = [one, other].map((text) => text.match(number) ?? []);
  return largest(left.map((text, i) => roundedApart(text, right[i])));
}

/** A decimal number in a sentence is rounded: a unit in its last digit is no difference. */
function roundedApart(one: string, other: string): number | null {
  const digits = Math.min(...[one, other].map((text) => text.split(".")[1]?.length ?? 0));
  const [left, right] = [one, other].map(Number);
  return digits > 0 && Math.abs(left - right) < 1.5 * 10 ** -digits
    ? 0
    : numbersApart(left, right, 1);
}

const largest = (all: readonly (number | null)[]): number | null =>
  all.reduce<number | null>(
    (most, value) => (most === null || value === null ? null : Math.max(most, value)),
    0,
  );

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
