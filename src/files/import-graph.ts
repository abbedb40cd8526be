import {buildSync} from "esbuild";
import {isBuiltin} from "node:module";
import path from "node:path";

/**
 * What files of a project import, all the way down; imports of types alone are left out.
 *
 *     files      the files that each of them imports, all by their path from the root
 *     packages   of others, by name
 */
export type ImportGraph = {
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly packages: readonly string[];
};

/** The imports behind some files. Throws an Error where one does not parse or an import leads nowhere. */
export function importGraph(
  entries: readonly string[],
  {root}: {readonly root: string},
): ImportGraph {
  if (entries.length === 0) return {files: new Map(), packages: []};
  const {metafile} = buildSync({
    entryPoints: [...entries],
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
  const inputs = Object.entries(metafile.inputs).map(([file, {imports}]) => {
    const within = imports.filter(({external}) => external !== true);
    return [file, within.map((one) => one.path)] as const;
  });
  const packages = Object.values(metafile.outputs)
    .flatMap(({imports}) => imports)
    .filter(({external, path: name}) => external && !isBuiltin(name))
    .map(({path: name}) =>
      name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/"),
    );
  return {files: new Map(inputs), packages: [...new Set(packages)].sort()};
}
