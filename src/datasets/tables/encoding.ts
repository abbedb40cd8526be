import {makeDataset} from "../dataset";
import type {Dataset} from "../dataset";
import {firstSentences} from "./first-sentences";
import {requireLabel} from "../mixed-table";
import type {MixedTable} from "../mixed-table";
import {cellText} from "./column";
import type {TableColumn} from "./column";
import {mixedProblem, tableQuestions} from "./questions";
import {sum} from "../../numerics/sum";

/**
 * How the columns of a table become numbers, as plain data; fitted on the rows that are learned from.
 *
 *     number    (x − mean) / deviation in double precision; a gap becomes the median, and where there
 *               were gaps to learn from, a column of its own says which rows had one
 *     text      a column of 0 and 1 for each text seen (one for two texts), one for rarer texts together
 *               and one for gaps, as far as there were any; a text never seen is 0 in all
 */
export type ColumnEncoding =
  | {
      readonly kind: "number";
      readonly name: string;
      readonly mean: number;
      readonly deviation: number;
      readonly median: number;
      readonly hadGaps: boolean;
    }
  | {
      readonly kind: "text";
      readonly name: string;
      readonly texts: readonly string[];
      readonly hadRare: boolean;
      readonly hadGaps: boolean;
    };

export type TableEncoding = {
  /** Name of the column with the class. */
  readonly label: string;
  readonly columns: readonly ColumnEncoding[];
};

export type EncodingOptions = {
  /** Columns that are meant as they are, though they look odd; see tableQuestions. */
  readonly keep?: readonly string[];
  /** Texts of a column that get a number of their own, the most frequent ones; default 30. */
  readonly mostTexts?: number;
  /** False for a part of a table that was asked about as a whole; default true. */
  readonly questions?: boolean;
};

/**
 * The encoding that suits the rows to be learned from.
 *
 * Throws a RangeError that lists what has to be decided first, with what to write: see tableQuestions.
 */
export function fitEncoding(
  table: MixedTable,
  {keep = [], mostTexts = 30, questions: asks = true}: EncodingOptions = {},
): TableEncoding {
  const {name: label} = requireLabel(table);
  const {name, columns} = table;
  if (columns.length === 0) throw new RangeError(`${name} has no column left to learn from`);
  const questions = asks ? tableQuestions(table, {keep}) : [];
  if (questions.length > 0) {
    throw new RangeError(`${name} cannot be used: ${firstSentences(questions)}`);
  }
  return {
    label,
    columns: columns.map((column) =>
      column.kind === "number" ? numberEncoding(column, name) : textEncoding(column, {mostTexts}),
    ),
  };
}

/** What the numbers of encoded rows are called: `width`, `width is missing`, `colour = red`. */
export function encodedNames({columns}: Pick<TableEncoding, "columns">): string[] {
  return columns.flatMap((column) => {
    const gap = column.hadGaps ? [`${column.name} is missing`] : [];
    if (column.kind === "number") return [column.name, ...gap];
    const rare = column.hadRare ? [`${column.name} = another`] : [];
    return [...column.texts.map((text) => `${column.name} = ${text}`), ...rare, ...gap];
  });
}

/**
 * Rows as numbers, [rows, names]; columns are found by their names, in whatever order the table has them,
 * and columns that the encoding does not know are left alone. With classes, for rows to be judged by, the
 * labels are positions in the table's own.
 *
 * Throws a RangeError for a column that is missing, and one that names the line of a text where numbers
 * were learned from. A gap is imputed, though there was none to learn from.
 */
export function encodedRows(
  table: MixedTable,
  encoding: TableEncoding,
): {
  readonly features: Float32Array;
  readonly shape: readonly [number, number];
  readonly columns: readonly string[];
} {
  const names = encodedNames(encoding);
  const features = new Float32Array(table.rows * names.length);
  let from = 0;
  for (const column of encoding.columns) {
    const cells = columnNamed(table, column.name);
    const put = (at: number, valueOf: (row: number) => number): void => {
      for (let row = 0; row < table.rows; row++) {
        features[row * names.length + from + at] = valueOf(row);
      }
    };
    from +=
      column.kind === "number" ? putNumbers(cells, column, put) : putTexts(cells, column, put);
  }
  return {features, shape: [table.rows, names.length], columns: names};
}

/** The same as a data set with the table's classes. */
export function encodedDataset(table: MixedTable, encoding: TableEncoding): Dataset {
  const {classes, codes} = requireLabel(table);
  return makeDataset({
    name: table.name,
    ...encodedRows(table, encoding),
    labels: codes,
    classes,
  });
}

function numberEncoding({name, numbers}: TableColumn, table: string): ColumnEncoding {
  const present = numbers.filter((value) => !Number.isNaN(value)).sort();
  const median = present[present.length >> 1];
  const filled = numbers.map((value) => (Number.isNaN(value) ? median : value));
  // About the median, so that numbers that are large beside their differences keep these.
  const mean = median + sum(filled.map((value) => value - median)) / filled.length;
  const deviation = Math.sqrt(sum(filled.map((value) => (value - mean) ** 2)) / filled.length);
  if (!Number.isFinite(deviation) || !Number.isFinite(mean)) {
    throw new RangeError(
      `${table} cannot be used: ${name} spreads too wide to be squared: bring it to another unit`,
    );
  }
  const hadGaps = present.length < numbers.length;
  return {kind: "number", name, mean, deviation: deviation || 1, median, hadGaps};
}

function textEncoding(
  column: TableColumn,
  {mostTexts}: {readonly mostTexts: number},
): ColumnEncoding {
  const counts = new Map<string, number>();
  let gaps = 0;
  for (let row = 0; row < column.numbers.length; row++) {
    const text = cellText(column, row);
    if (text === undefined) gaps++;
    else counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const byCount = [...counts].sort(
    ([a, n], [b, m]) => m - n || a.localeCompare(b, "en", {numeric: true}),
  );
  const texts = byCount
    .slice(0, mostTexts)
    .map(([text]) => text)
    .sort((a, b) => a.localeCompare(b, "en", {numeric: true}));
  const hadRare = byCount.length > texts.length;
  return {
    kind: "text",
    name: column.name,
    // With two texts and nothing else, one column says all.
    texts: texts.length === 2 && !hadRare && gaps === 0 ? texts.slice(1) : texts,
    hadRare,
    hadGaps: gaps > 0,
  };
}

type Put = (at: number, valueOf: (row: number) => number) => void;

function putNumbers(
  cells: TableColumn,
  {mean, deviation, median, hadGaps}: Extract<ColumnEncoding, {kind: "number"}>,
  put: Put,
): number {
  const {numbers} = cells;
  if (cells.kind !== "number") throw new RangeError(mixedProblem(cells));
  put(0, (row) => ((Number.isNaN(numbers[row]) ? median : numbers[row]) - mean) / deviation);
  if (hadGaps) put(1, (row) => Number(Number.isNaN(numbers[row])));
  return hadGaps ? 2 : 1;
}

function putTexts(
  cells: TableColumn,
  {texts, hadRare, hadGaps}: Extract<ColumnEncoding, {kind: "text"}>,
  put: Put,
): number {
  texts.forEach((text, at) => put(at, (row) => Number(cellText(cells, row) === text)));
  let width = texts.length;
  if (hadRare) {
    put(width++, (row) => {
      const text = cellText(cells, row);
      return Number(text !== undefined && !texts.includes(text));
    });
  }
  if (hadGaps) put(width++, (row) => Number(cellText(cells, row) === undefined));
  return width;
}

function columnNamed({columns, name}: MixedTable, wanted: string): TableColumn {
  const column = columns.find((one) => one.name === wanted);
  if (column) return column;
  const close = columns.find(
    (one) => one.name.trim().toLowerCase() === wanted.trim().toLowerCase(),
  );
  throw new RangeError(
    `${name} has no column "${wanted}", which was learned from, only ` +
      `${columns.map((one) => one.name || '""').join(", ")}` +
      `${close ? `: is "${close.name}" meant?` : ": rows to be predicted need every column"}`,
  );
}
