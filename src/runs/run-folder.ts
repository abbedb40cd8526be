import path from "node:path";

/**
 * Where results of runs are kept: `data/runs` of the project, or the folder that LAB_RUNS names. In the
 * latter case the project's own are read as well, and never written: in a class, what the teacher has
 * computed everybody finds.
 */
export function runFolders(
  root: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): {readonly own: string; readonly alsoRead: readonly string[]} {
  const shared = path.join(root, "data/runs");
  const named = environment["LAB_RUNS"];
  if (named === undefined || named === "") return {own: shared, alsoRead: []};
  if (!path.isAbsolute(named))
    throw new RangeError(`LAB_RUNS must be the absolute path of a folder, got ${named}`);
  return {own: named, alsoRead: path.resolve(named) === shared ? [] : [shared]};
}
