import {fork} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {createRequire} from "node:module";
import path from "node:path";
import {pathToFileURL} from "node:url";
import type {SeedMessage, SeedTask} from "./seed-messages";

/** Processes that run jobs, one at a time each. */
export interface SeedPool {
  /** Runs a task as soon as a process is free; `onShare` hears how far it is. */
  run(
    task: SeedTask,
    onShare: (share: number) => void,
  ): Promise<Exclude<SeedMessage, {kind: "share"}>>;
  /** Ends all processes at once, whatever they do. */
  stop(): void;
}

/**
 * A pool of child processes: a crash costs one task, and each has its own thread settings.
 *
 *     workers       how many at most; started when there is a task for them
 *     environment   added to theirs
 *     onPulse       called several times a second while a process lives
 *
 * Stopping needs no timer and no promise: in a notebook cell that was interrupted, neither works.
 */
export function seedPool({
  workers,
  root,
  environment,
  onPulse,
}: {
  readonly workers: number;
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly onPulse: () => void;
}): SeedPool {
  const all = new Set<ChildProcess>();
  const idle: ChildProcess[] = [];
  const waiting: ((child: ChildProcess) => void)[] = [];
  let stopped = false;

  const start = (): ChildProcess => {
    const tsx = createRequire(path.join(root, "package.json")).resolve("tsx");
    const child = fork(path.join(root, "src/runs/seed-worker.ts"), [], {
      execArgv: ["--import", pathToFileURL(tsx).href],
      env: {
        TF_CPP_MIN_LOG_LEVEL: "3",
        ...process.env,
        TSX_TSCONFIG_PATH: path.join(root, "tsconfig.json"),
        ...environment,
      },
      stdio: ["ignore", "inherit", "inherit", "ipc", "pipe"],
    });
    all.add(child);
    child.stdio[4]?.on("data", onPulse).on("error", () => undefined);
    child.once("exit", () => all.delete(child));
    return child;
  };

  const free = (child: ChildProcess): void => {
    const next = waiting.shift();
    if (next) next(all.has(child) ? child : start());
    else if (all.has(child)) idle.push(child);
  };

  const worker = (): Promise<ChildProcess> => {
    const child = idle.pop() ?? (all.size < workers ? start() : undefined);
    if (child) return Promise.resolve(child);
    return new Promise((resolve) => waiting.push(resolve));
  };

  return {
    async run(task, onShare) {
      const child = await worker();
      try {
        return await answer(child, task, onShare);
      } finally {
        if (!stopped) free(child);
      }
    },
    stop() {
      stopped = true;
      for (const child of all) child.kill("SIGKILL");
    },
  };
}

/** Sends a task and waits for its end, or for that of the process. */
function answer(
  child: ChildProcess,
  task: SeedTask,
  onShare: (share: number) => void,
): ReturnType<SeedPool["run"]> {
  return new Promise((resolve) => {
    const onMessage = (message: SeedMessage): void => {
      if (message.kind === "share") return onShare(message.share);
      child.off("exit", onExit).off("error", onError).off("message", onMessage);
      resolve(message);
    };
    const lost = (message: string): void => onMessage({kind: "failed", message, stack: ""});
    const onError = (error: Error): void => lost(`its process could not run: ${error.message}`);
    const onExit = (code: number | null, signal: string | null): void =>
      lost(`its process ended with ${signal ?? `exit code ${code}`}`);
    child.on("message", onMessage).once("exit", onExit).once("error", onError);
    child.send(task);
  });
}
