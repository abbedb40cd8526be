import {parse} from "papaparse";
import type {ParseConfig, ParseResult} from "papaparse";
import type {Random} from "../numerics/random";
import {requireWhole} from "../numerics/require-number";
import {firstSentences} from "./tables/first-sentences";
import {plainNumber} from "./plain-number";
import {splitPositions} from "./subsets";
import {columnAt, columnBuilder, usualGaps} from "./tables/column";
import type {CellOptions, TableColumn} from "./tables/column";
import {readTableText} from "./tables/text";

/**
 * A reader's table as it was read: columns of numbers and of texts, with gaps, by name. Nothing is
 * encoded yet, and nothing is judged: rows to be predicted need not be fit to be learned from.
 *
 *     label    the column with the class, if there is one: `codes` are positions in `classes`
 *     lines    of the file, where each row begins
 */
export type MixedTable = {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  readonly label?: {
    readonly name: string;
    readonly classes: readonly string[];
    readonly codes: Int32Array;
  };
  readonly lines: Int32Array;
  /** Line of the header. */
  readonly headerLine: number;
};

export type MixedTableOptions = CellOptions & {
  /** Name of the column with the class; left out for rows to be predicted. */
  readonly label?: string;
  /** Names of columns to leave out; "" is one without a name. */
  readonly ignore?: readonly string[];
  /** Names of columns that are texts even where they look like numbers: codes, zip codes. */
  readonly text?: readonly string[];
  /** The sign between cells; found by itself unless told. */
  readonly delimiter?: string;
  /** Of a file that is not UTF-8, such as "windows-1252". */
  readonly encoding?: string;
};

/**
 * Reads a comma-separated file (or one with semicolons, tabs or bars) with a header, one row per example.
 *
 *     const table = readTable("wine.csv", {label: "cultivar"});
 *
 * Throws a RangeError that names line, column and remedy for a file that cannot be read as a table: ragged
 * rows, quotes that never close, two columns of one name, a header alone, a class that is missing.
 */
export function readTable(file: string, options: MixedTableOptions = {}): MixedTable {
  const {encoding} = options;
  const text = readTableText(file, encoding === undefined ? {} : {encoding});
  return tableOfText(text, {...options, name: file});
}

/** The same from text. */
export function tableOfText(
  text: string,
  {
    name,
    label,
    ignore = [],
    text: asText = [],
    delimiter,
    ...cells
  }: MixedTableOptions & {name: string},
): MixedTable {
  let header: string[] | undefined;
  let builders: (ReturnType<typeof columnBuilder> | undefined)[] = [];
  let headerLine = 0;
  const lines: number[] = [];
  const problems: string[] = [];
  const counts = {problems: 0, wider: 0};
  const problem = (sentence: string): void => {
    counts.problems++;
    if (problems.length < 5) problems.push(sentence);
  };
  forEachRecord(text, {delimiter, name}, (row, line) => {
    if (header === undefined) {
      header = namesOf(row);
      headerLine = line;
      requireHeader(header, {name, label, ignore, asText});
      builders = header.map((column) =>
        ignore.includes(column)
          ? undefined
          : columnBuilder(column, {...cells, asText: column === label || asText.includes(column)}),
      );
      return;
    }
    const found = evenTail(row, header);
    if (found.length !== header.length) {
      if (found.length === header.length + 1) counts.wider++;
      const hint = raggedHint(found.length, header.length);
      problem(
        `row ${line - headerLine} has ${found.length} cells, the header ${header.length}${hint} ` +
          `(line ${line} of the file)`,
      );
      return;
    }
    lines.push(line);
    for (let at = 0; at < found.length; at++) builders[at]?.add(found[at], line);
  });
  if (header === undefined) throw new RangeError(`${name} is empty: a header belongs there`);
  if (counts.wider > 0 && lines.length === 0) {
    throw new RangeError(
      `${name}: every row has one cell more than the header (line ${headerLine}): give each column a ` +
        `name there, row names included`,
    );
  }
  if (counts.problems > 0) {
    throw new RangeError(`${name} cannot be used: ${firstSentences(problems, counts.problems)}`);
  }
  if (lines.length === 0) throw new RangeError(`${name} has a header but no rows`);
  const columns = builders.flatMap((builder) => builder?.finish() ?? []);
  const labelled = columns.find((column) => column.name === label);
  const {missing = usualGaps} = cells;
  return {
    name,
    rows: lines.length,
    // A separator at every line's end makes a column of nothing.
    columns: columns.filter((column) => column !== labelled && !isEmptyTail(column)),
    ...(labelled ? {label: labelOf(labelled, {name, lines, headerLine, missing})} : {}),
    lines: Int32Array.from(lines),
    headerLine,
  };
}

/** A table from columns of numbers and texts; a gap is NaN, null or undefined. */
export function tableOf(
  columns: Readonly<Record<string, ArrayLike<number | string | boolean | null | undefined>>>,
  {
    label,
    name = "the table",
    ...options
  }: Omit<MixedTableOptions, "delimiter" | "encoding"> & {readonly name?: string} = {},
): MixedTable {
  const names = Object.keys(columns);
  if (names.length === 0) throw new RangeError(`${name} has no column`);
  const rows = columns[names[0]].length;
  const odd = names.find((column) => columns[column].length !== rows);
  if (odd !== undefined) {
    throw new RangeError(
      `${name}: ${odd} has ${columns[odd].length} cells, ${names[0]} ${rows}: as many belong in each`,
    );
  }
  const {ignore = [], text = [], missing = usualGaps, decimal} = options;
  requireHeader(names, {name, label, ignore, asText: text});
  if (rows === 0) throw new RangeError(`${name} has columns but no rows`);
  const made = names
    .filter((column) => !ignore.includes(column))
    .map((column) => {
      const asText = column === label || text.includes(column);
      const cells = {asText, missing, ...(decimal ? {decimal} : {})};
      const builder = columnBuilder(column, cells);
      for (let i = 0; i < rows; i++) {
        const value = columns[column][i];
        const gap = value === null || value === undefined || Number.isNaN(value);
        builder.add(gap ? "" : String(value).trim(), i + 1);
      }
      return builder.finish();
    });
  const lines = Int32Array.from({length: rows}, (_, i) => i + 1);
  const labelled = made.find((column) => column.name === label);
  return {
    name,
    rows,
    columns: made.filter((column) => column !== labelled),
    ...(labelled ? {label: labelOf(labelled, {name, lines, headerLine: 0, missing})} : {}),
    lines,
    headerLine: 0,
  };
}

/** The rows at these positions, in this order. */
export function rowsOfTable(table: MixedTable, positions: ArrayLike<number>): MixedTable {
  const rows = Int32Array.from(positions);
  rows.forEach((at, i) => requireWhole(`position ${i}`, at, {from: 0, to: table.rows - 1}));
  const {label} = table;
  return {
    ...table,
    rows: rows.length,
    columns: table.columns.map((column) => columnAt(column, rows)),
    ...(label ? {label: {...label, codes: rows.map((at) => label.codes[at])}} : {}),
    lines: rows.map((at) => table.lines[at]),
  };
}

/** A random split in which every class keeps its share, as splitByClass makes it. */
export function splitTable(
  table: MixedTable,
  options: {readonly testShare: number; readonly random: Random},
): {readonly train: MixedTable; readonly test: MixedTable} {
  const {codes, classes} = requireLabel(table);
  const {train, test} = splitPositions({name: table.name, labels: codes, classes}, options);
  return {train: rowsOfTable(table, train), test: rowsOfTable(table, test)};
}

/** The classes of a table, or a RangeError that says how to read it with them. */
export function requireLabel({label, name, columns}: MixedTable): NonNullable<MixedTable["label"]> {
  if (label) return label;
  throw new RangeError(
    `${name} was read without classes: name the column that holds them, as in ` +
      `readTable("${name}", {label: "${columns.at(-1)?.name ?? "kind"}"})`,
  );
}

/** Calls `use` with the trimmed cells of every line that is not blank, and the line's number. */
function forEachRecord(
  text: string,
  {delimiter: told, name}: {readonly delimiter: string | undefined; readonly name: string},
  use: (cells: string[], line: number) => void,
): void {
  const body = text.replace(/^\uFEFF/, "");
  // Excel's own first line, which names the sign between the cells.
  const marked = /^sep=(.)\r?\n/.exec(body);
  const rest = marked ? body.slice(marked[0].length) : body;
  // Blank lines, of which there may be many, say nothing about the sign between the cells.
  const preview = parse(rest, {skipEmptyLines: "greedy", preview: 10}).meta;
  const delimiter = told ?? marked?.[1] ?? preview.delimiter;
  const inside = preview.linebreak === "\r" ? "\r" : "\n";
  let line = marked ? 2 : 1;
  parse<string[]>(rest, {
    delimiter,
    newline: preview.linebreak as "\n",
    // All rows at once would need many times the memory of the text.
    chunkSize: 1 << 22,
    chunk: ({data, errors}: ParseResult<string[]>) => {
      const quotes = new Map(errors.map(({row, code}) => [row, code]));
      data.forEach((cells, at) => {
        const broken = quotes.get(at);
        if (broken !== undefined) {
          const what =
            broken === "MissingQuotes"
              ? `a quote " is opened and never closed`
              : `a quote " stands inside of a cell in quotes`;
          throw new RangeError(
            `${name} cannot be used: ${what} (line ${line} of the file): close it, or write it twice`,
          );
        }
        const trimmed = cells.map((cell) => cell.trim());
        if (trimmed.some((cell) => cell !== "")) use(trimmed, line);
        // A cell in quotes may go over several lines.
        line++;
        for (const cell of cells) if (cell.includes(inside)) line += cell.split(inside).length - 1;
      });
    },
    // Its types know chunks of files only.
  } as unknown as ParseConfig<string[]>);
}

/** Names without the tail of empty ones that a separator at the line's end makes, all but one of it. */
function namesOf(row: string[]): string[] {
  let length = row.length;
  while (length > 1 && row[length - 1] === "" && row[length - 2] === "") length--;
  return row.slice(0, length);
}

/** Cells of nothing at the end, which a separator there makes, are as many as the header has. */
function evenTail(row: string[], header: readonly string[]): string[] {
  if (row.length === header.length - 1 && header[row.length] === "") return [...row, ""];
  let end = row.length;
  while (end > header.length && row[end - 1] === "") end--;
  return end === row.length ? row : row.slice(0, end);
}

const isEmptyTail = ({name, kind, numbers, cells}: TableColumn): boolean =>
  name === "" &&
  kind !== "mixed" &&
  (cells ? cells.codes.every((code) => code < 0) : numbers.every(Number.isNaN));

function raggedHint(cells: number, header: number): string {
  return cells > header
    ? ": a cell that holds the separator belongs in quotes"
    : ": an empty cell still needs its separator";
}

function requireHeader(
  header: readonly string[],
  {
    name,
    label,
    ignore,
    asText,
  }: {
    readonly name: string;
    readonly label: string | undefined;
    readonly ignore: readonly string[];
    readonly asText: readonly string[];
  },
): void {
  const twice = header.find((column, at) => header.indexOf(column) !== at);
  if (twice === "") {
    const places = header.flatMap((column, at) => (column === "" ? [at + 1] : []));
    throw new RangeError(
      `${name} has ${places.length} columns without a name (${places.join(", ")}): give each one`,
    );
  }
  if (twice !== undefined) {
    throw new RangeError(`${name} has two columns named "${twice}": rename one of them`);
  }
  const wanted = [...(label === undefined ? [] : [label]), ...ignore, ...asText];
  const numbersOnly = header.every((column) => plainNumber(column) === plainNumber(column));
  const missing = wanted.find((column) => !header.includes(column));
  if (numbersOnly && (missing !== undefined || wanted.length === 0)) {
    throw new RangeError(
      `${name} begins with numbers (${header.slice(0, 5).join(", ")}): a header with the columns' ` +
        `names belongs there`,
    );
  }
  if (missing !== undefined) {
    throw new RangeError(`${name} has no column "${missing}", only ${namedColumns(header)}`);
  }
  if (label !== undefined && ignore.includes(label)) {
    throw new RangeError(`${name}: "${label}" cannot be the class and ignored`);
  }
}

const namedColumns = (header: readonly string[]): string =>
  header.map((column) => (column === "" ? '""' : column)).join(", ") || "nothing";

function labelOf(
  {name: label, cells}: TableColumn,
  {
    name,
    lines,
    headerLine,
    missing,
  }: {
    readonly name: string;
    readonly lines: ArrayLike<number>;
    readonly headerLine: number;
    readonly missing: readonly string[];
  },
): NonNullable<MixedTable["label"]> {
  const {names, codes} = cells!;
  const gaps = [...codes.keys()].filter((row) => codes[row] < 0);
  if (gaps.length > 0) {
    const marks = missing === usualGaps ? "; a class of such a name needs {missing: []}" : "";
    const sentences = gaps
      .slice(0, 5)
      .map(
        (row) =>
          `row ${lines[row] - headerLine} has no ${label}: fill it or drop the row${marks} ` +
          `(line ${lines[row]} of the file)`,
      );
    throw new RangeError(`${name} cannot be used: ${firstSentences(sentences, gaps.length)}`);
  }
  const classes = inOrder(names);
  const places = names.map((mark) => classes.indexOf(mark));
  return {name: label, classes, codes: codes.map((code) => places[code])};
}

/** Classes in order: by size where all are numbers, else as a reader would sort names. */
function inOrder(classes: readonly string[]): string[] {
  const byName = [...classes].sort((a, b) => a.localeCompare(b, "en", {numeric: true}));
  if (classes.some((name) => Number.isNaN(plainNumber(name)))) return byName;
  return byName.sort((a, b) => plainNumber(a) - plainNumber(b));
}
