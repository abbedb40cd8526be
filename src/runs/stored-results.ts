import {existsSync, readFileSync} from "node:fs";
import path from "node:path";

/** A full-size run of a notebook as it lies in data/results/; `V` is the kind of verdict it holds. */
export type StoredResults<V> = {
  readonly notebook: string;
  readonly size: "quick" | "full";
  /** Day of the run, as 2026-11-24. */
  readonly date: string;
  readonly commit: string;
  /** Seconds the whole notebook took. */
  readonly seconds: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly verdicts: readonly V[];
};

/**
 * The stored full-size results of a notebook, to be shown beside the quick ones; null where it has
 * not been run in full size yet (`npm run notebooks -- --size full --only NAME`).
 *
 *     const full = storedResults<Verdict>("05-littwin-wolf-2016");
 */
export function storedResults<V>(
  notebook: string,
  {folder = path.join(__dirname, "..", "..", "data", "results")}: {folder?: string} = {},
): StoredResults<V> | null {
  if (!/^[\w-]+$/.test(notebook))
    throw new RangeError(
      `a notebook is named without folder and ending, such as "05-littwin-wolf-2016", got "${notebook}"`,
    );
  const file = path.join(folder, `${notebook}.json`);
  if (!existsSync(file)) return null;
  const stored = JSON.parse(readFileSync(file, "utf8")) as StoredResults<V>;
  if (stored.notebook !== notebook || !Array.isArray(stored.verdicts))
    throw new TypeError(
      `${file} does not hold the results of ${notebook}: write it with npm run notebooks -- --size full`,
    );
  return stored;
}
