import {makeDataset, type Dataset} from "./dataset";
import {firstSentences} from "./tables/first-sentences";
import {requireLabel, tableOfText} from "./mixed-table";
import type {MixedTable, MixedTableOptions} from "./mixed-table";
import {lostInSinglePrecision} from "./single-precision";
import {cellText, usualGaps} from "./tables/column";
import type {TableColumn} from "./tables/column";
import {mixedProblem, tableQuestions} from "./tables/questions";
import {readTableText} from "./tables/text";

/** A reader's table of numbers: how it is read, and what is meant though it looks odd. */
export type NumberTableOptions = Omit<MixedTableOptions, "label" | "text"> & {
  /** Name of the column with the class. */
  readonly label: string;
  /** Columns that count the rows or have no name, and are to be learned from. */
  readonly keep?: readonly string[];
};

/**
 * A reader's own table as a data set: comma-separated text with a header, one row per example, numbers
 * in every column but the one that holds the class (any text).
 *
 *     loadTable("wine.csv", {label: "cultivar", ignore: ["id"]})
 *
 *     label    name of the column with the class
 *     ignore   names of columns to leave out
 *     keep     columns that count the rows or have no name, and are to be learned from all the same
 *
 * Classes are numbered in the order of the alphabet (numbers by size), columns keep their names. A column
 * of numbers that are large beside their differences is stored less a number near them, its `origin`.
 * Throws a RangeError that lists, row by row, what cannot be learned from: empty cells, text where a
 * number belongs, rows too short or too long, two columns of one name, columns that never vary, count the
 * rows or lose their differences in single precision, a class seen once, one class only. Rows are counted
 * below the header, blank ones too; the file's line stands beside. Tables with gaps and texts are read by
 * readTable and learned from by fitTable.
 */
export function loadTable(file: string, options: NumberTableOptions): Dataset {
  const {encoding} = options;
  const text = readTableText(file, encoding === undefined ? {} : {encoding});
  return parseTable(text, {...options, name: file});
}

/** The same from text. */
export function parseTable(
  text: string,
  {keep = [], ...options}: NumberTableOptions & {name: string},
): Dataset {
  const table = tableOfText(text, {missing: [], ...options});
  const {name, columns, rows} = table;
  if (columns.length === 0) throw new RangeError(`${name} has no column left to learn from`);
  const cells = columns.flatMap((column) => cellProblems(column, table));
  // Judging columns and classes makes sense only once every row can be read.
  const problems =
    cells.length > 0
      ? cells.sort((a, b) => a.row - b.row).map(({says}) => says)
      : [...gapClasses(table, keep), ...tableQuestions(table, {keep})];
  const origin = columns.map(({numbers}) => originOf(numbers));
  if (problems.length === 0) {
    problems.push(...columns.flatMap((column, j) => lostProblem(column, origin[j])));
  }
  if (problems.length > 0) {
    const way = cells.length > 0 ? " as it is (readTable and fitTable take gaps and texts)" : "";
    throw new RangeError(`${name} cannot be used${way}: ${firstSentences(problems)}`);
  }

  const width = columns.length;
  const features = new Float32Array(rows * width);
  columns.forEach(({numbers}, j) =>
    numbers.forEach((value, i) => (features[i * width + j] = value - origin[j])),
  );
  const {classes, codes} = requireLabel(table);
  return makeDataset({
    name,
    features,
    labels: codes,
    shape: [rows, width],
    classes,
    columns: columns.map((column) => column.name),
    ...(origin.some((from) => from !== 0) ? {origin} : {}),
  });
}

/** Classes that look as if there were none. */
function gapClasses(table: MixedTable, keep: readonly string[]): string[] {
  const {name, classes, codes} = requireLabel(table);
  const gaps = classes.filter((mark) => usualGaps.includes(mark) && !keep.includes(mark));
  return gaps.map((mark) => {
    const line = table.lines[codes.indexOf(classes.indexOf(mark))];
    return (
      `${name} is "${mark}" in row ${line - table.headerLine} (line ${line} of the file): drop rows ` +
      `without a class, or keep: ["${mark}"] if it is one`
    );
  });
}

type CellProblem = {readonly row: number; readonly says: string};

/** The cells of a column that hold no number, or one sentence for a column of texts. */
function cellProblems(column: TableColumn, {lines, headerLine, rows}: MixedTable): CellProblem[] {
  const {name, kind, numbers, odd} = column;
  const gapsOnly = odd.first.every(({text}) => usualGaps.includes(text));
  const lone = kind === "number" || rows < 8 || odd.count < rows / 2 || gapsOnly;
  if (!lone || (kind === "text" && odd.first.length === 0)) {
    const [question] = tableQuestions({name, rows, columns: [column], lines, headerLine});
    const says =
      question ??
      (kind === "mixed"
        ? mixedProblem(column)
        : `${name} holds text (such as "${odd.first[0].text}", line ${odd.first[0].line}): put it in ` +
          `ignore, or let readTable and fitTable encode it`);
    return [{row: 0, says}];
  }
  const found: CellProblem[] = [];
  const bad = (row: number, what: string): void =>
    void found.push({
      row,
      says: `row ${lines[row] - headerLine} has ${what} (line ${lines[row]} of the file)`,
    });
  const oddLines = new Map(odd.first.map(({line, text}) => [line, text]));
  numbers.forEach((value, row) => {
    if (Number.isFinite(Math.fround(value))) return;
    const text = oddLines.get(lines[row]) ?? cellText(column, row);
    if (text === undefined) {
      bad(row, `no ${name}: fill it or drop the row`);
    } else {
      bad(row, `"${text}" for ${name}: a number of usual size belongs there${hintFor(text)}`);
    }
  });
  return found;
}

function hintFor(text: string): string {
  if (/^[+-]?\d*,\d+$/.test(text)) return `; for a decimal comma say {decimal: ","}`;
  return "";
}

/**
 * A number near most of a column's, where storing them in single precision as they are would blur
 * them: 0 for usual columns, else the median.
 */
function originOf(numbers: Float64Array): number {
  if (lostInSinglePrecision(numbers, {most: 1e-5}) === undefined) return 0;
  return numbers.slice().sort()[numbers.length >> 1];
}

function lostProblem({name, numbers}: TableColumn, origin: number): string[] {
  const lost = lostInSinglePrecision(
    origin === 0 ? numbers : numbers.map((value) => value - origin),
  );
  return lost === undefined
    ? []
    : [
        `${name} loses its differences in single precision, which the lab computes in: ${lost}` +
          `${origin === 0 ? "" : ` (both less ${origin})`}; ` +
          `subtract a number near its values from all of them, or put it in ignore`,
      ];
}
