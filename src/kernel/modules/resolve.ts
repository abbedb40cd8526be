import {readFileSync, realpathSync, statSync} from "node:fs";
import {builtinModules, createRequire} from "node:module";
import path from "node:path";
import {mappedFiles} from "../import-paths";
import type {ImportPath} from "../import-paths";

export type Target =
  /** The reader's own file, or one of their project: translated and reloaded by us. */
  | {readonly kind: "own"; readonly file: string}
  | {readonly kind: "builtin"; readonly name: string}
  /** A package's CommonJS file. */
  | {readonly kind: "package"; readonly file: string}
  /** Only `import()` can load it. */
  | {readonly kind: "esm"; readonly specifier: string; readonly from: string};

/** What a project adds to the meaning of names. */
export type Project = {readonly root: string; readonly paths: readonly ImportPath[]};

/** Folders in which an importing file's names are looked up, the nearest first. */
export type Importer = {readonly file: string; readonly alsoFrom: readonly string[]};

const endings = ["", ".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json"];

/**
 * What an import means:
 *
 *     ./x  ../x     from the importing file; for a cell from the notebook's folder, then the project
 *     fs  node:fs   Node's own
 *     x             what the project's `paths` say, or else a package, from the importing file's
 *                   folder, then from the project
 */
export function resolveImport(
  specifier: string,
  importer: Importer,
  {root, paths}: Project,
): Target | undefined {
  if (specifier.startsWith("node:") || builtinModules.includes(specifier))
    return {kind: "builtin", name: specifier};
  const froms = [importer.file, ...importer.alsoFrom];
  if (specifier.startsWith(".") || path.isAbsolute(specifier)) {
    for (const from of froms) {
      const found = own(path.resolve(path.dirname(from), specifier));
      if (found) return found;
    }
    return undefined;
  }
  const inRoot = path.join(root, "package.json");
  for (const file of mappedFiles(specifier, paths)) {
    // Only types: the code is elsewhere.
    if (file.endsWith(".d.ts")) continue;
    const found = own(file) ?? packageIn(file, inRoot);
    if (found) return found;
  }
  for (const from of new Set([...froms, inRoot])) {
    try {
      const file = createRequire(from).resolve(specifier);
      return isEsm(file) ? {kind: "esm", specifier, from} : {kind: "package", file};
    } catch (error) {
      // The package is there, but has nothing for `require`.
      if ((error as NodeJS.ErrnoException).code === "ERR_PACKAGE_PATH_NOT_EXPORTED")
        return {kind: "esm", specifier, from};
    }
  }
  return undefined;
}

/** A folder with a package.json of its own, as `paths` may name one. */
function packageIn(folder: string, from: string): Target | undefined {
  try {
    return own(createRequire(from).resolve(folder));
  } catch {
    return undefined;
  }
}

function own(wanted: string): Target | undefined {
  const spelled = [...endings.map((ending) => wanted + ending)];
  // TypeScript's habit: the import names the file that a compiler would have written.
  if (/\.[cm]?js$/.test(wanted)) spelled.push(wanted.replace(/js$/, "ts"));
  spelled.push(path.join(wanted, "index.ts"), path.join(wanted, "index.js"));
  const found = spelled.find((name) => statSync(name, {throwIfNoEntry: false})?.isFile());
  if (!found) return undefined;
  // One file under two names, by a link, would be two modules.
  const file = realpathSync.native(found);
  if (file.endsWith(".node")) return {kind: "package", file};
  if (file.includes(`${path.sep}node_modules${path.sep}`))
    return isEsm(file) ? {kind: "esm", specifier: file, from: file} : {kind: "package", file};
  return {kind: "own", file};
}

function isEsm(file: string): boolean {
  if (file.endsWith(".mjs")) return true;
  if (!file.endsWith(".js")) return false;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    try {
      const text = readFileSync(path.join(folder, "package.json"), "utf8");
      return (JSON.parse(text) as {type?: string}).type === "module";
    } catch {
      if (folder === path.dirname(folder)) return false;
    }
  }
}
