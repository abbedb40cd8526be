import path from "node:path";
import {readJson} from "../files/read-whole";
import {verified} from "../files/signed-json";

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
 *
 * Throws an Error that names the file and what to do where it cannot be read, was damaged, or is that of
 * another notebook.
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
  const remedy =
    `restore it with git checkout -- ${file}, or write it with ` +
    `npm run notebooks -- --size full --only ${notebook}`;
  const check = (value: unknown): StoredResults<V> => {
    const stored = verified(value) as StoredResults<V>;
    if (stored.notebook === notebook && Array.isArray(stored.verdicts)) return stored;
    throw new RangeError(`does not hold the results of ${notebook}`);
  };
  return readJson(file, {remedy, check}) ?? null;
}
