import {createHash} from "node:crypto";
import {existsSync, readFileSync} from "node:fs";
import path from "node:path";
import {importGraph} from "./import-graph";

/**
 * A hash over every source file that a module reaches through its imports (those of types alone
 * left out), by path from `root` and contents, and over name and version of every package.
 *
 * Whatever could change the module's results changes it; other files of the project do not.
 * Throws an Error where a file does not parse or an import leads nowhere.
 */
export function sourceVersion(file: string, {root}: {readonly root: string}): string {
  const {files, packages} = importGraph([file], {root});
  const hash = createHash("sha256");
  for (const source of [...files.keys()].sort()) {
    hash
      .update(`file ${source}\0`)
      .update(readFileSync(path.join(root, source)))
      .update("\0");
  }
  for (const name of packages) hash.update(`package ${name} ${installedVersion(name, root)}\0`);
  return hash.digest("hex");
}

function installedVersion(name: string, root: string): string {
  const file = path.join(root, "node_modules", name, "package.json");
  if (!existsSync(file)) return "not installed";
  return (JSON.parse(readFileSync(file, "utf8")) as {version: string}).version;
}
