import type {DataFrame, Series} from "danfojs-node";
import {requireKnown} from "./chart/chart-options";
import {frameFrom, rowSource} from "./page/data-frame";
import type {Row, RowSource} from "./page/data-frame";
import {shownAs} from "./page/mime";
import type {Shown} from "./page/mime";
import {tableHtml} from "./page/table-html";
import {columnText} from "./page/table-text";

/**
 * One column: a key of the rows, or that with what to print.
 *
 *     label    above the column; default the key
 *     unit     behind the label, in brackets
 *     digits   significant digits of its numbers
 */
export type Column =
  | string
  | {
      readonly key: string;
      readonly label?: string;
      readonly unit?: string;
      readonly digits?: number;
    };

/**
 *     columns   which, and in what order; default all keys of the rows
 *     digits    significant digits, default 3
 *     most      rows printed, default 40; `frame` holds all
 */
export type TableOptions = {
  readonly columns?: readonly Column[];
  readonly digits?: number;
  readonly caption?: string;
  readonly most?: number;
};

export type Table = Shown<{
  readonly rows: readonly Row[];
  readonly caption: string;
  /** The same as a danfo DataFrame, made when first asked for: loading danfo takes a second or two. */
  readonly frame: DataFrame;
}>;

/**
 * Rows as a table that a notebook shows and that danfo can go on with.
 *
 * Numbers of a column share their number of decimals and stand to the right. What is missing is a dash,
 * which NaN is not. A danfo DataFrame or
 * Series may stand in for the rows; the names of its rows, such as those of `describe()`, come first.
 */
export function table(
  source: readonly Row[] | DataFrame | Series,
  options: TableOptions = {},
): Table {
  requireKnown("table", options, ["columns", "digits", "caption", "most"]);
  const rows = rowSource(source);
  const {digits = 3, caption = "", most = 40} = options;
  requireDigits(digits);
  if (!(most >= 1)) throw new RangeError(`most must be at least one row, got ${most}`);
  const shown = rows.first(most);
  const all = columnsOf(rows, {asked: options.columns, most});
  for (const column of all) requireDigits(column.digits ?? digits);
  const columns = all.slice(0, mostColumns).map((column) => {
    const values = shown.map((row) => row[column.key]);
    return {...column, ...columnText(values, column.digits ?? digits)};
  });
  const left = [
    more(rows.count - shown.length, "row"),
    more(all.length - columns.length, "column"),
  ].filter((text) => text !== "");
  const rest = left.length > 0 ? `… and ${left.join(" and ")}, all in .frame` : "";
  const {index} = rows;
  const names = index && {label: "", unit: "", ...columnText(index.slice(0, most), 15)};
  const drawn = names ? [{...names, isNumber: false}, ...columns] : columns;
  const heads = drawn.map(({label, unit}) => (unit === "" ? label : `${label} (${unit})`));
  let copy: readonly Row[] | undefined;
  let frame: DataFrame | undefined;
  const fields = {
    get rows(): readonly Row[] {
      return (copy ??= rows.first(Infinity));
    },
    caption,
    get frame(): DataFrame {
      const keys = options.columns ? all.map(({key}) => key) : rows.keys(Infinity);
      return (frame ??= frameFrom(fields.rows, {keys, index}));
    },
  };
  if (Array.isArray(source)) Object.defineProperty(fields, "rows", {value: source});
  // Printing the table must not load danfo.
  Object.defineProperty(fields, "frame", {enumerable: false});
  return shownAs(fields, () => ({
    "text/html": tableHtml({
      caption,
      heads,
      alignRight: drawn.map(({isNumber}) => isNumber),
      cells: shown.map((_, i) => drawn.map(({texts}) => texts[i])),
      rest,
    }).html,
    "text/plain": tableText({caption, heads, columns: drawn, rest}),
  }));
}

/** Columns printed; `frame` holds all. */
const mostColumns = 40;

const more = (count: number, what: string): string =>
  count <= 0 ? "" : `${count} more ${count === 1 ? what : `${what}s`}`;

function tableText({
  caption,
  heads,
  columns,
  rest,
}: {
  caption: string;
  heads: readonly string[];
  columns: readonly {readonly texts: readonly string[]; readonly isNumber: boolean}[];
  rest: string;
}): string {
  const widths = heads.map((head, i) =>
    Math.max(head.length, ...columns[i].texts.map(({length}) => length)),
  );
  const line = (texts: readonly string[]) =>
    texts
      .map((text, i) => (columns[i].isNumber ? text.padStart(widths[i]) : text.padEnd(widths[i])))
      .join("  ")
      .trimEnd();
  const body = (columns[0]?.texts ?? []).map((_, row) =>
    line(columns.map(({texts}) => texts[row])),
  );
  return [caption, line(heads), widths.map((width) => "─".repeat(width)).join("  "), ...body, rest]
    .filter((text) => text !== "")
    .join("\n");
}

function columnsOf(
  rows: RowSource,
  {asked, most}: {asked: readonly Column[] | undefined; most: number},
) {
  // What only later rows have would be a column of dashes.
  const known = rows.keys(most);
  const columns = (asked ?? known).map((column) =>
    typeof column === "string" ? {key: column} : column,
  );
  if (columns.length === 0)
    throw new RangeError("a table needs rows with fields, or columns, got none");
  const missing = columns.find(({key}) => rows.count > 0 && !known.includes(key) && !rows.has(key));
  if (missing !== undefined) {
    throw new RangeError(
      `no row has a field ${JSON.stringify(missing.key)}; there are ${known.join(", ")}`,
    );
  }
  return columns.map(({key, ...more}) => {
    requireKnown("column", more, ["label", "unit", "digits"]);
    const {
      label = key,
      unit = "",
      digits,
    } = more as {label?: string; unit?: string; digits?: number};
    return {key, label, unit, digits};
  });
}

function requireDigits(digits: number): void {
  if (Number.isInteger(digits) && digits >= 1 && digits <= 15) return;
  throw new RangeError(`digits must be a whole number from 1 to 15, got ${digits}`);
}
