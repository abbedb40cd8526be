/**
 * The number that a text says in digits, with sign, point and exponent: "-1.5e3". NaN for everything
 * else, also where JavaScript's own reading makes a number of it: an empty text, "0x10", "Infinity".
 */
export function plainNumber(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
}
