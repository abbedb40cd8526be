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
export function frameFrom(rows: readonly Row[], keys: readonly string[]): DataFrame {
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
  return new danfo.DataFrame(data, {columns: [...keys], dtypes});
}

/** The rows of a danfo DataFrame, as a copy. */
export function rowsFromFrame(frame: DataFrame): Row[] {
  const {columns, values} = frame as unknown as {columns?: string[]; values?: unknown[][]};
  if (!Array.isArray(columns) || !Array.isArray(values)) {
    throw new TypeError("a table takes a list of rows or a danfo DataFrame");
  }
  return values.map((row) => Object.fromEntries(columns.map((key, i) => [key, row[i]])));
}

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
