import {readFileSync} from "node:fs";
import {parse} from "papaparse";
import {makeDataset, type Dataset} from "./dataset";
import {plainNumber} from "./plain-number";
import {lostInSinglePrecision} from "./single-precision";

/**
 * A reader's own table: comma-separated text with a header, one row per example, numbers in every
 * column but the one that holds the class (any text).
 *
 *     loadTable("wine.csv", {label: "cultivar", ignore: ["id"]})
 *
 *     label    name of the column with the class
 *     ignore   names of columns to leave out
 *
 * Classes are numbered in the order of the alphabet (numbers by size). Throws a RangeError that
 * lists, row by row, what cannot be learned from: empty cells, text where a number belongs, rows
 * too short or too long, two columns of one name, columns that never vary or whose differences are lost in
 * single precision, a class seen once, one class only. Rows are counted below the header, blank ones
 * too; the file's line stands beside.
 */
export function loadTable(
  file: string,
  options: {label: string; ignore?: readonly string[]},
): Dataset {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const from = `looked for in ${process.cwd()}`;
    throw new Error(`${file} cannot be read (${(error as Error).message}), ${from}`, {
      cause: error,
    });
  }
  return parseTable(text, {...options, name: file});
}

/** The same from text. */
export function parseTable(
  text: string,
  {label, ignore = [], name}: {label: string; ignore?: readonly string[]; name: string},
): Dataset {
  const [head, ...records] = recordsOf(text.replace(/^\uFEFF/, ""));
  const header = head?.cells ?? [];
  const rows = records.map(({cells}) => cells);
  const twice = header.find((column, at) => header.indexOf(column) !== at);
  if (twice !== undefined) throw new RangeError(`${name} has two columns named "${twice}"`);
  const labelAt = columnAt(header, label, name);
  const ignored = ignore.map((column) => columnAt(header, column, name));
  const columns = [...header.keys()].filter((at) => at !== labelAt && !ignored.includes(at));
  if (columns.length === 0) throw new RangeError(`${name} has no column left to learn from`);
  if (rows.length === 0) throw new RangeError(`${name} has a header but no rows`);

  const problems: string[] = [];
  const values = columns.map(() => new Float64Array(rows.length));
  records.forEach(({cells: row, line}, i) => {
    const bad = (what: string): void =>
      void problems.push(`row ${records[i].row} has ${what} (line ${line} of the file)`);
    if (row.length !== header.length) {
      bad(`${row.length} cells, the header ${header.length}`);
      return;
    }
    if (row[labelAt] === "") bad(`no ${label}: fill it or drop the row`);
    columns.forEach((at, j) => {
      const value = plainNumber(row[at]);
      if (row[at] === "") {
        bad(`no ${header[at]}: fill it or drop the row`);
      } else if (!Number.isFinite(Math.fround(value))) {
        bad(`"${row[at]}" for ${header[at]}: a number of usual size belongs there`);
      }
      values[j][i] = value;
    });
  });
  // Judging columns and classes makes sense only once every row can be read.
  if (problems.length === 0) {
    problems.push(...columns.flatMap((at, j) => columnProblem(header[at], values[j])));
    problems.push(...thinClasses(records, {labelAt, label}));
  }
  if (problems.length > 0) throw new RangeError(`${name} cannot be used: ${listed(problems)}`);

  const marks = rows.map((row) => row[labelAt]);
  const classes = inOrder([...new Set(marks)]);
  const features = new Float32Array(rows.length * columns.length);
  values.forEach((column, j) =>
    column.forEach((value, i) => (features[i * columns.length + j] = value)),
  );
  return makeDataset({
    name,
    features,
    labels: Int32Array.from(marks, (mark) => classes.indexOf(mark)),
    shape: [rows.length, columns.length],
    classes,
  });
}

/** Classes in order: by size where all are numbers, else as a reader would sort names. */
function inOrder(classes: readonly string[]): string[] {
  const byName = [...classes].sort((a, b) => a.localeCompare(b, "en", {numeric: true}));
  if (classes.some((name) => Number.isNaN(plainNumber(name)))) return byName;
  return byName.sort((a, b) => plainNumber(a) - plainNumber(b));
}

function columnAt(header: readonly string[], column: string, name: string): number {
  const at = header.indexOf(column);
  if (at >= 0) return at;
  throw new RangeError(`${name} has no column "${column}", only ${header.join(", ") || "nothing"}`);
}

/** A line of the file that is not blank: its cells, its number, and how far it is below the header. */
type TableRecord = {readonly cells: string[]; readonly line: number; readonly row: number};

function recordsOf(text: string): TableRecord[] {
  // Blank lines, of which there may be many, say nothing about the sign between the cells.
  const {delimiter, linebreak} = parse(text, {skipEmptyLines: "greedy", preview: 10}).meta;
  const {data} = parse<string[]>(text, {delimiter, newline: linebreak as "\n"});
  const inside = linebreak === "\r" ? "\r" : "\n";
  const records: TableRecord[] = [];
  let line = 1;
  let headerLine = 0;
  for (const cells of data) {
    if (cells.join("").trim() !== "") {
      headerLine ||= line;
      records.push({cells: cells.map((cell) => cell.trim()), line, row: line - headerLine});
    }
    // A cell in quotes may go over several lines.
    line += cells.reduce((count, cell) => count + cell.split(inside).length - 1, 1);
  }
  return records;
}

function columnProblem(column: string, values: Float64Array): string[] {
  if (values.every((value) => value === values[0])) {
    return [`${column} is ${values[0]} in every row: put it in ignore`];
  }
  const lost = lostInSinglePrecision(values);
  return lost === undefined
    ? []
    : [
        `${column} loses its differences in single precision, which the lab computes in: ${lost}; ` +
          `subtract a number near its values from all of them, or put it in ignore`,
      ];
}

function thinClasses(
  records: readonly TableRecord[],
  {labelAt, label}: {readonly labelAt: number; readonly label: string},
): string[] {
  const marks = records.map(({cells}) => cells[labelAt]);
  const counts = new Map<string, number>();
  for (const mark of marks) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  if (counts.size === 1) return [`${label} is ${marks[0]} in every row: two classes are needed`];
  return [...counts].flatMap(([mark, count]) =>
    count > 1
      ? []
      : [
          `${label} ${mark} is seen once (row ${records[marks.indexOf(mark)].row}), so it cannot be both learned and tested: drop it or merge it`,
        ],
  );
}

function listed(problems: readonly string[]): string {
  const shown = problems.slice(0, 5).join("; ");
  return problems.length > 5 ? `${shown}; and ${problems.length - 5} more` : shown;
}
