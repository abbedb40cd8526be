import {plainNumber} from "../plain-number";

/**
 * One column of a reader's table.
 *
 *     kind       number: nothing but numbers and gaps; text: hardly a number; mixed: some of each
 *     numbers    of each row, NaN for a gap or a text
 *     cells      the different texts and which one each row has, −1 for a gap; left out of columns of
 *                very many different numbers
 *     odd        the first cells that are no numbers, with their lines in the file, and how many
 *     digits     of the longest whole number
 */
export type TableColumn = {
  readonly name: string;
  readonly kind: "number" | "text" | "mixed";
  readonly numbers: Float64Array;
  readonly cells?: {readonly names: readonly string[]; readonly codes: Int32Array};
  readonly odd: {
    readonly count: number;
    readonly first: readonly {readonly line: number; readonly text: string}[];
  };
  readonly digits: number;
};

/** How the cells of a table are read. */
export type CellOptions = {
  /** Texts that stand for a gap, besides the empty one; default `usualGaps`. */
  readonly missing?: readonly string[];
  /** The sign before decimals; default a point. */
  readonly decimal?: "." | ",";
};

/** What programs write where there is nothing. */
export const usualGaps: readonly string[] = [
  ...["NA", "N/A", "n/a", "na", "#N/A", "#NA", "NaN", "nan", "-nan", "NAN", "<NA>", "null", "NULL"],
  ...["Null", "None", "nil", "?", "#VALUE!", "#DIV/0!", "#REF!", "#NAME?", "#NULL!", "#NUM!"],
];

/** What stands for a gap in a column that holds numbers otherwise. */
const gapsAmongNumbers: ReadonlySet<string> = new Set(["-", "--", "—", ".", "*", "none"]);

/** More different numbers than this are not kept as texts. */
const mostNames = 1000;

/** A column under construction: a cell for each row, then the whole. */
export type ColumnBuilder = {
  readonly add: (cell: string, line: number) => void;
  readonly finish: () => TableColumn;
};

/**
 * Reads a column cell by cell.
 *
 *     asText    keeps every text, whatever it is: for classes and for columns named as text
 */
export function columnBuilder(
  name: string,
  {missing = usualGaps, decimal = ".", asText = false}: CellOptions & {readonly asText?: boolean},
): ColumnBuilder {
  const gaps = new Set(["", ...missing]);
  const ids = new Map<string, number>();
  const [names, values]: [string[], number[]] = [[], []];
  let codes: Int32Array | undefined = new Int32Array(1024);
  let numbers = new Float64Array(0);
  let [rows, digits, textCount] = [0, 0, 0];
  const first: {line: number; text: string}[] = [];
  const read = (cell: string): number => {
    const value = decimal === "," ? plainNumber(withPoint(cell)) : plainNumber(cell);
    if (Number.isInteger(value) && /^[+-]?\d+$/.test(cell)) {
      digits = Math.max(digits, cell.replace(/^[+-]?0*/, "").length);
    }
    return value;
  };
  const note = (line: number, text: string): void => {
    textCount++;
    if (first.length < 6) first.push({line, text});
  };
  const plainAdd = (cell: string, line: number): void => {
    if (rows === numbers.length) numbers = grown(numbers, Float64Array);
    const value = gaps.has(cell) ? NaN : read(cell);
    numbers[rows] = value;
    if (Number.isNaN(value) && !gaps.has(cell)) note(line, cell);
    rows++;
  };
  const add = (cell: string, line: number): void => {
    if (codes === undefined) return plainAdd(cell, line);
    if (gaps.has(cell)) {
      if (rows === codes.length) codes = grown(codes, Int32Array);
      codes[rows++] = -1;
      return;
    }
    let id = ids.get(cell);
    if (id === undefined) {
      id = names.length;
      ids.set(cell, id);
      names.push(cell);
      values.push(read(cell));
      if (!asText && names.length > mostNames && !values.some(Number.isNaN)) {
        const all = codes;
        numbers = Float64Array.from({length: Math.max(1024, rows)}, (_, i) =>
          i < rows && all[i] >= 0 ? values[all[i]] : NaN,
        );
        codes = undefined;
        return plainAdd(cell, line);
      }
    }
    if (rows === codes.length) codes = grown(codes, Int32Array);
    codes[rows] = id;
    if (Number.isNaN(values[id])) note(line, cell);
    rows++;
  };
  const finish = (): TableColumn => {
    const odd = {count: textCount, first};
    if (codes !== undefined) {
      return finishedNames(name, {names, values, codes: codes.slice(0, rows), asText, digits, odd});
    }
    const kind = textCount === 0 ? "number" : "mixed";
    return {name, kind, numbers: numbers.slice(0, rows), odd, digits};
  };
  return {add, finish};
}

/** The column of cells that were kept as names: numbers, texts or both. */
function finishedNames(
  name: string,
  {
    names,
    values,
    codes,
    asText,
    digits,
    odd,
  }: {
    readonly names: readonly string[];
    /** The number that each name is, NaN for a text. */
    readonly values: readonly number[];
    readonly codes: Int32Array;
    readonly asText: boolean;
    readonly digits: number;
    readonly odd: TableColumn["odd"];
  },
): TableColumn {
  if (asText) return textColumn(name, {names, codes, digits});
  const isNumber = values.map((value) => !Number.isNaN(value));
  const loose = names.filter((text, id) => !isNumber[id] && !gapsAmongNumbers.has(text));
  // A dash among numbers is a gap, among words it is a word.
  const dashes = loose.length === 0 && isNumber.includes(true);
  const known = dashes ? codes.map((id) => (id >= 0 && !isNumber[id] ? -1 : id)) : codes;
  const made = Float64Array.from(known, (id) => (id < 0 ? NaN : values[id]));
  const count = dashes ? 0 : odd.count;
  const present = known.reduce((sum, id) => sum + (id >= 0 ? 1 : 0), 0);
  const kind = count === 0 ? "number" : count >= 0.5 * present ? "text" : "mixed";
  return {
    name,
    kind,
    numbers: made,
    cells: {names, codes: known},
    odd: {count, first: dashes ? [] : odd.first},
    digits,
  };
}

/** A column of texts, whatever they are. */
export function textColumn(
  name: string,
  {
    names,
    codes,
    digits = 0,
  }: {readonly names: readonly string[]; readonly codes: Int32Array; readonly digits?: number},
): TableColumn {
  const numbers = new Float64Array(codes.length).fill(NaN);
  return {name, kind: "text", numbers, cells: {names, codes}, odd: {count: 0, first: []}, digits};
}

/** The text of a cell; undefined for a gap. */
export function cellText({cells, numbers}: TableColumn, row: number): string | undefined {
  if (cells) return cells.codes[row] < 0 ? undefined : cells.names[cells.codes[row]];
  return Number.isNaN(numbers[row]) ? undefined : String(numbers[row]);
}

/** The rows at these places, in this order. */
export function columnAt(column: TableColumn, rows: ArrayLike<number>): TableColumn {
  const {cells, numbers} = column;
  const taken = Int32Array.from(rows);
  return {
    ...column,
    numbers: Float64Array.from(taken, (row) => numbers[row]),
    ...(cells ? {cells: {...cells, codes: taken.map((row) => cells.codes[row])}} : {}),
  };
}

/** "1.234,5" as "1234.5"; a text with a point for decimals as one that is no number. */
function withPoint(cell: string): string {
  if (/^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/.test(cell))
    return cell.replace(/\./g, "").replace(",", ".");
  return cell.includes(".") ? `${cell} ` : cell.replace(",", ".");
}

function grown<T extends Int32Array | Float64Array>(list: T, make: new (length: number) => T): T {
  const longer = new make(Math.max(1024, 2 * list.length));
  longer.set(list);
  return longer;
}
