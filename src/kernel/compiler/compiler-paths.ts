import {readdirSync} from "node:fs";
import path from "node:path";
import {mappedFiles} from "../import-paths";
import type {ImportPath} from "../import-paths";
import type {Completion} from "../protocol";

const inImport = /\b(?:from|import|require)\s*\(?\s*["']([^"'\n]*\/[^"'\n]*)$/;

/** Files and folders that the import being typed may mean; null where none is being typed. */
export function completePath(
  source: string,
  cursor: number,
  {cwd, paths}: {readonly cwd: string; readonly paths: readonly ImportPath[]},
): Completion | null {
  const typed = inImport.exec(source.slice(0, cursor))?.[1];
  if (typed === undefined) return null;
  const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
  const begun = typed.slice(folder.length);
  const isRelative = /^\.{1,2}\//.test(folder);
  const bases = isRelative ? [path.join(cwd, folder)] : mappedFiles(folder, paths);
  const matches = bases.flatMap((base) => modulesIn(base, begun));
  // In a package's own folders it is TypeScript that knows the way.
  if (!isRelative && matches.length === 0) return null;
  return {matches, start: cursor - begun.length, end: cursor};
}

function modulesIn(folder: string, begun: string): {text: string; kind: string}[] {
  const matches: {text: string; kind: string}[] = [];
  try {
    for (const entry of readdirSync(folder, {withFileTypes: true})) {
      if (!entry.name.startsWith(begun) || /^\.|^node_modules$|\.d\.ts$/.test(entry.name)) continue;
      if (entry.isDirectory()) matches.push({text: `${entry.name}/`, kind: "module"});
      else if (entry.name.endsWith(".json")) matches.push({text: entry.name, kind: "file"});
      else if (/\.[jt]sx?$/.test(entry.name))
        matches.push({text: entry.name.replace(/\.[jt]sx?$/, ""), kind: "module"});
    }
  } catch {
    // No such folder: nothing to offer.
  }
  return matches;
}
