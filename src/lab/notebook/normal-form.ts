import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import {withSortedKeys} from "../../files/sorted-keys";
import {writeWhole} from "../../files/write-whole";
import type {RawCell} from "./file";
import {joined, notebookFiles, parseNotebook} from "./file";

const kernelspec = {
  display_name: "TypeScript (Residual Lab)",
  language: "typescript",
  name: "tslab",
};
const language = {file_extension: ".ts", mimetype: "text/typescript", name: "typescript"};

/** What authors write on purpose; everything else in a cell's metadata comes from the front end. */
const keptInCells = ["tags", "slideshow"];

/** The one text a notebook has in git: sources and tags, nothing that a run or a front end leaves behind. */
export function normalised(text: string, file: string): string {
  const raw = parseNotebook(text, file);
  const taken = new Set<string>();
  const notebook = {
    cells: raw.cells.map((cell) => normalCell(cell, taken)),
    metadata: {
      ...pick(raw.metadata, ["residual_lab", "title"]),
      kernelspec,
      language_info: language,
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return JSON.stringify(withSortedKeys(notebook), null, 1) + "\n";
}

function normalCell(cell: RawCell, taken: Set<string>): object {
  // Trailing blank lines come and go with the editor; a diff should not show them.
  const source = inFold(joined(cell.source).replace(/\r\n/g, "\n").trimEnd(), cell);
  const kept = {
    cell_type: cell.cell_type,
    id: freeId(cell, source, taken),
    metadata: {...pick(cell.metadata ?? {}, keptInCells), ...foldOf(cell)},
    source: source.match(/[^\n]*\n|[^\n]+/g) ?? [],
    ...(cell.attachments === undefined ? {} : {attachments: cell.attachments}),
  };
  return cell.cell_type === "code" ? {...kept, execution_count: null, outputs: []} : kept;
}

/**
 * An answer or a hint of text lies in a `<details>` of its own: JupyterLab unfolds what a cell's metadata
 * folds when all cells are run, and shows its first line before.
 */
function inFold(source: string, {cell_type, metadata}: RawCell): string {
  const tags = (metadata?.tags ?? []) as string[];
  const kind = ["answer", "hint"].find((tag) => tags.includes(tag));
  if (kind === undefined || cell_type !== "markdown" || hasOwnFold(source)) return source;
  const open = `<details class="answer"><summary>Show the ${kind}</summary>`;
  return `${open}\n\n${source}\n\n</details>`;
}

/** Whether a text folds itself, so that nobody else need fold it. */
export const hasOwnFold = (source: string): boolean => /^\s*<details\b/.test(source);

/** Tags say what is folded; JupyterLab folds what this part of a cell's metadata says. */
function foldOf(cell: RawCell): object {
  const tags = (cell.metadata?.tags ?? []) as string[];
  const asked = tags.includes("answer") || tags.includes("hint");
  if (cell.cell_type === "markdown" || (!asked && !tags.includes("hide-input"))) return {};
  return {jupyter: {source_hidden: true, ...(asked ? {outputs_hidden: true} : {})}};
}

/** The cell's own id while it is valid and free, else one made of its text, so that a rerun gives the same. */
function freeId(cell: RawCell, source: string, taken: Set<string>): string {
  let id = /^[\w-]{1,64}$/.test(cell.id ?? "") ? (cell.id as string) : "";
  for (let turn = 0; id === "" || taken.has(id); turn++)
    id = createHash("sha256")
      .update(`${turn} ${cell.cell_type} ${source}`)
      .digest("hex")
      .slice(0, 8);
  taken.add(id);
  return id;
}

function pick(from: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    keys
      .filter((key) => from[key] !== undefined && !isEmpty(from[key]))
      .map((key) => [key, from[key]]),
  );
}

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0;

/**
 * Normalises the notebooks at `places` in place, or, with `check`, only names those that differ.
 * Returns the files that were (or would be) changed.
 */
export function normaliseNotebooks(places: readonly string[], {check}: {check: boolean}): string[] {
  const changed: string[] = [];
  for (const file of places.flatMap(notebookFiles)) {
    const before = readFileSync(file, "utf8");
    const after = normalised(before, file);
    if (after === before) continue;
    changed.push(file);
    if (!check) writeWhole(file, after);
  }
  return changed;
}
