import {plainNumber} from "./plain-number";

/**
 * Comma-separated rows of numbers and one class, for the files the lab knows: no quotes, no header,
 * as many cells in every row. Readers' own tables go through table.ts.
 *
 *     columns    cells per row
 *     labelAt    which cell holds the class; the others are features
 *     classOf    the number of a class from its text
 *     first      how many of the first rows to take; default all
 *
 * Row by row, so that half a million rows need little more memory than their numbers. Throws an
 * Error that names the row, which is the line of the file, when it has too few cells, no number or no
 * class.
 */
export function parseLabelledRows(
  text: string,
  {
    name,
    columns,
    labelAt,
    classOf,
    first = Infinity,
  }: {
    name: string;
    columns: number;
    labelAt: number;
    classOf: (mark: string) => number;
    first?: number;
  },
): {features: Float32Array; labels: Int32Array; shape: [number, number]} {
  const features: Float32Array[] = [];
  const labels: number[] = [];
  let lines = 0;
  for (let start = 0; start < text.length && labels.length < first;) {
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end < 0 ? text.length : end).trim();
    start = end < 0 ? text.length : end + 1;
    lines++;
    if (line === "") continue;

    const cells = line.split(",");
    const where = `${name} row ${lines}`;
    if (cells.length !== columns) {
      throw new Error(`${where} must have ${columns} cells, got ${cells.length}`);
    }
    const [mark] = cells.splice(labelAt, 1);
    const label = classOf(mark);
    if (!Number.isInteger(label) || label < 0) {
      throw new Error(`${where} has the unknown class "${mark}"`);
    }
    const numbers = Float32Array.from(cells, (cell) => plainNumber(cell.trim()));
    const odd = numbers.findIndex((number) => !Number.isFinite(number));
    if (odd >= 0) {
      throw new Error(`${where} must hold numbers of usual size, got "${cells[odd]}" in ${line}`);
    }
    labels.push(label);
    features.push(numbers);
  }
  const width = columns - 1;
  const joined = new Float32Array(features.length * width);
  features.forEach((row, i) => joined.set(row, i * width));
  return {features: joined, labels: Int32Array.from(labels), shape: [labels.length, width]};
}
