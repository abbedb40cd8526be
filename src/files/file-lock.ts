import {createHash, randomBytes} from "node:crypto";
import {mkdirSync, readFileSync, readlinkSync, realpathSync, rmSync, symlinkSync} from "node:fs";
import {hostname} from "node:os";
import path from "node:path";
import {isProcessAlive} from "./process-alive";
import {reasonOf} from "./reason";

export type LockOptions = {
  /** How long to wait for another process; default a minute. */
  readonly waitSeconds?: number;
  /** Told once, when somebody else is at work. */
  readonly onWait?: () => void;
};

/**
 * Does something that only one process may do at a time with a file, such as reading it, adding to it
 * and writing it back. Others wait, without giving way to the event loop: the work should be short.
 *
 * The lock is a link beside the file that leads nowhere: its target names the holder, and both come
 * into being in one step. One whose process has ended is taken over; one of a process that was only
 * suspended is not.
 *
 * Throws an Error that names the lock and what to do when the wait gets too long, or when there can be
 * no lock here.
 */
export function withFileLock<T>(
  file: string,
  work: () => T,
  {waitSeconds = 60, onWait}: LockOptions = {},
): T {
  const lock = lockOf(file);
  const release = acquire(lock, {file, until: performance.now() + 1000 * waitSeconds, onWait});
  try {
    return work();
  } finally {
    release();
  }
}

/** One name for all ways that lead to the file. */
function lockOf(file: string): string {
  try {
    mkdirSync(path.dirname(file), {recursive: true});
    return `${path.join(realpathSync(path.dirname(file)), path.basename(file))}.lock`;
  } catch (error) {
    throw unlockable(file, error);
  }
}

type Wait = {readonly file: string; readonly until: number; onWait: (() => void) | undefined};

function acquire(lock: string, wait: Wait): () => void {
  const own = [machine(), process.pid, startOf(process.pid), randomBytes(6).toString("hex")].join(
    "-",
  );
  for (;;) {
    try {
      symlinkSync(own, lock);
      return () => rmSync(lock, {force: true});
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw unlockable(wait.file, error);
    }
    const holder = holderOf(lock);
    if (holder === undefined) continue;
    if (isGone(holder)) {
      // Only who holds the dead holder's own lock may remove it: else two who saw the same one dead
      // could each remove a lock, the second that of the first.
      const done = acquire(`${lock}.${digest(holder).slice(0, 12)}`, wait);
      if (holderOf(lock) === holder) rmSync(lock, {force: true});
      done();
      continue;
    }
    if (performance.now() > wait.until) {
      const [, pid] = holder.split("-");
      const message =
        `${wait.file} is in use by process ${pid}: wait for it to end, or end it; if it runs no more ` +
        `(say, on another machine), delete ${lock}`;
      throw Object.assign(new Error(message), {code: "ELOCKED"});
    }
    wait.onWait?.();
    wait.onWait = undefined;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
}

/** What the lock says of its holder; undefined where there is none any more. */
function holderOf(lock: string): string | undefined {
  try {
    return readlinkSync(lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    const message = `${lock} is in the way of a lock and none itself: move or delete it`;
    throw Object.assign(new Error(message, {cause: error}), {code: "ELOCKED"});
  }
}

function isGone(holder: string): boolean {
  const [where, pid, started] = holder.split("-");
  // Nothing is known about the processes of another machine.
  if (where !== machine()) return false;
  return !isProcessAlive(Number(pid)) || startOf(Number(pid)) !== started;
}

/** When a process began, in ticks: a number may be given to another one later. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // What is dead but not yet buried holds nothing.
    return state === "Z" ? "ended" : fields[18];
  } catch {
    return "unknown"; // macOS has no /proc.
  }
}

const machine = (): string => digest(hostname()).slice(0, 6);

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

const unlockable = (file: string, error: unknown): Error =>
  Object.assign(new Error(`${file} cannot be locked: ${reasonOf(error)}`, {cause: error}), {
    code: (error as NodeJS.ErrnoException).code,
  });
