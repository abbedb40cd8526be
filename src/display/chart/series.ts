import {roundedNumber} from "../../evidence/number-text";
import {looks} from "./palette";
import type {Look} from "./palette";
import {nameTexts, ownPlaces} from "./places";

export type Numbers = ArrayLike<number>;

/**
 * One line or cloud of points.
 *
 *     x      numbers, or names for a bar's categories
 *     look   which of the eight looks, 0 … 7; by position where it is not given
 */
export type Series = {
  readonly name: string;
  readonly x: Numbers | readonly string[];
  readonly y: Numbers;
  readonly look?: number;
};

const seriesKeys = ["name", "x", "y", "look"];

/** Throws the sentence that says what is wrong with the series of a chart. */
export function requireSeries(series: readonly Series[], keys = seriesKeys): void {
  if (!Array.isArray(series) || series.length === 0) {
    throw new RangeError("a chart needs at least one series {name, x, y}, got none");
  }
  requireFew(series.length);
  for (const one of series as readonly Series[]) {
    requireName(one.name, series);
    const unknown = Object.keys(one).find((key) => !keys.includes(key));
    if (unknown !== undefined) {
      throw new RangeError(
        `series ${one.name}: unknown ${unknown}; a series has ${keys.join(", ")}`,
      );
    }
    requireSameLength(one.name, {x: one.x, y: one.y});
  }
}

/** Throws for more series than there are looks. */
export function requireFew(count: number): void {
  if (count <= looks.length) return;
  throw new RangeError(
    `a chart tells at most ${looks.length} series apart, got ${count}: use small multiples`,
  );
}

/** Throws for an empty name or one that two series share. */
export function requireName(name: string, among: readonly {readonly name: string}[]): void {
  if (typeof name !== "string" || name.trim() === "") {
    throw new TypeError(`every series needs a name, got ${JSON.stringify(name) ?? "nothing"}`);
  }
  // Legends show no difference in white space.
  const seen = (text: string) => text.trim().replace(/\s+/g, " ");
  if (among.filter((other) => seen(`${other.name}`) === seen(name)).length === 1) return;
  throw new RangeError(
    `two series are called ${JSON.stringify(name)}: readers could not tell them apart`,
  );
}

/** Throws for lists that are empty or differ in length. */
export function requireSameLength(
  name: string,
  lists: Readonly<Record<string, ArrayLike<unknown>>>,
): void {
  for (const [key, list] of Object.entries(lists)) {
    if (typeof list?.length !== "number" || typeof list === "string") {
      throw new TypeError(`series ${name}: ${key} must be a list, got ${kindOf(list)}`);
    }
    const odd = Array.from(list).find(
      (value) =>
        key !== "runs" && value != null && typeof value !== "number" && typeof value !== "string",
    );
    if (odd !== undefined) {
      throw new TypeError(
        `series ${name}: ${key} must hold numbers${key === "x" ? " or names" : ""}, ` +
          `got a ${typeof odd === "object" ? odd?.constructor.name : typeof odd}` +
          (typeof odd === "bigint" ? `: turn it into numbers with Number()` : ""),
      );
    }
    if (key !== "x" && Array.from(list).some((value) => typeof value === "string")) {
      throw new TypeError(`series ${name}: ${key} must hold numbers, got a text`);
    }
    if (list.length === 0) throw new RangeError(`series ${name}: ${key} is empty`);
  }
  const lengths = Object.entries(lists).map(([key, {length}]) => `${length} ${key}`);
  if (new Set(Object.values(lists).map(({length}) => length)).size === 1) return;
  throw new RangeError(`series ${name}: lists differ in length, got ${lengths.join(" and ")}`);
}

/** Throws for names where a place is two numbers. */
export function requireNoNames(name: string, x: Series["x"]): void {
  if (!areNames(x)) return;
  throw new TypeError(
    `series ${name}: x must hold numbers here, got names: a plane has no place for them`,
  );
}

/** What was given in place of a list, and how to make one of it. */
function kindOf(value: unknown): string {
  if (typeof value !== "object" || value === null)
    return typeof value === "bigint" ? `${value}n` : (JSON.stringify(value) ?? typeof value);
  const kind = value.constructor?.name ?? "Object";
  if ("dataSync" in value) return `a ${kind}: take its numbers with arraySync()`;
  if ("$data" in value || ("values" in value && Array.isArray(value.values))) {
    return `a ${kind}: take its .values`;
  }
  if (Symbol.iterator in value) return `a ${kind}: make a list of it with [...it]`;
  return `a ${kind}`;
}

/** The look of a series: its own, or by its position among the others. */
export function lookOf(series: {readonly look?: number}, position: number): Look {
  const look = series.look ?? position;
  if (Number.isInteger(look) && look >= 0 && look < looks.length) return looks[look];
  throw new RangeError(`look must be a whole number from 0 to ${looks.length - 1}, got ${look}`);
}

/**
 * Numbers as they go into a notebook: plain, with seven digits or as many more as it takes to keep the
 * whole part and to tell different numbers apart; null for NaN and infinities, which JSON cannot say
 * and Plotly draws as a gap.
 */
export function plain(numbers: Numbers): (number | null)[] {
  requireRoom(numbers.length);
  const finite = Array.from(numbers).filter((value) => Number.isFinite(value));
  const different = new Set(finite).size;
  const rounded = (digits: number) => (value: number) =>
    roundedNumber(value, Math.min(17, Math.max(digits, wholeDigits(value) + 2)));
  const digits = [7, 9, 12, 15].find(
    (enough) => new Set(finite.map(rounded(enough))).size === different,
  );
  const text = rounded(digits ?? 17);
  return Array.from(numbers, (value) => (Number.isFinite(value) ? text(value) : null));
}

/**
 * Digits by which a reader tells the numbers of an axis apart: four, or as many more as the whole part
 * and the distance between the smallest and the largest need; and up to seven, as many as the figure holds,
 * where numbers that differ would read alike, or one with a fraction as a whole one.
 */
export function digitsToRead(values: ArrayLike<unknown>): number {
  const numbers = Array.from(values).filter((value): value is number => Number.isFinite(value));
  const low = numbers.reduce((least, value) => Math.min(least, value), Infinity);
  const high = numbers.reduce((most, value) => Math.max(most, value), -Infinity);
  if (numbers.length === 0) return 4;
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const near = high > low ? Math.log10(largest / (high / 2 - low / 2)) + 4 : 4;
  const behind = numbers.every(Number.isInteger) ? 0 : 2;
  const whole = wholeDigits(largest) === 0 ? 0 : wholeDigits(largest) + behind;
  const least = Math.min(17, Math.max(4, whole, Math.ceil(near)));
  const held = Float64Array.from(plain(numbers) as number[]).sort();
  const apart = held.reduce((most, value, i) => {
    const gap = i === 0 ? 0 : value - held[i - 1];
    return gap > 0
      ? Math.max(most, digitsOf(gap, Math.max(Math.abs(value), Math.abs(held[i - 1]))))
      : most;
  }, 0);
  const fractions = held.reduce((most, value) => {
    const behindPoint = Math.abs(value) < 0.5 ? 0 : Math.abs(value - Math.round(value));
    return behindPoint > 0 ? Math.max(most, digitsOf(behindPoint, Math.abs(value))) : most;
  }, 0);
  return Math.min(17, Math.max(least, Math.min(7, apart), fractions));
}

/** Digits in which a number shows a difference. */
const digitsOf = (difference: number, value: number): number =>
  Math.ceil(Math.log10(value / difference)) + 1;

/** Digits before the point: 3 for 123.4, 0 for 0.5. */
const wholeDigits = (value: number): number =>
  Math.abs(value) < 1 ? 0 : Math.floor(Math.log10(Math.abs(value))) + 1;

/** Whether an axis shows names: where one is a name, all are. */
export const areNames = (x: Series["x"]): boolean =>
  Array.from(x as ArrayLike<unknown>).some((value) => typeof value === "string");

/** Numbers that one chart may put into a notebook; 200,000 are about 2 MB. */
export const mostNumbers = 200_000;

/** Throws a RangeError for more numbers than a notebook should hold. */
export function requireRoom(numbers: number): void {
  if (numbers <= mostNumbers) return;
  throw new RangeError(
    `this chart holds ${numbers} numbers, and ${mostNumbers} are the most a notebook should carry: ` +
      "draw fewer series or points, or average first",
  );
}

/** The x of a series: names stay names, and one that comes twice has two places. */
export const plainX = (x: Series["x"]): (number | string | null)[] =>
  areNames(x) ? ownPlaces(roomFor(x)) : plain(x as Numbers);

/** The same where several points may share a place, as in a cloud over classes. */
export const sharedX = (x: Series["x"]): (number | string | null)[] =>
  areNames(x) ? nameTexts(roomFor(x)) : plain(x as Numbers);

const roomFor = (x: Series["x"]): ArrayLike<unknown> => {
  requireRoom(x.length);
  return x as ArrayLike<unknown>;
};
