import path from "node:path";

/** An entry of `paths` in a tsconfig.json: names of this pattern mean one of these files. */
export type ImportPath = {
  /** A name, or its beginning and end around one `*`. */
  readonly pattern: string;
  /** Absolute, with a `*` where the pattern has it. */
  readonly targets: readonly string[];
};

/** The files that a name may mean, as TypeScript reads it: by the pattern with the longest beginning. */
export function mappedFiles(name: string, paths: readonly ImportPath[]): string[] {
  let best: {readonly length: number; readonly files: string[]} = {length: -1, files: []};
  for (const {pattern, targets} of paths) {
    const [begin, end] = pattern.split("*", 2);
    if (end === undefined && name === pattern) return [...targets];
    if (end === undefined || begin.length <= best.length) continue;
    if (name.length < begin.length + end.length) continue;
    if (!name.startsWith(begin) || !name.endsWith(end)) continue;
    const rest = name.slice(begin.length, name.length - end.length);
    best = {
      length: begin.length,
      files: targets.map((target) => path.normalize(target.replace("*", () => rest))),
    };
  }
  return best.files;
}

/** Whether a name looks like one of a package: no path, and no name that the project gives a meaning. */
export function namesPackage(name: string, paths: readonly ImportPath[]): boolean {
  if (name.startsWith(".") || path.isAbsolute(name)) return false;
  // A pattern that takes every name says nothing about this one.
  return (
    mappedFiles(
      name,
      paths.filter(({pattern}) => pattern !== "*"),
    ).length === 0
  );
}
