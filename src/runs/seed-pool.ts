import {SeedProcess} from "./seed-process";
import type {SeedEnd, SeedTask} from "./seed-process";

/** Processes that run jobs, one at a time each. */
export interface SeedPool {
  /**
   * Runs a task as soon as a process is free; `onShare` hears how far it is. A process goes on with the
   * settings it had last, and then with such as no other process has: what it has built for them (a
   * compiled step) serves all its seeds.
   */
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
  const waiting: {readonly work: string; readonly take: (process: SeedProcess) => void}[] = [];
  /** What each process has been given last. */
  const works = new Map<SeedProcess, string>();
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
    const others = [...all].flatMap((other) => works.get(other) ?? []);
    const at = nextWork(
      waiting.map(({work}) => work),
      {own: works.get(process), others},
    );
    const [next] = waiting.splice(at, 1);
    if (next) next.take(given(all.has(process) ? process : start(), next.work));
    else if (all.has(process)) idle.push(process);
  };

  const given = (process: SeedProcess, work: string): SeedProcess => {
    works.set(process, work);
    return process;
  };

  const worker = (work: string): Promise<SeedProcess> => {
    const process = idle.pop() ?? (all.size < workers ? start() : undefined);
    if (process) return Promise.resolve(given(process, work));
    return new Promise((take) => waiting.push({work, take}));
  };

  return {
    async run(task, onShare) {
      for (;;) {
        const process = await worker(`${task.module} ${task.name} ${task.settings}`);
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

/**
 * Which of the waiting works a process should do next: more of its own, else one that no other process
 * is at, else the first.
 */
export function nextWork(
  waiting: readonly string[],
  {own, others}: {readonly own: string | undefined; readonly others: readonly string[]},
): number {
  const more = waiting.findIndex((work) => work === own);
  const fresh = waiting.findIndex((work) => !others.includes(work));
  return more >= 0 ? more : Math.max(0, fresh);
}
