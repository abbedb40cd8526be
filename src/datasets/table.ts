import {readFileSync} from "node:fs";
import {parse} from "papaparse";
import {makeDataset, type Dataset} from "./dataset";

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
 * too short or too long, two columns of one name, columns that never vary, a class seen once, one class only.
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
  const [header = [], ...rows] = parse<string[]>(text.replace(/^\uFEFF/, ""), {
    skipEmptyLines: "greedy",
  }).data.map((row) => row.map((cell) => cell.trim()));
  const twice = header.find((column, at) => header.indexOf(column) !== at);
  if (twice !== undefined) throw new RangeError(`${name} has two columns named "${twice}"`);
  const labelAt = columnAt(header, label, name);
  const ignored = ignore.map((column) => columnAt(header, column, name));
  const columns = [...header.keys()].filter((at) => at !== labelAt && !ignored.includes(at));
  if (columns.length === 0) throw new RangeError(`${name} has no column left to learn from`);
  if (rows.length === 0) throw new RangeError(`${name} has a header but no rows`);

  const problems: string[] = [];
  const features = new Float32Array(rows.length * columns.length);
  rows.forEach((row, i) => {
    const where = `row ${i + 1}`;
    if (row.length !== header.length) {
      problems.push(`${where} has ${row.length} cells, the header ${header.length}`);
      return;
    }
    if (row[labelAt] === "") problems.push(`${where} has no ${label}: fill it or drop the row`);
    columns.forEach((at, j) => {
      const value = Number(row[at]);
      if (row[at] === "") {
        problems.push(`${where} has no ${header[at]}: fill it or drop the row`);
      } else if (!Number.isFinite(Math.fround(value))) {
        problems.push(
          `${where} has "${row[at]}" for ${header[at]}: a number of usual size belongs there`,
        );
      }
      features[i * columns.length + j] = value;
    });
  });
  // Judging columns and classes makes sense only once every row can be read.
  if (problems.length === 0) {
    problems.push(
      ...constantColumns(
        features,
        columns.map((at) => header[at]),
      ),
    );
    problems.push(
      ...thinClasses(
        rows.map((row) => row[labelAt]),
        label,
      ),
    );
  }
  if (problems.length > 0) throw new RangeError(`${name} cannot be used: ${listed(problems)}`);

  const marks = rows.map((row) => row[labelAt]);
  const classes = [...new Set(marks)].sort((a, b) => a.localeCompare(b, "en", {numeric: true}));
  return makeDataset({
    name,
    features,
    labels: Int32Array.from(marks, (mark) => classes.indexOf(mark)),
    shape: [rows.length, columns.length],
    classes,
  });
}

function columnAt(header: readonly string[], column: string, name: string): number {
  const at = header.indexOf(column);
  if (at >= 0) return at;
  throw new RangeError(`${name} has no column "${column}", only ${header.join(", ") || "nothing"}`);
}

function constantColumns(features: Float32Array, columns: readonly string[]): string[] {
  return columns.flatMap((column, j) => {
    for (let i = j; i < features.length; i += columns.length) {
      if (features[i] !== features[j]) return [];
    }
    return [`${column} is ${features[j]} in every row: put it in ignore`];
  });
}

function thinClasses(marks: readonly string[], label: string): string[] {
  const counts = new Map<string, number>();
  for (const mark of marks) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  if (counts.size === 1) return [`${label} is ${marks[0]} in every row: two classes are needed`];
  return [...counts].flatMap(([mark, count]) =>
    count > 1
      ? []
      : [
          `${label} ${mark} is seen once (row ${marks.indexOf(mark) + 1}), so it cannot be both learned and tested: drop it or merge it`,
        ],
  );
}

function listed(problems: readonly string[]): string {
  const shown = problems.slice(0, 5).join("; ");
  return problems.length > 5 ? `${shown}; and ${problems.length - 5} more` : shown;
}
