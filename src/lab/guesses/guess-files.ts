import {readdirSync, readFileSync, statSync} from "node:fs";
import path from "node:path";
import {reasonOf} from "../../files/reason";

/** What one reader expected of one claim. */
export type ReadersGuess = {
  readonly reader: string;
  readonly claim: string;
  readonly fingerprint: string;
  readonly statement: string;
  readonly unit: string;
  readonly answer: string | number;
};

export type ReadGuesses = {
  readonly guesses: readonly ReadersGuess[];
  /** How many claims readers first guessed about after their run; those do not count. */
  readonly late: number;
  /** A sentence for each file or line that could not be used. */
  readonly problems: readonly string[];
};

/**
 * The guesses of many readers, each with a file of their own, which is called after them; a folder
 * stands for the files in it. Of one reader's guesses about a claim the last of the first session counts: after
 * it the verdict may have been seen.
 */
export function readGuessFiles(places: readonly string[]): ReadGuesses {
  const problems: string[] = [];
  const guesses: ReadersGuess[] = [];
  let late = 0;
  const contents = new Map<string, string>();
  const readers = new Set<string>();
  for (const file of places.flatMap((place) => filesAt(place, problems))) {
    const text = textOf(file, problems);
    if (text === null) continue;
    const twin = contents.get(text);
    if (twin !== undefined) {
      problems.push(`${file} says the same as ${twin}: it is counted once`);
      continue;
    }
    contents.set(text, file);
    const lines = linesOf(text, {file, problems});
    const reader = freeName(readerOf(file), readers);
    const own = countedOf(lines);
    late += new Set(lines.map(({claim}) => claim)).size - own.length;
    guesses.push(...own.map((line) => ({reader, ...line})));
  }
  return {guesses, late, problems};
}

type Line = Omit<ReadersGuess, "reader"> & {readonly late: boolean; readonly session: string};

function isFolder(place: string): boolean {
  try {
    return statSync(place).isDirectory();
  } catch {
    return false; // What is wrong with it is told when it is read.
  }
}

function filesAt(place: string, problems: string[]): string[] {
  if (!isFolder(place)) return [place];
  const names = readdirSync(place).filter((name) => name.endsWith(".jsonl"));
  if (names.length === 0) problems.push(`${place} is a folder without a file that ends in .jsonl`);
  return names.sort().map((name) => path.join(place, name));
}

function textOf(file: string, problems: string[]): string | null {
  try {
    // Editors of Windows put a mark in front.
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    problems.push(
      missing
        ? `there is no ${file}: name the files that readers handed in, each their my/guesses.jsonl`
        : `${file} cannot be read: ${reasonOf(error)}`,
    );
    return null;
  }
}

function linesOf(text: string, {file, problems}: {file: string; problems: string[]}): Line[] {
  const rows = text.split(/\r?\n/).map((row, i) => ({row, number: i + 1}));
  const said = rows.filter(({row}) => row.trim() !== "");
  if (said.length === 0) {
    problems.push(`${file} is empty: its reader has made no guess yet`);
    return [];
  }
  const read = said.map(({row, number}) => ({number, line: lineOf(row)}));
  const lines = read.flatMap(({line}) => (typeof line === "string" ? [] : [line]));
  if (lines.length === 0) {
    problems.push(
      `${file} holds no guesses: expected what npm start writes to my/guesses.jsonl, a line of JSON for each`,
    );
    return [];
  }
  for (const {number, line} of read)
    if (typeof line === "string") problems.push(`${file} line ${number} ${line}: it is left out`);
  return lines;
}

/** The guess on a line, or what is wrong with it. */
function lineOf(row: string): Line | string {
  let said: Record<string, unknown> | null;
  try {
    said = JSON.parse(row) as Record<string, unknown> | null;
  } catch {
    return "is cut short or damaged";
  }
  if (typeof said !== "object" || said?.format !== "residual-lab guess") return "is no guess";
  const {claim, fingerprint, statement, unit, answer, late, session} = said;
  const texts = [claim, fingerprint, statement, unit, session];
  if (texts.some((text) => typeof text !== "string") || typeof late !== "boolean")
    return "lacks a part of a guess";
  const kind = typeof answer === "string" && kinds.includes(answer);
  if (!kind && !Number.isFinite(answer))
    return `guesses ${JSON.stringify(answer)}, which is neither a kind of verdict nor a number`;
  return said as unknown as Line;
}

/** Every kind of verdict that there is, in the order in which they are shown. */
export const kinds: readonly string[] = [
  ...["supported", "refuted", "first", "second", "both under conditions", "neither"],
  ...["undecided", "control failed"],
];

function countedOf(lines: readonly Line[]): Line[] {
  const early = lines.filter(({late}) => !late);
  const counted = new Map<string, Line>();
  for (const line of early) {
    const before = counted.get(line.claim);
    if (before === undefined || before.session === line.session) counted.set(line.claim, line);
  }
  return [...counted.values()];
}

/** `ada/guesses.jsonl` is Ada's, and so is `ada.jsonl`. */
function readerOf(file: string): string {
  const name = path.basename(file).replace(/\.[^.]*$/, "");
  const folder = path.basename(path.dirname(path.resolve(file)));
  const above = path.basename(path.dirname(path.dirname(path.resolve(file))));
  if (name !== "guesses") return name;
  return folder === "my" ? above : folder;
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let turn = 2; taken.has(free); turn++) free = `${name} ${turn}`;
  taken.add(free);
  return free;
}
