import {createHash} from "node:crypto";
import path from "node:path";
import {withSortedKeys} from "../files/sorted-keys";
import {readWhole, setAside} from "../files/read-whole";
import {sealed, unsealed} from "../files/sealed-text";
import {writeWhole} from "../files/write-whole";
import {fromJson, toJson} from "./plain-data";

/** What a result depends on: another value of any of these is another run. */
export type RunKey = {
  /** Plain words; also the name of the folder. */
  readonly experiment: string;
  /** The job that gives it, by file and name: an experiment may have several. */
  readonly job: string;
  readonly settings: unknown;
  readonly seed: number;
  /** A hash of the code, see `sourceVersion`. */
  readonly code: string;
};

/** Where a value was made: on such a processor, with so many threads for each operation, it comes out
 * the same to the last bit; elsewhere the last digits of a training may differ. */
export type Made = {readonly processor: string; readonly threads: number};

export type StoredRun = {
  readonly value: unknown;
  readonly seconds: number;
  /** Not in records of before it was noted. */
  readonly made?: Made;
  /** When, in ISO form; not in records of before it was noted. */
  readonly at?: string;
};

const format = "residual-lab run 1";

/**
 * The stored result of a run, or undefined where there is none.
 *
 * A record that is cut off, changed or of another run, or a folder or a link in its place, is set aside
 * under a name that ends in `.damaged`, one line says so, and the run counts as not yet made.
 */
export function readRun(folder: string, key: RunKey): StoredRun | undefined {
  const file = runFile(folder, key);
  try {
    const bytes = readWhole(file, {remedy: "it is not used"});
    if (bytes === undefined) return undefined;
    const stored = fromJson(unsealed(format, bytes)) as StoredRun & {key: string};
    const {key: of, value, seconds, made, at} = stored;
    if (of !== keyText(key)) throw new RangeError("it belongs to another run");
    return {value, seconds, ...(made ? {made} : {}), ...(at ? {at} : {})};
  } catch (error) {
    const aside = setAside(file);
    console.warn(
      `seed ${key.seed} of ${key.experiment} is computed again: the stored record was damaged ` +
        `(${(error as Error).message}) and ` +
        (aside === undefined ? `cannot be moved: delete ${file}` : `is now ${aside}`),
    );
    return undefined;
  }
}

/** The same from the first of several folders that has it. */
export function readRunFrom(folders: readonly string[], key: RunKey): StoredRun | undefined {
  for (const folder of folders) {
    const stored = readRun(folder, key);
    if (stored !== undefined) return stored;
  }
  return undefined;
}

/**
 * Stores a result. Whoever reads at the same moment finds the whole record or none. Throws an Error with
 * the system's `code` where it cannot be written.
 */
export function writeRun(folder: string, key: RunKey, run: StoredRun): void {
  writeWhole(runFile(folder, key), sealed(format, toJson({key: keyText(key), ...run})));
}

/** Where a run is stored: `folder/experiment/seed-3-<hash of the key>.json`. */
export function runFile(folder: string, key: RunKey): string {
  if (!/^[\w][\w .-]*$/.test(key.experiment)) {
    throw new RangeError(
      `an experiment's name must be letters, digits, spaces, dots and hyphens, got "${key.experiment}"`,
    );
  }
  const hash = digest(keyText(key)).slice(0, 24);
  return path.join(folder, key.experiment, `seed-${key.seed}-${hash}.json`);
}

/** One text for all keys that differ only in the order of their settings' fields. */
function keyText({experiment, job, settings, seed, code}: RunKey): string {
  return toJson({experiment, job, settings: withSortedKeys(settings), seed, code});
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
