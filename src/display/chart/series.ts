import {looks} from "./palette";
import type {Look} from "./palette";

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
  if (among.filter((other) => other.name === name).length === 1) return;
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
      throw new TypeError(
        `series ${name}: ${key} must be a list, got ${JSON.stringify(list) ?? "nothing"}`,
      );
    }
    if (list.length === 0) throw new RangeError(`series ${name}: ${key} is empty`);
  }
  const lengths = Object.entries(lists).map(([key, {length}]) => `${length} ${key}`);
  if (new Set(Object.values(lists).map(({length}) => length)).size === 1) return;
  throw new RangeError(`series ${name}: lists differ in length, got ${lengths.join(" and ")}`);
}

/** The look of a series: its own, or by its position among the others. */
export function lookOf(series: {readonly look?: number}, position: number): Look {
  const look = series.look ?? position;
  if (Number.isInteger(look) && look >= 0 && look < looks.length) return looks[look];
  throw new RangeError(`look must be a whole number from 0 to ${looks.length - 1}, got ${look}`);
}

/**
 * Numbers as they go into a notebook: plain, seven digits, with null for NaN and infinities, which
 * JSON cannot say and Plotly draws as a gap.
 */
export const plain = (numbers: Numbers): (number | null)[] =>
  Array.from(numbers, (value) =>
    Number.isFinite(value)
      ? Number.isInteger(value)
        ? value
        : Number(value.toPrecision(7))
      : null,
  );

/** The x of a series: names stay names. */
export const plainX = (x: Series["x"]): (number | string | null)[] =>
  typeof x[0] === "string" ? Array.from(x as readonly string[]) : plain(x as Numbers);
