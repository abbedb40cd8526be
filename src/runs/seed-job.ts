import {existsSync} from "node:fs";
import path from "node:path";

/** Tells how much of a seed's work is done, from 0 to 1. */
export type Report = (share: number) => void;

/** Where another process finds a job: in this file, exported under this name. */
export type JobPlace = {
  /** The file that exports the job, `__filename` there. */
  readonly file: string;
  readonly name: string;
  /**
   * A setting that is a list or a record: the job runs for each of its entries alone, and the values,
   * lists or records too, are joined. Many short tasks keep all cores busy to the end; for jobs whose
   * numbers are the same either way.
   */
  readonly splitBy?: string;
  /**
   * Multiply-adds of the largest layer of the networks that it trains, as `threadsFor` counts them: what
   * tells how many processors a task asks a cluster for. Left out for one.
   */
  readonly largestLayer?: (settings: never) => number;
};

/** What one seed gives under these settings; both are plain data, see plain-data.ts. */
export type SeedJob<Settings, Value> = ((
  seed: number,
  settings: Settings,
  report?: Report,
) => Value | Promise<Value>) & {readonly place: JobPlace};

/**
 * A function of a seed that other processes can run: export it under the name that it is given here.
 *
 *     export const drawsOfSeed = seedJob(
 *       {file: __filename, name: "drawsOfSeed"},
 *       (seed: number, {count}: {readonly count: number}) => …,
 *     );
 *     const outcomes = await acrossSeeds([1, 2, 3], drawsOfSeed, {count: 4});
 *
 * Its file is imported where the job is named, so it imports what computes with tensors within the
 * function: `await import("…")`, beside `import type` for the settings.
 */
export const seedJob = <Run extends (seed: number, settings: never, report?: Report) => unknown>(
  place: JobPlace & {readonly splitBy?: keyof Parameters<Run>[1] & string},
  run: Run,
): Run & {readonly place: JobPlace} => Object.assign(run, {place});

/**
 * The file of a job.
 *
 * Throws a RangeError for a job of a notebook's cell, which no other process can load.
 */
export function jobFile({file, name}: JobPlace): string {
  if (!path.isAbsolute(file) || !existsSync(file) || path.extname(file) === "") {
    throw new RangeError(
      `the job "${name}" must be exported by a file, got "${file}": ` +
        "write it into a .ts file beside the notebook, and import it from there",
    );
  }
  return file;
}

/** A part of a seed's work: the entry it has to itself, by name, and its settings. */
export type JobPart = {readonly name: string | null; readonly settings: unknown};

/**
 * A seed's parts: one for each entry of the setting that `splitBy` names, which is a list or a record,
 * and holds that entry alone; the job's own settings, without a name, where nothing is split.
 *
 * Throws a RangeError where that setting is not there or has no entry.
 */
export function partsOf(settings: unknown, {splitBy}: Pick<JobPlace, "splitBy">): JobPart[] {
  if (splitBy === undefined) return [{name: null, settings}];
  const whole = (settings as Record<string, unknown>)[splitBy];
  const alone = (entries: unknown): unknown => ({...(settings as object), [splitBy]: entries});
  const parts = Array.isArray(whole)
    ? whole.map((entry) => ({
        name: typeof entry === "string" ? entry : JSON.stringify(entry),
        settings: alone([entry]),
      }))
    : Object.entries(whole ?? {}).map(([name, entry]) => ({
        name,
        settings: alone({[name]: entry}),
      }));
  if (parts.length === 0) {
    throw new RangeError(
      `the setting "${splitBy}" that a seed's work is split by must be a list or a record with entries`,
    );
  }
  return parts;
}

/** The value of all parts: lists one behind the other, records as one. */
export function joinParts(values: readonly unknown[]): unknown {
  if (values.length === 1) return values[0];
  if (values.every(Array.isArray)) return values.flat();
  const areRecords = values.every(
    (value) => typeof value === "object" && value !== null && !ArrayBuffer.isView(value),
  );
  if (areRecords && !values.some(Array.isArray)) return Object.assign({}, ...values);
  throw new TypeError(
    "a job that is split must return a list or a record for each part, so that they can be joined",
  );
}

/** What a run gives for each of several settings, under their names: a job that is split by them. */
export const eachNamed = <S, R>(
  kinds: Readonly<Record<string, S>>,
  run: (settings: S, name: string) => R,
): Record<string, R> =>
  Object.fromEntries(Object.entries(kinds).map(([name, settings]) => [name, run(settings, name)]));
