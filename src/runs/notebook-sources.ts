import {existsSync, readFileSync} from "node:fs";
import path from "node:path";
import {git} from "../files/git";
import {importGraph} from "../files/import-graph";
import type {ImportGraph} from "../files/import-graph";

/** The code cells of a notebook, in order. */
export function notebookCells(root: string, notebook: string): string[] {
  const {cells} = JSON.parse(readFileSync(path.join(root, fileOf(notebook)), "utf8")) as {
    cells: {cell_type: string; source: string | string[]}[];
  };
  return cells
    .filter(({cell_type: kind}) => kind === "code")
    .map(({source}) => (typeof source === "string" ? source : source.join("")));
}

const fileOf = (notebook: string): string => path.join("notebooks", `${notebook}.ipynb`);

/** The files of src/ that a notebook's cells import and that measure. */
export const notebookImports = (root: string, notebook: string): string[] => {
  const named = notebookCells(root, notebook)
    .join("\n")
    .matchAll(/["'](?:residual-lab|\.\.\/src)\/([\w/-]+)["']/g);
  const files = [...named].map(([, name]) => `src/${name}.ts`);
  return [...new Set(files)].filter((file) => measures(file) && existsSync(path.join(root, file)));
};

/** What shows and what judges does not measure. */
const measures = (file: string): boolean => !/^src\/(display|evidence|kernel|lab)\//.test(file);

/**
 * A notebook and the files of the project that its verdicts come from, by their path within it: what its cells
 * import, and what those import. What shows and what judges are left out, since they do not measure.
 *
 *     graph   the imports behind `notebookImports`; may be that of several notebooks
 */
export function notebookSources(
  root: string,
  notebook: string,
  {graph = importGraph(notebookImports(root, notebook), {root})}: {graph?: ImportGraph} = {},
): string[] {
  const found = new Set<string>();
  const waiting = notebookImports(root, notebook);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (!measures(next) || found.has(next)) continue;
    found.add(next);
    waiting.push(...(graph.files.get(next) ?? []));
  }
  return [fileOf(notebook), ...[...found].sort()];
}

/**
 * Which of some files differ from a commit; null where that cannot be told, without git or that commit.
 */
export function changedSince(
  root: string,
  {commit, files}: {readonly commit: string; readonly files: readonly string[]},
): string[] | null {
  if (!/^(?:[0-9a-f]{7,40}|HEAD)$/.test(commit)) return null;
  const said = git(root, ["diff", "--name-only", commit, "--", ...files]);
  return said === null ? null : said.split("\n").filter((line) => line !== "");
}
