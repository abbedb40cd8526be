import {buildSync} from "esbuild";
import {createHash} from "node:crypto";
import {existsSync, readFileSync} from "node:fs";
import {isBuiltin} from "node:module";
import path from "node:path";

/**
 * A hash over every source file that a module reaches through its imports (those of types alone
 * left out), by path from `root` and contents, and over name and version of every package.
 *
 * Whatever could change the module's results changes it; other files of the project do not.
 * Throws an Error where a file does not parse or an import leads nowhere.
 */
export function sourceVersion(file: string, {root}: {readonly root: string}): string {
  const {metafile} = buildSync({
    entryPoints: [file],
    absWorkingDir: root,
    bundle: true,
    write: false,
    outdir: "unwritten",
    metafile: true,
    packages: "external",
    platform: "node",
    tsconfig: path.join(root, "tsconfig.json"),
    logLevel: "silent",
  });
  const hash = createHash("sha256");
  for (const source of Object.keys(metafile.inputs).sort()) {
    hash
      .update(`file ${source}\0`)
      .update(readFileSync(path.join(root, source)))
      .update("\0");
  }
  const packages = Object.values(metafile.outputs)
    .flatMap(({imports}) => imports)
    .filter(({external, path}) => external && !isBuiltin(path))
    .map(({path}) =>
      path
        .split("/")
        .slice(0, path.startsWith("@") ? 2 : 1)
        .join("/"),
    );
  for (const name of [...new Set(packages)].sort()) {
    hash.update(`package ${name} ${installedVersion(name, root)}\0`);
  }
  return hash.digest("hex");
}

function installedVersion(name: string, root: string): string {
  const file = path.join(root, "node_modules", name, "package.json");
  if (!existsSync(file)) return "not installed";
  return (JSON.parse(readFileSync(file, "utf8")) as {version: string}).version;
}
