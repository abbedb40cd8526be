import {readFileSync, statSync} from "node:fs";
import path from "node:path";
import {declaredIn} from "./lost-names";
import type {TypeScriptApi} from "./options";

/** Larger than a notebook with its outputs may well be; reading one takes a moment then. */
const largest = 2 ** 26;

/**
 * Which cells of the saved notebook would define names that are not there, as sentences that name the cell to
 * run. One who asks from the cell with this `source` is sent to the nearest cell above it, else to the first below.
 *
 *     file    the notebook as Jupyter names it to its kernel; where it cannot be read there are no sentences
 */
export function cellsToRun(
  ts: TypeScriptApi,
  names: readonly string[],
  {file, source}: {readonly file: string | undefined; readonly source: string},
): ReadonlyMap<string, string> {
  const cells = names.length === 0 || file === undefined ? [] : codeCellsOf(file);
  const asking = cells.findIndex((cell) => cell.source.trim() === source.trim());
  return new Map(
    names.flatMap((name) => {
      const defining = cells.filter(
        (cell) => cell.source.includes(name) && declaredIn(ts, cell.source).has(name),
      );
      const above = defining.filter(({place}) => place < asking).at(-1);
      const cell = above ?? defining[0];
      if (cell === undefined) return [];
      const below = asking >= 0 && cell.place > asking ? ", further down" : "";
      return [
        [
          name,
          `No cell that was run defines ${name}: run code cell ${cell.place + 1} of the notebook first${below}` +
            `${cell.under}. It says ${lineWith(name, cell.source)}`,
        ],
      ];
    }),
  );
}

type CodeCell = {
  /** Among the code cells, from 0. */
  readonly place: number;
  readonly source: string;
  /** ", under “Depth and gain”", or "". */
  readonly under: string;
};

function codeCellsOf(file: string): CodeCell[] {
  try {
    if (path.extname(file) !== ".ipynb" || statSync(file).size > largest) return [];
    type Cell = {cell_type: string; source: string | string[]};
    const {cells} = JSON.parse(readFileSync(file, "utf8")) as {cells: Cell[]};
    const code: CodeCell[] = [];
    let under = "";
    for (const {cell_type: kind, source: lines} of cells) {
      const source = typeof lines === "string" ? lines : lines.join("");
      const headings = kind === "markdown" ? [...source.matchAll(/^#+\s+(.+)$/gm)] : [];
      if (headings.length > 0) under = `, under “${headings.at(-1)?.[1].trim() ?? ""}”`;
      if (kind === "code") code.push({place: code.length, source, under});
    }
    return code;
  } catch {
    return []; // Renamed, half written or of another kind: the sentence without the cell is told.
  }
}

function lineWith(name: string, source: string): string {
  const word = new RegExp(`(?<![\\w$])${name.replace(/\$/g, "\\$")}(?![\\w$])`);
  // A path in quotes may hold the name as a word.
  const bare = (line: string) => line.replace(/"[^"]*"|'[^']*'/g, "");
  const line = source.split("\n").find((one) => word.test(bare(one))) ?? name;
  const text = line.trim();
  return text.length > 70 ? `${text.slice(0, 69)}…` : text;
}
