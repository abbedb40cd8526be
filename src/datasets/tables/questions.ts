import {plainNumber} from "../plain-number";
import type {MixedTable} from "../mixed-table";
import type {TableColumn} from "./column";

/** From so many rows on, numbers that count or texts that never repeat are no accident. */
const fewRows = 10;

/**
 * What to ask before a table is learned from, a sentence with its remedy each; none for a table that can
 * be used as it is.
 *
 *     keep    names of columns that are meant as they are, though they have no name, count the rows, or
 *             hold another text in every row
 *
 * Asked are: columns without a name and those that count the rows (an index, from which a class can be
 * learned when the rows are in its order), texts that never repeat, columns that never vary, numbers
 * mixed with texts, dates, decimal commas, whole numbers longer than a number holds, and classes that are
 * one, seen once, or a quantity.
 */
export function tableQuestions(
  table: MixedTable,
  {keep = []}: {readonly keep?: readonly string[]} = {},
): string[] {
  return [
    ...table.columns.flatMap((column) => columnQuestion(column, table, keep.includes(column.name))),
    ...classQuestions(table),
  ];
}

/** What is wrong with a mixed column, in one sentence: which cells, and what can be done. */
export function mixedProblem({name, odd: {count, first}}: TableColumn): string {
  if (count === 0)
    return `${named(name)} is read as text, where numbers belong: take it out of text`;
  const shown = first
    .slice(0, 3)
    .map(({text, line}) => `"${shortened(text)}" (line ${line})`)
    .join(", ");
  const rest = count > 3 ? ` and ${count - 3} more` : "";
  const texts = first.map(({text}) => text);
  const guess = guessOf(texts);
  const remedy =
    guess === undefined
      ? `mend them, name them as gaps ({missing: ["", "${shortened(texts[0] ?? "")}"]}), or read ` +
        `the column as text ({text: ["${name}"]})`
      : guess;
  return `${named(name)} holds numbers and ${shown}${rest}: ${remedy}`;
}

/** What a column of texts looks like, with a remedy; undefined for plain texts. */
function guessOf(texts: readonly string[]): string | undefined {
  if (texts.length === 0) return undefined;
  const all = (pattern: RegExp): boolean => texts.every((text) => pattern.test(text));
  if (all(/^[+-]?\d*,\d+(e[+-]?\d+)?$/i)) {
    return `a decimal comma? Say {decimal: ","}`;
  }
  if (all(/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/)) {
    return "thousands with commas? Write the numbers without them";
  }
  if (
    all(
      /^\d{4}-\d{1,2}-\d{1,2}([T ].*)?$|^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}([T ].*)?$|^\d{4}\/\d{1,2}\/\d{1,2}/,
    )
  ) {
    return "dates? Turn them into numbers, such as days since the first, or put the column in ignore";
  }
  if (all(/^[+-]?\d+\.?\d*\s*(%|[a-zA-Zµ°€$£¥]+)$/) || all(/^[€$£¥]\s*\d/)) {
    return "a unit beside the number? Move it into the column's name";
  }
  return undefined;
}

function columnQuestion(column: TableColumn, {lines}: MixedTable, isMeant: boolean): string[] {
  const {name, kind, numbers, cells, digits} = column;
  const rows = numbers.length;
  const put = `put it in ignore: ["${name}"]`;
  const present = cells
    ? cells.codes.reduce((sum, code) => sum + (code >= 0 ? 1 : 0), 0)
    : numbers.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  if (present === 0) return [`${named(name)} is empty in every row: ${put}`];
  if (name === "" && !isMeant) {
    const counts = kind === "number" && countsRows(numbers) ? " and counts the rows" : "";
    return [
      `a column without a name${counts} (it begins with ${firstOf(column)}) looks like an index of the ` +
        `rows: ${put}, or give it a name`,
    ];
  }
  if (kind === "mixed") return [mixedProblem(column)];
  if (kind === "text") {
    const used = new Set(cells!.codes);
    used.delete(-1);
    const texts = [...used].map((code) => cells!.names[code]);
    if (used.size === 1 && present === rows) {
      return [`${named(name)} is ${shortened(texts[0])} in every row: ${put}`];
    }
    const guess = guessOf(texts.slice(0, 20));
    if (guess !== undefined && !isMeant) {
      return [
        `${named(name)} holds texts such as "${shortened(texts[0])}" (line ${lines[0]}): ${guess}`,
      ];
    }
    if (used.size === present && present >= fewRows && !isMeant) {
      return [
        `${named(name)} holds another text in every row, so nothing can be learned from it: ${put}, or ` +
          `keep: ["${name}"] if it is meant`,
      ];
    }
    return [];
  }
  if (present === rows && numbers.every((value) => value === numbers[0])) {
    return [`${named(name)} is ${numbers[0]} in every row: ${put}`];
  }
  if (digits > 15) {
    return [
      `${named(name)} holds whole numbers of ${digits} digits, more than a number can tell apart ` +
        `(line ${lines[0]}): if it names the rows, ${put}; if it is a code, say {text: ["${name}"]}`,
    ];
  }
  if (!isMeant && countsRows(numbers)) {
    return [
      `${named(name)} counts the rows, as an index does, and what it tells of the class is the order of ` +
        `the file: ${put}, or keep: ["${name}"] if it is meant`,
    ];
  }
  return [];
}

/** Whole numbers of which each comes once and none between is left out, in any order. */
function countsRows(numbers: Float64Array): boolean {
  if (numbers.length < fewRows || !numbers.every(Number.isSafeInteger)) return false;
  const sorted = numbers.slice().sort();
  return sorted.every((value, i) => value === sorted[0] + i);
}

function classQuestions({label, lines, headerLine}: MixedTable): string[] {
  if (label === undefined) return [];
  const {name, classes, codes} = label;
  const counts = new Int32Array(classes.length);
  for (const code of codes) counts[code]++;
  const seen = classes.filter((_, k) => counts[k] > 0);
  if (seen.length === 1) return [`${name} is ${seen[0]} in every row: two classes are needed`];
  const sizes = seen.map(plainNumber);
  const isQuantity =
    seen.length > 20 &&
    sizes.every(Number.isFinite) &&
    (seen.length > codes.length / 4 || !sizes.every(Number.isInteger));
  if (isQuantity) {
    return [
      `${name} looks like a quantity (${seen.length} different numbers in ${codes.length} rows, from ` +
        `${seen[0]} to ${seen[seen.length - 1]}): the lab learns classes only; cut it into some`,
    ];
  }
  return classes.flatMap((mark, k) => {
    if (counts[k] !== 1) return [];
    const row = lines[codes.indexOf(k)] - headerLine;
    return [
      `${name} ${mark} is seen once (row ${row}), so it cannot be both learned and tested: drop it or merge it`,
    ];
  });
}

const firstOf = ({cells, numbers}: TableColumn): string => {
  if (!cells) return [...numbers.slice(0, 3)].join(", ");
  return [...cells.codes.slice(0, 3)].map((code) => cells.names[code] ?? "nothing").join(", ");
};

/** A column's name at the head of a sentence. */
const named = (name: string): string => (name === "" ? "the column without a name" : name);

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
