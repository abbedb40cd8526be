import {availableParallelism} from "node:os";
import path from "node:path";
import {fromJson, toJson} from "./plain-data";
import {readRun, writeRun} from "./run-store";
import type {RunKey} from "./run-store";
import {jobFile} from "./seed-job";
import type {SeedJob} from "./seed-job";
import {seedPool} from "./seed-pool";
import {sourceVersion} from "./source-version";
import {threadEnvironment, threadsBeside} from "./thread-settings";

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
      readonly kind: "failed";
      readonly seed: number;
      readonly message: string;
      readonly stack: string;
    };

export type SeedProgress = {
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  readonly seconds: number;
  /** Seconds to the end at the pace so far; undefined until there is one. */
  readonly remaining: number | undefined;
};

export type SeedOptions = {
  /** Processes at once; as many as cores unless told. */
  readonly workers?: number;
  /** Names the results in the store; the job's name unless told. */
  readonly experiment?: string;
  /** Computes everything, and replaces what is stored. */
  readonly fresh?: boolean;
  /** Where results are kept; `data/runs` of the project unless told. */
  readonly folder?: string;
  readonly onProgress?: (progress: SeedProgress) => void;
  /** Stops everything at once; what is done by then stays stored. */
  readonly signal?: AbortSignal;
};

/**
 * Runs a job for every seed, several at once in processes of their own, and keeps the results.
 *
 *     const outcomes = await acrossSeeds<Row[]>([1, 2, 3, 4, 5], {
 *       module: "residual-lab/analyses/depth-study", name: "depthStudy", settings: {depth: 18},
 *     });
 *
 * A seed's value depends on seed, settings and code alone, not on the number of workers: TensorFlow
 * has one thread per operation in each. A value computed before under the same three is taken from
 * the store. A seed that fails is reported with its seed, the others go on.
 *
 * Returns the outcomes in the order of the seeds. Rejects when stopped, by the signal or by an
 * interrupt of the notebook; all processes are ended then. Throws a RangeError for repeated seeds or
 * a job that is not there.
 */
export async function acrossSeeds<Value, Settings = unknown>(
  seeds: readonly number[],
  job: SeedJob<Settings>,
  options: SeedOptions = {},
): Promise<SeedOutcome<Value>[]> {
  const {workers = availableParallelism(), fresh = false, signal, onProgress} = options;
  if (new Set(seeds).size < seeds.length) throw new RangeError(`a seed comes twice in [${seeds}]`);
  if (!Number.isInteger(workers) || workers < 1) {
    throw new RangeError(`workers must be a whole number of at least 1, got ${workers}`);
  }
  const root = path.join(__dirname, "../..");
  const folder = options.folder ?? path.join(root, "data/runs");
  const module = jobFile(job.module, {root});
  const code = sourceVersion(module, {root});
  const settings = toJson(job.settings);
  const keyOf = (seed: number): RunKey => ({
    experiment: options.experiment ?? job.name,
    settings: fromJson(settings),
    seed,
    code,
  });

  const outcomes = new Map<number, SeedOutcome<Value>>();
  for (const seed of fresh ? [] : seeds) {
    const stored = readRun(folder, keyOf(seed));
    if (stored)
      outcomes.set(seed, {
        kind: "done",
        seed,
        ...(stored as {value: Value; seconds: number}),
        stored: true,
      });
  }
  const open = seeds.filter((seed) => !outcomes.has(seed));
  const shares = new Map<number, number>();
  const started = performance.now();
  const report = (): void => {
    const done = [...outcomes.values()];
    const seconds = (performance.now() - started) / 1000;
    const finished = open.length - (seeds.length - outcomes.size);
    const worked = finished + [...shares.values()].reduce((sum, share) => sum + share, 0);
    onProgress?.({
      done: done.length,
      total: seeds.length,
      failed: done.filter(({kind}) => kind === "failed").length,
      seconds,
      remaining: worked > 0 ? (seconds * (open.length - worked)) / worked : undefined,
    });
  };

  let wake = (): void => undefined;
  const pulse = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  const count = Math.min(workers, open.length);
  const environment = threadEnvironment(threadsBeside(Math.max(1, count)));
  const pool = seedPool({workers: count, root, environment, onPulse: () => wake()});
  const runSeed = async (seed: number): Promise<void> => {
    const task = {module, name: job.name, seed, settings};
    const end = await pool.run(task, (share) => void shares.set(seed, share));
    shares.delete(seed);
    if (end.kind === "done") {
      const value = fromJson(end.value) as Value;
      writeRun(folder, keyOf(seed), {value, seconds: end.seconds});
      outcomes.set(seed, {kind: "done", seed, value, seconds: end.seconds, stored: false});
    } else {
      console.warn(`seed ${seed} of ${job.name} failed: ${end.message}`);
      outcomes.set(seed, {...end, kind: "failed", seed});
    }
    wake();
  };

  const abort = (): void => wake();
  signal?.addEventListener("abort", abort);
  let failure: Error | undefined;
  for (const seed of open) {
    runSeed(seed).catch((error: unknown) => {
      failure ??= error as Error;
      wake();
    });
  }
  try {
    for (;;) {
      if (failure) throw failure;
      signal?.throwIfAborted();
      throwIfInterrupted();
      report();
      if (outcomes.size === seeds.length) break;
      await pulse();
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    pool.stop();
  }
  return seeds.map((seed) => outcomes.get(seed)!);
}

/** The values of the seeds that are done; throws the first failure where none is. */
export function doneValues<Value>(outcomes: readonly SeedOutcome<Value>[]): Value[] {
  const values = outcomes.flatMap((outcome) => (outcome.kind === "done" ? [outcome.value] : []));
  const [first] = outcomes;
  if (values.length === 0 && first?.kind === "failed") {
    throw new Error(`no seed is done; seed ${first.seed} failed: ${first.message}`);
  }
  return values;
}

/** In a notebook, no timer can be started on behalf of a cell that was interrupted. */
function throwIfInterrupted(): void {
  clearTimeout(setTimeout(() => undefined, 0));
}
