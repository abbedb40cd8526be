import {SeedProcess} from "./seed-process";
import type {SeedEnd, SeedTask} from "./seed-process";

/** Processes that run jobs, one at a time each. */
export interface SeedPool {
  /** Runs a task as soon as a process is free; `onShare` hears how far it is. */
  run(task: SeedTask, onShare: (share: number) => void): Promise<SeedEnd>;
  /** Leaves the processes, which wait, to the next pool. */
  release(): void;
  /** Ends all processes at once, whatever they do. */
  stop(): void;
}

/**
 * Processes that wait for another pool. To start one and to load TensorFlow takes two seconds, and a
 * notebook asks for a pool in every other cell.
 */
const kept = new Set<SeedProcess>();

/**
 * A pool of child processes, each with its own thread settings.
 *
 *     workers       how many at most; started, or taken from those kept, when there is a task for them
 *     environment   of the processes, whole
 *     isCurrent     whether a module's version is the one that a new process would load
 *     onPulse       called several times a second while a process lives
 *
 * Stopping needs no timer and no promise: in a notebook cell that was interrupted, neither works.
 */
export function seedPool({
  workers,
  root,
  environment,
  isCurrent,
  onPulse,
}: {
  readonly workers: number;
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly isCurrent: (module: string, code: string) => boolean;
  readonly onPulse: () => void;
}): SeedPool {
  const all = new Set<SeedProcess>();
  const idle: SeedProcess[] = [];
  const waiting: ((process: SeedProcess) => void)[] = [];
  const wanted = JSON.stringify(environment);
  let stopped = false;

  const start = (): SeedProcess => {
    let ready: SeedProcess | undefined;
    for (const process of kept) {
      if (!process.isFit(isCurrent)) {
        process.end();
        kept.delete(process);
      } else if (process.environment === wanted) ready ??= process;
    }
    const process = ready ?? new SeedProcess(root, environment);
    kept.delete(process);
    process.hold(true);
    process.onPulse = onPulse;
    all.add(process);
    return process;
  };

  const free = (process: SeedProcess): void => {
    if (!process.isAlive) all.delete(process);
    const next = waiting.shift();
    if (next) next(all.has(process) ? process : start());
    else if (all.has(process)) idle.push(process);
  };

  const worker = (): Promise<SeedProcess> => {
    const process = idle.pop() ?? (all.size < workers ? start() : undefined);
    if (process) return Promise.resolve(process);
    return new Promise((resolve) => waiting.push(resolve));
  };

  return {
    async run(task, onShare) {
      for (;;) {
        const process = await worker();
        const end = await process.run(task, onShare);
        // One that never heard of it is dead, whether or not its end was noticed yet.
        if (!end) all.delete(process);
        else if (!stopped) free(process);
        if (end) return end;
      }
    },
    release() {
      stopped = true;
      for (const process of all) {
        process.onPulse = () => undefined;
        process.hold(false);
        kept.add(process);
      }
    },
    stop() {
      stopped = true;
      for (const process of all) process.end();
    },
  };
}
