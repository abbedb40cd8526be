import type {RunKey, StoredRun} from "./run-store";
import {joinParts} from "./seed-job";
import type {SeedEnd} from "./seed-process";

/** What became of one seed. */
export type SeedOutcome<Value> =
  | {
      readonly kind: "done";
      readonly seed: number;
      readonly value: Value;
      /** How long it computed, now or when it was stored. */
      readonly seconds: number;
      readonly stored: boolean;
    }
  | {
      /** Some of its arms failed: the value holds the others, by name. */
      readonly kind: "in part";
      readonly seed: number;
      readonly value: Partial<Value>;
      readonly lost: readonly LostArm[];
      readonly seconds: number;
      readonly stored: boolean;
    }
  | {
      readonly kind: "failed";
      readonly seed: number;
      readonly message: string;
      readonly stack: string;
    };

/** An arm of a seed that failed, and why. */
export type LostArm = {readonly arm: string; readonly message: string; readonly stack: string};

/** Counted in tasks: seeds, or the arms of seeds where the work is split. */
export type SeedProgress = {
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  readonly seconds: number;
  /** Seconds to the end at the pace so far; undefined until there is one. */
  readonly remaining: number | undefined;
};

/** What of a run is in the store, made by the very code that is there now. */
export type StoredShare = {
  /** In tasks, of so many. */
  readonly count: number;
  readonly total: number;
  /** What computing it took. */
  readonly seconds: number;
  /** The first and the last day on which it was computed; null where some of it does not say. */
  readonly days: readonly [string, string] | null;
};

/** A seed, or one part of it. */
export type Task = {
  readonly seed: number;
  /** The name of the part; null where the work is not split. */
  readonly part: string | null;
  readonly settings: string;
  readonly key: RunKey;
  readonly stored: boolean;
  /** How much of it is done. */
  share: number;
  end: StoredRun | Extract<SeedEnd, {kind: "failed"}> | undefined;
};

export function storedShare(tasks: readonly Task[]): StoredShare {
  const runs = tasks.flatMap(({stored, end}) => (stored && end && "value" in end ? [end] : []));
  const days = runs.map(({at}) => at?.slice(0, 10) ?? "").sort();
  return {
    count: runs.length,
    total: tasks.length,
    seconds: runs.reduce((sum, run) => sum + run.seconds, 0),
    days: days[0] === "" ? null : [days[0], days[days.length - 1]],
  };
}

const isFailed = (task: Task): boolean => task.end !== undefined && "kind" in task.end;

/**
 * What became of a seed, given all its parts, which have ended. A part that fails does not take the
 * others with it where they are joined by name; a list with a gap tells nobody where the gap is, so it
 * counts as failed.
 */
export function outcomeOf<Value>(parts: readonly Task[]): SeedOutcome<Value> {
  const [{seed}] = parts;
  const values: unknown[] = [];
  const lost: LostArm[] = [];
  let seconds = 0;
  for (const {part, end} of parts) {
    if (!end) throw new Error(`seed ${seed} has not ended`);
    if ("kind" in end) {
      lost.push({arm: part ?? "", message: end.message, stack: end.stack});
      continue;
    }
    values.push(end.value);
    seconds += end.seconds;
  }
  const stored = parts.every((part) => part.stored);
  if (lost.length === 0) {
    return {kind: "done", seed, value: joinParts(values) as Value, seconds, stored};
  }
  if (values.length === 0 || values.some(Array.isArray)) {
    const [{arm, message, stack}] = lost;
    return {kind: "failed", seed, message: arm === "" ? message : `${arm}: ${message}`, stack};
  }
  const value = joinParts(values) as Partial<Value>;
  return {kind: "in part", seed, value, lost, seconds, stored};
}

/** Where values were made on processors of several kinds, what that means for them; else undefined. */
export function mixedProcessors(tasks: readonly Task[]): string | undefined {
  const kinds = new Set<string>();
  for (const {end} of tasks) {
    if (end && !("kind" in end) && end.made) {
      const {processor, threads} = end.made;
      kinds.add(`${processor}, ${threads} thread${threads === 1 ? "" : "s"}`);
    }
  }
  if (kinds.size < 2) return undefined;
  return (
    `the values were made on ${kinds.size} kinds of processor (${[...kinds].join("; ")}): those of ` +
    "trainings agree to about 1e-5 per step with those of one machine, not to the last bit"
  );
}

/** Tells how far the tasks are, from now on. */
export function progressOf(tasks: readonly Task[]): () => SeedProgress {
  const started = performance.now();
  const open = tasks.filter(({stored}) => !stored);
  return () => {
    const seconds = (performance.now() - started) / 1000;
    const worked = open.reduce((sum, {end, share}) => sum + (end ? 1 : share), 0);
    return {
      done: tasks.filter(({end}) => end).length,
      total: tasks.length,
      failed: tasks.filter(isFailed).length,
      seconds,
      remaining: worked > 0 ? (seconds * (open.length - worked)) / worked : undefined,
    };
  };
}
