import {availableParallelism} from "node:os";
import path from "node:path";
import {fromJson, toJson} from "./plain-data";
import {readRun, writeRun} from "./run-store";
import {jobFile} from "./seed-job";
import type {SeedJob} from "./seed-job";
import {partsOf} from "./seed-parts";
import {seedPool} from "./seed-pool";
import {outcomeOf, progressOf} from "./seed-tasks";
import type {SeedOutcome, SeedProgress, Task} from "./seed-tasks";
import {sourceVersion} from "./source-version";
import {threadEnvironment, threadsBeside} from "./thread-settings";

export type SeedOptions = {
  /** Processes at once; as many as cores unless told. */
  readonly workers?: number;
  /** Names the results in the store; the job's name unless told. */
  readonly experiment?: string;
  /** Computes everything, and replaces what is stored. */
  readonly fresh?: boolean;
  /** Where results are kept; `data/runs` of the project unless told. */
  readonly folder?: string;
  /** Milliseconds that the processes wait for another call before they end; two minutes unless told. */
  readonly keep?: number;
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
 * the store. A seed that fails is reported with its seed, the others go on. The processes serve the
 * next call as well, as long as the code that they have loaded is the one on the disk.
 *
 * Returns the outcomes in the order of the seeds. Rejects when stopped, by the signal or by an
 * interrupt of the notebook; all processes are ended then. Throws a RangeError for repeated seeds or
 * a job that is not there, or that is split by a setting without entries.
 */
export async function acrossSeeds<Value, Settings = unknown>(
  seeds: readonly number[],
  job: SeedJob<Settings>,
  options: SeedOptions = {},
): Promise<SeedOutcome<Value>[]> {
  const {workers = availableParallelism(), keep = 120_000, signal, onProgress} = options;
  if (new Set(seeds).size < seeds.length) throw new RangeError(`a seed comes twice in [${seeds}]`);
  if (!Number.isInteger(workers) || workers < 1) {
    throw new RangeError(`workers must be a whole number of at least 1, got ${workers}`);
  }
  const root = path.join(__dirname, "../..");
  const folder = options.folder ?? path.join(root, "data/runs");
  const module = jobFile(job.module, {root});
  const versions = new Map<string, string>();
  const versionOf = (file: string): string => {
    const version = versions.get(file) ?? sourceVersion(file, {root});
    versions.set(file, version);
    return version;
  };
  const code = versionOf(module);
  const parts = partsOf(job).map(toJson);
  const tasks = seeds.flatMap((seed) =>
    parts.map((settings): Task => {
      const experiment = options.experiment ?? job.name;
      const key = {experiment, settings: fromJson(settings), seed, code};
      const end = options.fresh ? undefined : readRun(folder, key);
      return {seed, settings, key, share: 0, stored: end !== undefined, end};
    }),
  );
  const open = tasks.filter(({stored}) => !stored);
  const progress = progressOf(tasks);

  let wake = (): void => undefined;
  const pulse = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  const count = Math.min(workers, open.length);
  const threads = threadEnvironment(threadsBeside(Math.max(1, count)));
  const pool = seedPool({
    workers: count,
    root,
    environment: workerEnvironment(root, threads),
    isCurrent: (file, version) => versionOf(file) === version,
    onPulse: () => wake(),
  });
  const runTask = async (task: Task): Promise<void> => {
    const {seed, settings} = task;
    const sent = {module, code, name: job.name, seed, settings, keep};
    const end = await pool.run(sent, (share) => void (task.share = share));
    if (end.kind === "done") {
      task.end = {value: fromJson(end.value), seconds: end.seconds};
      writeRun(folder, task.key, task.end);
    } else {
      console.warn(`seed ${seed} of ${job.name} failed: ${end.message}`);
      task.end = end;
    }
    wake();
  };

  const abort = (): void => wake();
  signal?.addEventListener("abort", abort);
  let failure: Error | undefined;
  let isWhole = false;
  for (const task of open) {
    runTask(task).catch((error: unknown) => {
      failure ??= error as Error;
      wake();
    });
  }
  try {
    for (;;) {
      if (failure) throw failure;
      signal?.throwIfAborted();
      throwIfInterrupted();
      onProgress?.(progress());
      isWhole = tasks.every(({end}) => end);
      if (isWhole) break;
      await pulse();
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    if (isWhole && keep > 0) pool.release();
    else pool.stop();
  }
  return seeds.map((seed) => outcomeOf<Value>(tasks.filter((task) => task.seed === seed)));
}

function workerEnvironment(root: string, threads: Record<string, string>): Record<string, string> {
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return {
    TF_CPP_MIN_LOG_LEVEL: "3",
    ...Object.fromEntries(own),
    TSX_TSCONFIG_PATH: path.join(root, "tsconfig.json"),
    ...threads,
  };
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
