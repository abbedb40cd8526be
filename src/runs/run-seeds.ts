import {availableParallelism} from "node:os";
import path from "node:path";
import {spareWriter} from "../files/spare-write";
import {clusterOf} from "./cluster/address";
import type {Cluster} from "./cluster/address";
import {clusterPool} from "./cluster/cluster-pool";
import {clusterPrograms} from "./cluster/programs";
import {fromJson, toJson} from "./plain-data";
import {runFolders} from "./run-folder";
import {readRunFrom, writeRun} from "./run-store";
import {jobFile, partsOf} from "./seed-job";
import type {SeedJob} from "./seed-job";
import {seedPool} from "./seed-pool";
import type {SeedPool} from "./seed-pool";
import {mixedProcessors, outcomeOf, progressOf, storedShare} from "./seed-tasks";
import type {SeedOutcome, SeedProgress, StoredShare, Task} from "./seed-tasks";
import {sourceVersion} from "../files/source-version";
import {processorsFor, threadEnvironment, threadsBeside} from "./thread-settings";

export type SeedOptions = {
  /** Processes at once; default: as many as there are cores, or as a cluster has processors. */
  readonly workers?: number;
  /** Names the results in the store; default: the job's name. */
  readonly experiment?: string;
  /** Computes everything, and replaces what is stored. */
  readonly fresh?: boolean;
  /** Where results are kept; default: see run-folder.ts. */
  readonly folder?: string;
  /** Milliseconds that the processes wait for another call before they end; default two minutes. */
  readonly keep?: number;
  readonly onProgress?: (progress: SeedProgress) => void;
  /** Told once, before anything is computed, where some of it is in the store. */
  readonly onStored?: (stored: StoredShare) => void;
  /** Stops everything at once; what is done by then stays stored. */
  readonly signal?: AbortSignal;
};

/**
 * Runs a job for every seed, several at once in processes of their own, and keeps the results.
 *
 *     const outcomes = await runSeeds([1, 2, 3, 4, 5], glassDescentOfSeed, {settings});
 *
 * A seed's value depends on seed, settings and code alone, not on the number of workers: TensorFlow
 * has one thread per operation in each. A value computed before under the same three is taken from
 * the store. A seed that fails is reported with its seed and, where the work is split, its arm; all
 * others go on, the other arms of the seed too. The processes serve the
 * next call as well, as long as the code that they have loaded is the one on the disk.
 *
 * With LAB_CLUSTER in the environment the tasks run on a Ray cluster (docs/cluster.md): the same values,
 * kept here under the same keys; a record says on which processor a value was made.
 *
 * Returns the outcomes in the order of the seeds. Rejects when stopped, by the signal or by an
 * interrupt of the notebook; all processes are ended then. Rejects, too, where the cluster is not there
 * or is gone. Throws a RangeError for repeated seeds or
 * a job that is not there, or that is split by a setting without entries.
 */
export async function runSeeds<Settings, Value>(
  seeds: readonly number[],
  job: SeedJob<Settings, Value>,
  {settings, ...options}: SeedOptions & {readonly settings: Settings},
): Promise<SeedOutcome<Value>[]> {
  const {workers = availableParallelism(), fresh = false, keep = 120_000} = options;
  const {name, splitBy, largestLayer} = job.place;
  const cluster = clusterOf();
  if (new Set(seeds).size < seeds.length) throw new RangeError(`a seed comes twice in [${seeds}]`);
  if (!Number.isInteger(workers) || workers < 1) {
    throw new RangeError(`workers must be a whole number of at least 1, got ${workers}`);
  }
  const root = path.join(__dirname, "../..");
  const {own, alsoRead} = runFolders(root);
  const folder = options.folder ?? own;
  const folders = options.folder === undefined ? [own, ...alsoRead] : [folder];
  const module = jobFile(job.place);
  const versionOf = versionsOnDisk(root);
  const code = versionOf(module);
  const identity = `${path.relative(root, module)} ${name}`;
  const experiment = options.experiment ?? name;
  const parts = partsOf(settings, {splitBy}).map((part) => ({
    ...part,
    settings: toJson(part.settings),
  }));
  const tasks = seeds.flatMap((seed) =>
    parts.map(({name: part, settings}): Task => {
      const key = {experiment, job: identity, settings: fromJson(settings), seed, code};
      const end = fresh ? undefined : readRunFrom(folders, key);
      return {seed, part, settings, key, share: 0, stored: end !== undefined, end};
    }),
  );
  const open = tasks.filter(({stored}) => !stored);
  if (open.length < tasks.length) options.onStored?.(storedShare(tasks));
  const bell = doorbell();
  const count = Math.min(workers, open.length);
  const isCurrent = (file: string, version: string): boolean => versionOf(file) === version;
  const surroundings = {cluster, root, count, isCurrent, onPulse: bell.ring};
  const pool = poolOf({...surroundings, workers: options.workers});
  const spare = spareWriter((reason) =>
    console.warn(`values of ${name} are not kept for next time: ${reason}`),
  );
  const runTask = async (task: Task): Promise<void> => {
    const {seed, part, settings, key} = task;
    const processors = processorsFor(largestLayer?.(fromJson(settings) as never) ?? 1);
    const sent = {module, code, name, seed, settings, keep, processors};
    const end = await pool.run(sent, (share) => void (task.share = share));
    if (end.kind === "done") {
      const at = new Date().toISOString();
      const done = {value: fromJson(end.value), seconds: end.seconds, made: end.made, at};
      task.end = done;
      spare(() => writeRun(folder, key, done));
    } else {
      const arm = part === null ? "" : `, ${part},`;
      console.warn(`seed ${seed}${arm} of ${name} failed: ${end.message}`);
      task.end = end;
    }
    bell.ring();
  };
  let isWhole = false;
  try {
    await allEnded(tasks, {running: open.map(runTask), bell, options});
    isWhole = true;
  } finally {
    if (isWhole && keep > 0) pool.release();
    else pool.stop();
  }
  const mixed = mixedProcessors(tasks);
  if (cluster && mixed !== undefined) console.warn(`${name}: ${mixed}`);
  return seeds.map((seed) => outcomeOf<Value>(tasks.filter((task) => task.seed === seed)));
}

/** Processes of this machine, or a cluster's. */
function poolOf({
  cluster,
  root,
  count,
  workers,
  isCurrent,
  onPulse,
}: {
  readonly cluster: Cluster | undefined;
  readonly root: string;
  readonly count: number;
  readonly workers: number | undefined;
  readonly isCurrent: (file: string, version: string) => boolean;
  readonly onPulse: () => void;
}): SeedPool {
  if (cluster === undefined) {
    const threads = threadEnvironment(threadsBeside(Math.max(1, count)));
    const environment = workerEnvironment(root, threads);
    return seedPool({workers: count, root, environment, isCurrent, onPulse});
  }
  const programs = clusterPrograms(cluster, {
    root,
    processors: workers ?? availableParallelism(),
  });
  const environment = workerEnvironment(root, {});
  return clusterPool({cluster, programs, workers, environment, isCurrent, onPulse});
}

/** Waits for the end of every task, and tells how far they are whenever the bell rings. */
async function allEnded(
  tasks: readonly Task[],
  {
    running,
    bell,
    options: {signal, onProgress},
  }: {running: readonly Promise<void>[]; bell: Doorbell; options: SeedOptions},
): Promise<void> {
  const progress = progressOf(tasks);
  let failure: Error | undefined;
  for (const task of running) {
    task.catch((error: unknown) => {
      failure ??= error as Error;
      bell.ring();
    });
  }
  signal?.addEventListener("abort", bell.ring);
  try {
    for (;;) {
      if (failure) throw failure;
      signal?.throwIfAborted();
      throwIfInterrupted();
      onProgress?.(progress());
      if (tasks.every(({end}) => end)) return;
      await bell.rung();
    }
  } finally {
    signal?.removeEventListener("abort", bell.ring);
  }
}

/** `rung` is fulfilled by the next `ring`. */
type Doorbell = {readonly ring: () => void; readonly rung: () => Promise<void>};

function doorbell(): Doorbell {
  let wake = (): void => undefined;
  return {ring: () => wake(), rung: () => new Promise((resolve) => (wake = resolve))};
}

/** The version of each file, read from the disk once. */
function versionsOnDisk(root: string): (file: string) => string {
  const versions = new Map<string, string>();
  return (file) => {
    const version = versions.get(file) ?? sourceVersion(file, {root});
    versions.set(file, version);
    return version;
  };
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

/** In a notebook, no timer can be started on behalf of a cell that was interrupted. */
function throwIfInterrupted(): void {
  clearTimeout(setTimeout(() => undefined, 0));
}
