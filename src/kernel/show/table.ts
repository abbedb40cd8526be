import {inspect, types} from "node:util";
import {cutText} from "./cut-text";
import {numberText} from "./number-text";
import type {MimeBundle} from "../protocol";

/** Rows and columns that are printed; of the rest only the number is given. */
const maxRows = 20;
const maxColumns = 30;
const maxCell = 200;

type Table = {
  readonly columns: readonly string[];
  readonly index: readonly unknown[];
  /** One for each printed row, as many values as there are columns. */
  readonly rows: readonly (readonly unknown[])[];
  readonly rowCount: number;
};

/** The fields of a danfo frame or series; columns of a frame may hide its public ones. */
type Frame = {
  readonly $isSeries: boolean;
  readonly $data: readonly unknown[];
  readonly $columns: readonly unknown[];
  readonly $index: readonly unknown[];
};

/** A danfo DataFrame or Series as a table; null for anything else. */
export function frameBundle(value: object): MimeBundle | null {
  const {$isSeries, $data, $columns, $index} = value as Partial<Frame>;
  if (typeof $isSeries !== "boolean" || !$columns || !$index || !$data) return null;
  if (![$data, $columns, $index].every((list) => Array.isArray(list) || ArrayBuffer.isView(list)))
    return null;
  const table = {
    columns: [...$columns].map(String),
    index: $index.slice(0, maxRows),
    rows: [...$data.slice(0, maxRows)].map((row) => ($isSeries ? [row] : (row as unknown[]))),
    rowCount: $data.length,
  };
  return {"text/html": htmlOf(table), "text/plain": textOf(table)};
}

/** An array of plain objects as a table; null for anything else. */
export function recordsTable(value: object): string | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const first = value.slice(0, maxRows) as unknown[];
  if (!first.every(isRecord)) return null;
  const columns = [...new Set(first.flatMap((record) => Object.keys(record)))];
  if (columns.length === 0) return null;
  const rows = first.map((record) => columns.map((name) => record[name]));
  return htmlOf({columns, index: first.map((_, i) => i), rows, rowCount: value.length});
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function htmlOf(table: Table): string {
  const columns = table.columns.slice(0, maxColumns);
  const head = columns.map((name) => `<th>${escaped(name)}</th>`).join("");
  const body = table.rows.map((row, i) => {
    const cells = columns.map((_, j) => `<td>${escaped(cellText(row[j]))}</td>`).join("");
    return `<tr><th>${escaped(cellText(table.index[i]))}</th>${cells}</tr>`;
  });
  return (
    `<table class="dataframe" border="1"><thead><tr><th></th>${head}</tr></thead>` +
    `<tbody>${body.join("")}</tbody></table>\n<p>${sizeOf(table)}</p>`
  );
}

function textOf(table: Table): string {
  const columns = table.columns.slice(0, maxColumns);
  const lines = [
    ["", ...columns],
    ...table.rows.map((row, i) => [
      cellText(table.index[i]),
      ...columns.map((_, j) => cellText(row[j])),
    ]),
  ];
  const widths = lines[0].map((_, j) => Math.max(...lines.map((line) => line[j].length)));
  const text = lines.map((line) => line.map((cell, j) => cell.padStart(widths[j])).join("  "));
  return [...text, sizeOf(table)].join("\n");
}

function sizeOf({rows, rowCount, columns}: Table): string {
  const of = (shown: number, all: number) => (shown < all ? `${shown} of ${all}` : String(all));
  const shownColumns = Math.min(columns.length, maxColumns);
  return `${of(rows.length, rowCount)} rows × ${of(shownColumns, columns.length)} columns`;
}

function cellText(value: unknown): string {
  let text: string;
  if (typeof value === "string") text = value;
  else if (typeof value === "number" && !Number.isInteger(value)) text = numberText(value);
  else if (value === undefined) text = "";
  // Its lines would fill the table.
  else if (types.isNativeError(value)) text = Error.prototype.toString.call(value);
  else text = inspect(value, {depth: 1, maxArrayLength: 10, breakLength: Infinity});
  return text.length > maxCell ? `${cutText(text, maxCell)}…` : text;
}

function escaped(text: string): string {
  const entities: Record<string, string> = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"};
  return text.replace(/[&<>"]/g, (character) => entities[character]);
}
