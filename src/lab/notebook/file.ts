import {readdirSync, readFileSync, statSync} from "node:fs";
import path from "node:path";
import {git} from "../../files/git";

/** What a cell left behind, as the notebook format (nbformat 4.5) stores it; texts are joined. */
export type Output =
  | {output_type: "stream"; name: "stdout" | "stderr"; text: string}
  | {output_type: "display_data" | "execute_result"; data: MimeBundle; metadata: object}
  | {output_type: "error"; ename: string; evalue: string; traceback: string[]};

export type MimeBundle = Record<string, unknown>;

export type Cell = {
  readonly id: string;
  readonly kind: "code" | "markdown" | "raw";
  readonly source: string;
  readonly tags: readonly string[];
  /** For a code cell its place among the code cells, from 1: the `[n]` it gets when all are run. */
  readonly number: number;
};

export type NotebookFile = {
  /** File name without the ending, `05-littwin-wolf-2016`. */
  readonly name: string;
  readonly file: string;
  readonly cells: readonly Cell[];
  readonly metadata: Readonly<Record<string, unknown>>;
};

/** A cell as it lies in the file. */
export type RawCell = {
  id?: string;
  cell_type: "code" | "markdown" | "raw";
  source: string | string[];
  metadata?: Record<string, unknown>;
  attachments?: unknown;
};

export type RawNotebook = {
  cells: RawCell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
};

/** Parses the text of a notebook; the error names the file and what is wrong with it. */
export function parseNotebook(text: string, file: string): RawNotebook {
  let raw: Partial<RawNotebook> | null;
  try {
    raw = JSON.parse(text) as Partial<RawNotebook> | null;
  } catch (error) {
    throw new TypeError(`${file} is not JSON: ${(error as Error).message}`, {cause: error});
  }
  if (raw?.nbformat !== 4 || !Array.isArray(raw.cells))
    throw new TypeError(
      `${file} is not a notebook of format 4: expected nbformat 4 and a list of cells, got nbformat ${raw?.nbformat}`,
    );
  return {metadata: {}, nbformat_minor: 5, ...raw} as RawNotebook;
}

/** Nbformat stores long texts as lists of lines; here they are one string. */
export const joined = (text: string | readonly string[]): string =>
  typeof text === "string" ? text : text.join("");

export function readNotebook(file: string): NotebookFile {
  const raw = parseNotebook(readFileSync(file, "utf8"), file);
  let number = 0;
  const cells = raw.cells.map((cell, index): Cell => ({
    id: cell.id ?? `cell-${index + 1}`,
    kind: cell.cell_type,
    source: joined(cell.source),
    tags: (cell.metadata?.tags ?? []) as string[],
    number: cell.cell_type === "code" ? ++number : 0,
  }));
  return {name: path.basename(file, ".ipynb"), file, cells, metadata: raw.metadata};
}

/**
 * The notebooks of the project, in reading order: those in its notebooks/ that are called
 * `NN-author-year.ipynb` and that git knows, where there is git. A reader's copies and own ones are not.
 */
export function publishedNotebooks(root: string): string[] {
  const folder = path.join(root, "notebooks");
  const known = trackedIn(folder);
  return readdirSync(folder)
    .filter((name) => /^\d{2}-[\w-]+\.ipynb$/.test(name) && !/-Copy\d*\.ipynb$/.test(name))
    .filter((name) => known === null || known.has(name))
    .sort()
    .map((name) => path.join(folder, name));
}

/** The files that git knows in a folder; null without git, as in a project that came as an archive. */
function trackedIn(folder: string): Set<string> | null {
  const listed = git(folder, ["ls-files", "-z"])?.split("\0").filter(Boolean) ?? [];
  return listed.length === 0 ? null : new Set(listed);
}

/** Notebook files at or under `place`, in reading order; checkpoints are left out. */
export function notebookFiles(place: string): string[] {
  if (statSync(place).isFile()) return [place];
  return readdirSync(place, {recursive: true, encoding: "utf8"})
    .filter((name) => name.endsWith(".ipynb") && !name.includes(".ipynb_checkpoints"))
    .sort()
    .map((name) => path.join(place, name));
}
