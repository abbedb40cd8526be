import childProcess from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {readdirSync, readFileSync} from "node:fs";
import {syncBuiltinESMExports} from "node:module";
import threads from "node:worker_threads";
import type {Worker} from "node:worker_threads";
import {currentScope, Interrupted} from "./scope";
import type {Scope} from "./scope";

/**
 * Process ids, 0 where a place is free; shared with the thread that hears interrupts. More than any
 * system lets one user have by default.
 */
const places = 65_536;
export const newChildList = (): SharedArrayBuffer => new SharedArrayBuffer(4 * places);

/** How long a process may take to end itself. */
const politeMs = 500;

type Spawn = (this: ChildProcess, options: {detached?: boolean}) => number;

/**
 * The processes that cells start, by the cell. An interrupt ends them with their cell; those started
 * `detached` are meant to live on.
 *
 * A child of `execSync` is not among them: its cell waits for it inside of native code, where
 * nobody can be told its number. It is a child of ours that is not in the list.
 */
export class Children {
  readonly #list: Int32Array;
  readonly #running = new Map<ChildProcess, Scope>();

  constructor(list: SharedArrayBuffer) {
    this.#list = new Int32Array(list);
    const prototype = childProcess.ChildProcess.prototype as unknown as {spawn: Spawn};
    const {spawn} = prototype;
    const hasRoom = () => this.#list.includes(0);
    const started = (child: ChildProcess, detached: boolean) => this.#started(child, detached);
    prototype.spawn = function (options) {
      if (currentScope().stopped) throw new Interrupted();
      if (!hasRoom())
        throw new RangeError(
          `${places} processes of this notebook are running: wait for some to end`,
        );
      const code = spawn.call(this, options);
      started(this, options.detached === true);
      return code;
    };
    for (const name of ["spawnSync", "execSync", "execFileSync"] as const)
      Object.assign(childProcess, {[name]: attentive(childProcess[name])});
  }

  /** Ends the processes of those cells that are meant; returns their number. */
  stop(isMeant: (owner: Scope) => boolean): number {
    let stopped = 0;
    for (const [child, owner] of this.#running) {
      if (!isMeant(owner) || child.pid === undefined) continue;
      const all = descendants(child.pid);
      end(all, "SIGTERM");
      setTimeout(() => {
        if (child.exitCode === null && child.signalCode === null) end(all, "SIGKILL");
      }, politeMs).unref();
      stopped++;
    }
    return stopped;
  }

  #started(child: ChildProcess, detached: boolean): void {
    const {pid} = child;
    if (pid === undefined) return;
    const at = this.#list.indexOf(0);
    Atomics.store(this.#list, at, pid);
    if (!detached) this.#running.set(child, currentScope());
    child.once("exit", () => {
      this.#running.delete(child);
      if (at >= 0) Atomics.store(this.#list, at, 0);
    });
  }
}

/**
 * Has code that was stopped while it waited go no further. V8 looks for interrupts where a function
 * begins: it hears there that the code is to end, and ends it where the next one begins.
 */
function attentive<F extends (...args: never[]) => unknown>(wait: F): F {
  const look = () => undefined;
  const looking = (...args: never[]) => {
    try {
      return wait(...args);
    } finally {
      look();
      look();
    }
  };
  return Object.defineProperties(looking as F, Object.getOwnPropertyDescriptors(wait));
}

/**
 * For the watching thread, while the main thread does not answer: ends what it may be waiting for,
 * all processes of ours that are not in the list.
 */
export function endUnlisted(list: SharedArrayBuffer, signal: NodeJS.Signals): void {
  const known = new Int32Array(list);
  for (const child of childrenOf(process.pid))
    if (!known.includes(child)) end(descendants(child), signal);
}

/** A process and all below it, the deepest last. */
function descendants(pid: number): number[] {
  const found = [pid];
  for (const each of found) found.push(...childrenOf(each));
  return found;
}

function childrenOf(pid: number): number[] {
  if (process.platform === "win32") return [];
  if (process.platform === "linux")
    try {
      // Each thread has its own children; most have none.
      const text = readdirSync(`/proc/${pid}/task`).map((task) =>
        readFileSync(`/proc/${pid}/task/${task}/children`, "utf8"),
      );
      return text.join(" ").split(" ").filter(Boolean).map(Number);
    } catch {
      return []; // It has ended.
    }
  const {stdout} = childProcess.spawnSync("pgrep", ["-P", String(pid)], {encoding: "utf8"});
  return (stdout ?? "").split("\n").filter(Boolean).map(Number);
}

function end(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids)
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended.
    }
}

/** The threads that cells start, by the cell. An interrupt ends them with their cell. */
export class Threads {
  readonly #running = new Map<Worker, Scope>();

  /** @param onError gets each error that ends a thread, before the code that listens for it does */
  constructor({onError}: {onError: (error: unknown) => void}) {
    const started = (worker: Worker) => {
      this.#running.set(worker, currentScope());
      worker.once("exit", () => this.#running.delete(worker));
    };
    const {Worker: Original} = threads;
    Object.assign(threads, {
      Worker: class Worker extends Original {
        constructor(...args: ConstructorParameters<typeof Original>) {
          if (currentScope().stopped) throw new Interrupted();
          super(...args);
          started(this);
        }
        override emit(name: string | symbol, ...args: unknown[]): boolean {
          if (name === "error") onError(args[0]);
          return super.emit(name, ...args);
        }
      },
    });
    syncBuiltinESMExports();
  }

  /** Ends the threads of those cells that are meant; returns their number. */
  stop(isMeant: (owner: Scope) => boolean): number {
    const meant = [...this.#running].filter(([, owner]) => isMeant(owner));
    for (const [worker] of meant) void worker.terminate();
    return meant.length;
  }
}
