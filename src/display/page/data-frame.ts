import type {DataFrame} from "danfojs-node";
import {createRequire} from "node:module";

/** One row of a table, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

type Danfo = {DataFrame: new (data: unknown[][], options: object) => DataFrame};

/**
 * Rows as a danfo DataFrame, with the types of its columns said outright: danfo guesses them from
 * the first twenty rows and would then cut later decimals off a tensor.
 *
 * Throws a RangeError for a column whose name danfo would let hide one of the frame's own members.
 */
export function frameFrom(
  rows: readonly Row[],
  {keys, index}: {keys: readonly string[]; index: Index | null},
): DataFrame {
  // TensorFlow, which danfo brings along, greets on stderr unless told not to before it loads.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "3";
  const danfo = createRequire(__filename)("danfojs-node") as Danfo;
  const taken = keys.find((key) => key in danfo.DataFrame.prototype || hidden.includes(key));
  if (taken !== undefined) {
    throw new RangeError(
      `a column called ${JSON.stringify(taken)} would hide the frame's own ${taken}: give it another name`,
    );
  }
  const columns = keys.map((key) => rows.map((row) => row[key]));
  const dtypes = columns.map(dtypeOf);
  const data = rows.map((row) => keys.map((key, i) => cellFor(row[key], dtypes[i])));
  return new danfo.DataFrame(data, {columns: [...keys], dtypes, ...(index ? {index} : {})});
}

/** What a frame calls its rows. */
type Index = (string | number)[];

/** What a table needs of its rows; those of a frame are made when asked for, as few as are needed. */
export type RowSource = {
  readonly count: number;
  /** Names of the rows; null where they are only counted. */
  readonly index: Index | null;
  /** Names of the columns of so many rows. */
  readonly keys: (most: number) => readonly string[];
  readonly has: (key: string) => boolean;
  readonly first: (most: number) => readonly Row[];
};

/** A list of rows, or a danfo DataFrame or Series, as a source of rows. Throws a TypeError for anything else. */
export function rowSource(source: unknown): RowSource {
  if (Array.isArray(source)) return sourceOfRows(source as readonly Row[]);
  // The public members may be hidden by columns of their names.
  const {$columns, $data, $index, $isSeries} = (source ?? {}) as {
    $columns?: unknown[];
    $data?: unknown[];
    $index?: Index;
    $isSeries?: boolean;
  };
  if (!$columns || !$data || !$index) {
    throw new TypeError(
      `a table takes a list of rows {name: value} or a danfo DataFrame, got ${kindOf(source)}`,
    );
  }
  const keys = Array.from($columns, String);
  const rowOf = (values: unknown): Row =>
    $isSeries
      ? {[keys[0]]: values}
      : Object.fromEntries(keys.map((key, i) => [key, (values as unknown[])[i]]));
  const counted = $index.every((name, i) => name === i);
  return {
    count: $data.length,
    index: counted ? null : [...$index],
    keys: () => keys,
    has: (key) => keys.includes(key),
    first: (most) => Array.from($data.slice(0, most), rowOf),
  };
}

function sourceOfRows(rows: readonly Row[]): RowSource {
  const odd = rows.findIndex((row) => typeof row !== "object" || row === null);
  if (odd !== -1) {
    throw new TypeError(`a table takes rows {name: value}, got ${kindOf(rows[odd])} as row ${odd}`);
  }
  return {
    count: rows.length,
    index: null,
    keys: (most) => keysOf(rows.slice(0, most)),
    has: (key) => rows.some((row) => Object.prototype.hasOwnProperty.call(row, key)),
    first: (most) => (most >= rows.length ? rows : rows.slice(0, most)),
  };
}

/** All names in the order of their first use. Most rows have those of the row before. */
function keysOf(rows: readonly Row[]): string[] {
  const known = new Set<string>();
  let before: readonly string[] = [];
  for (const row of rows) {
    const keys = Object.keys(row);
    if (keys.length === before.length && keys.every((key, i) => key === before[i])) continue;
    for (const key of keys) known.add(key);
    before = keys;
  }
  return [...known];
}

const kindOf = (value: unknown): string =>
  typeof value === "object" && value !== null
    ? `a ${value.constructor?.name ?? "Object"}`
    : (JSON.stringify(value) ?? typeof value);

/** Members that danfo sets on each frame rather than on its class. */
const hidden = ["$data", "$columns", "$index", "$dtypes", "$config"];

function dtypeOf(values: readonly unknown[]): string {
  const there = values.filter((value) => value !== null && value !== undefined);
  if (there.length > 0 && there.every((value) => typeof value === "boolean")) return "boolean";
  if (there.some((value) => typeof value !== "number")) return "string";
  // danfo calls whole numbers int32 and wraps what does not fit.
  const small = (value: unknown) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;
  return there.length === values.length && there.every(small) ? "int32" : "float32";
}

function cellFor(value: unknown, dtype: string): unknown {
  if (value === null || value === undefined) return dtype === "float32" ? NaN : value;
  return dtype === "string" && typeof value !== "string" ? String(value) : value;
}
