import {createHash, randomBytes} from "node:crypto";
import {
  chmodSync,
  closeSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import {hostname} from "node:os";
import path from "node:path";
import {isProcessAlive} from "./process-alive";
import {reasonOf} from "./reason";

/**
 * Writes a file whole or not at all: under a name of its own beside it, counted, brought to the disk,
 * and renamed. Whoever reads meanwhile, and whatever ends the process or fills the disk, finds the old
 * contents or the new ones. Folders on the way are made; a link is followed, its target replaced.
 *
 *     mode    rights of the file; default those of the old one, or what is usual
 *
 * Throws an Error that names the file and the reason, with the system's `code` or "UNWRITTEN"; the file is then as it
 * was, and nothing is left beside it. What a process left that was ended while it wrote is removed by the
 * next writer of the same file.
 *
 * Two who write what they have read before need `withFileLock` around both.
 */
export function writeWhole(
  file: string,
  content: string | Uint8Array,
  {mode}: {readonly mode?: number} = {},
): void {
  try {
    const target = targetOf(file);
    mkdirSync(path.dirname(target), {recursive: true});
    removeLeftovers(target);
    const unfinished = `${target}.${hostTag()}-${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
    try {
      writeNew(unfinished, content, mode ?? rightsOf(target));
      renameSync(unfinished, target);
    } catch (error) {
      rmSync(unfinished, {force: true});
      throw error;
    }
    syncFolder(path.dirname(target));
  } catch (error) {
    const message = `${file} could not be written: ${reasonOf(error)}; what was there before is unchanged`;
    const {code = "UNWRITTEN"} = error as NodeJS.ErrnoException;
    throw Object.assign(new Error(message, {cause: error}), {code});
  }
}

/** Where the bytes belong: the file itself, or what its link leads to. */
function targetOf(file: string): string {
  let target = path.resolve(file);
  try {
    target = realpathSync(file);
  } catch {
    // Nothing there yet, or a link that leads nowhere: the file takes its place.
  }
  const old = lstatSync(target, {throwIfNoEntry: false});
  if (old && !old.isFile() && !old.isSymbolicLink()) {
    const what = old.isDirectory() ? "a folder" : "a device or a pipe";
    throw new RangeError(`${what} of that name is in the way: move it, or name another file`);
  }
  return target;
}

function rightsOf(target: string): number | undefined {
  const old = lstatSync(target, {throwIfNoEntry: false});
  return old?.isFile() ? old.mode & 0o777 : undefined;
}

function writeNew(file: string, content: string | Uint8Array, mode: number | undefined): void {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const handle = openSync(file, "wx", mode);
  try {
    // One call may write less than it was given.
    for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at, bytes.length - at);
    // Else a power cut could leave the new name with none of the bytes.
    fsyncSync(handle);
    const {size} = fstatSync(handle);
    if (size !== bytes.length)
      throw new Error(`${size} of ${bytes.length} bytes arrived on the disk`);
  } finally {
    closeSync(handle);
  }
  // Opening gives the rights less the umask.
  if (mode !== undefined) chmodSync(file, mode);
}

/** The new name, too, has to reach the disk; where a folder cannot be synced, it does in time. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // Some file systems know no such thing.
  }
}

/** Tells the processes of one machine from those of another that shares the folder. */
function hostTag(): string {
  return createHash("sha256").update(hostname()).digest("hex").slice(0, 6);
}

function removeLeftovers(target: string): void {
  const start = `${path.basename(target)}.${hostTag()}-`;
  const left = readdirSync(path.dirname(target)).filter((name) => {
    const pid = name.startsWith(start) && /^(\d+)-[0-9a-f]{8}\.tmp$/.exec(name.slice(start.length));
    return pid && !isProcessAlive(Number(pid[1]));
  });
  for (const name of left) rmSync(path.join(path.dirname(target), name), {force: true});
}
