import {existsSync} from "node:fs";
import path from "node:path";

/** A function that can be called in another process: by module, exported name and settings. */
export type SeedJob<Settings> = {
  /** `residual-lab/folder/file`, or an absolute path. */
  readonly module: string;
  /** The exported function `(seed, settings, report) => value`, sync or async, value plain data. */
  readonly name: string;
  readonly settings: Settings;
  /**
   * A setting that is a list or a record: the job runs for each of its entries alone, and the values,
   * lists or records too, are joined. Many short tasks keep all cores busy to the end; for jobs whose
   * numbers are the same either way.
   */
  readonly splitBy?: string;
};

/**
 * The file of a job's module.
 *
 * Throws a RangeError for a name of another form, and for one that leads to no file.
 */
export function jobFile(module: string, {root}: {readonly root: string}): string {
  const own = /^residual-lab\/(.+)$/.exec(module)?.[1];
  if (own === undefined && !path.isAbsolute(module)) {
    throw new RangeError(
      `a job's module must be "residual-lab/folder/file" or an absolute path, got "${module}"`,
    );
  }
  const base = own === undefined ? module : path.join(root, "src", own);
  const found = ["", ".ts", ".mts", ".mjs", ".js"]
    .map((ending) => base + ending)
    .find((file) => path.extname(file) !== "" && existsSync(file));
  if (!found) throw new RangeError(`a job's module must exist, and there is no file ${base}.ts`);
  return found;
}
