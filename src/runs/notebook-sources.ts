import {execFileSync} from "node:child_process";
import {existsSync, readFileSync} from "node:fs";
import path from "node:path";

/**
 * A notebook and the files of src/ that its verdicts come from, by their path within the project: what its cells
 * import, and what those import. What shows and what judges are left out, since they do not measure.
 */
export function notebookSources(root: string, notebook: string): string[] {
  const file = path.join("notebooks", `${notebook}.ipynb`);
  const {cells} = JSON.parse(readFileSync(path.join(root, file), "utf8")) as {
    cells: {cell_type: string; source: string | string[]}[];
  };
  const source = cells
    .filter(({cell_type: kind}) => kind === "code")
    .map(({source}) => (typeof source === "string" ? source : source.join("")))
    .join("\n");
  const found = new Set<string>();
  const waiting = [...source.matchAll(/["'](?:residual-lab|\.\.\/src)\/([\w/-]+)["']/g)].map(
    ([, name]) => path.join("src", `${name}.ts`),
  );
  while (waiting.length > 0) {
    const next = waiting.pop() as string;
    const measures = !/^src[\\/](display|evidence|kernel|lab)[\\/]/.test(next);
    if (!measures || found.has(next) || !existsSync(path.join(root, next))) continue;
    found.add(next);
    const text = readFileSync(path.join(root, next), "utf8");
    for (const [, target] of text.matchAll(/(?:from |import\()["'](\.[^"']+)["']/g))
      waiting.push(path.join(path.dirname(next), `${target}.ts`));
  }
  return [file, ...[...found].sort()];
}

/**
 * Which of some files differ from a commit; null where that cannot be told, without git or that commit.
 */
export function changedSince(
  root: string,
  {commit, files}: {readonly commit: string; readonly files: readonly string[]},
): string[] | null {
  if (!/^(?:[0-9a-f]{7,40}|HEAD)$/.test(commit)) return null;
  try {
    const said = execFileSync("git", ["diff", "--name-only", commit, "--", ...files], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return said.split("\n").filter((line) => line !== "");
  } catch {
    return null;
  }
}
