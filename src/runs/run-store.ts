import {createHash} from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import {fromJson, toJson} from "./plain-data";

/** What a result depends on: another value of any of these is another run. */
export type RunKey = {
  /** Plain words; also the name of the folder. */
  readonly experiment: string;
  readonly settings: unknown;
  readonly seed: number;
  /** A hash of the code, see `sourceVersion`. */
  readonly code: string;
};

export type StoredRun = {readonly value: unknown; readonly seconds: number};

const format = "residual-lab run 1";

/**
 * The stored result of a run, or undefined where there is none.
 *
 * A record that is cut off, changed or of another run is set aside under a name that ends in
 * `.damaged`, one line says so, and the run counts as not yet made.
 */
export function readRun(folder: string, key: RunKey): StoredRun | undefined {
  const file = runFile(folder, key);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const [head, body] = text.split("\n");
    if (head !== `${format} ${digest(body)}`) throw new RangeError("its contents were changed");
    const {key: stored, value, seconds} = fromJson(body) as StoredRun & {key: string};
    if (stored !== keyText(key)) throw new RangeError("it belongs to another run");
    return {value, seconds};
  } catch (error) {
    const aside = `${file}.damaged`;
    renameSync(file, aside);
    const reason = (error as Error).message;
    console.warn(
      `seed ${key.seed} of ${key.experiment} is computed again: the stored record was damaged ` +
        `(${reason}) and is now ${path.basename(aside)}`,
    );
    return undefined;
  }
}

/** Stores a result. Whoever reads at the same moment finds the whole record or none. */
export function writeRun(folder: string, key: RunKey, run: StoredRun): void {
  const file = runFile(folder, key);
  const body = toJson({key: keyText(key), ...run});
  mkdirSync(path.dirname(file), {recursive: true});
  const unfinished = `${file}.${process.pid}.tmp`;
  const handle = openSync(unfinished, "w");
  try {
    writeSync(handle, `${format} ${digest(body)}\n${body}\n`);
    // Else a power cut could leave the new name with none of the bytes.
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(unfinished, file);
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
function keyText({experiment, settings, seed, code}: RunKey): string {
  return toJson({experiment, settings: sorted(settings), seed, code});
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, sorted(field)]),
  );
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
