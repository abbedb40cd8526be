import {readdirSync} from "node:fs";
import path from "node:path";
import type {Completion} from "../protocol";

const inImport = /\b(?:from|import|require)\s*\(?\s*["']((?:residual-lab|\.{1,2})\/[^"'\n]*)$/;

/** Files and folders that the import being typed may mean; null where none is being typed. */
export function completePath(
  source: string,
  cursor: number,
  {root, cwd}: {root: string; cwd: string},
): Completion | null {
  const typed = inImport.exec(source.slice(0, cursor))?.[1];
  if (typed === undefined) return null;
  const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
  const begun = typed.slice(folder.length);
  const base = folder.startsWith("residual-lab/")
    ? path.join(root, "src", folder.slice("residual-lab/".length))
    : path.join(cwd, folder);
  const matches: {text: string; kind: string}[] = [];
  try {
    for (const entry of readdirSync(base, {withFileTypes: true})) {
      if (!entry.name.startsWith(begun) || /^\.|^node_modules$|\.d\.ts$/.test(entry.name)) continue;
      if (entry.isDirectory()) matches.push({text: `${entry.name}/`, kind: "module"});
      else if (entry.name.endsWith(".json")) matches.push({text: entry.name, kind: "file"});
      else if (/\.[jt]sx?$/.test(entry.name))
        matches.push({text: entry.name.replace(/\.[jt]sx?$/, ""), kind: "module"});
    }
  } catch {
    // No such folder: nothing to offer.
  }
  return {matches, start: cursor - begun.length, end: cursor};
}
