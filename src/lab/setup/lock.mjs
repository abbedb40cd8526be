import {createHash} from "node:crypto";
import {lstatSync, readlinkSync, rmSync, symlinkSync} from "node:fs";
import {setTimeout} from "node:timers/promises";
import {isSuspended, processMark} from "./process-mark.mjs";

/**
 * Waits until no other set-up works in this folder, then keeps others waiting.
 *
 * The lock is a link that leads nowhere: its target names the holder, by number and by when it began,
 * and both come into being in one step. One whose process is gone, and whatever else may lie under its
 * name, was left behind and is taken away; a process that is only suspended goes on holding it.
 *
 * @param {string} path of the lock
 * @param {(line: string) => void} say
 * @returns {Promise<() => void>} lets the next one in
 */
export async function setupLock(path, say) {
  const own = `${process.pid} ${processMark(process.pid)}`;
  for (let told = false; ;) {
    try {
      symlinkSync(own, path);
      return () => rmSync(path, {force: true});
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    }
    const holder = holderOf(path);
    if (holder === null) continue;
    const pid = livingHolder(holder);
    if (pid === null) {
      // Only who holds the lock on what was left behind may take it away: else two who saw the same
      // could each remove a lock, the second that of the first.
      const done = await setupLock(`${path}.${digest(holder)}`, say);
      if (holderOf(path) === holder) rmSync(path, {recursive: true, force: true});
      done();
      continue;
    }
    if (!told)
      say(
        `Another set-up (process ${pid}) is at work in this folder: waiting for it.` +
          (isSuspended(pid) ? ` It is suspended: continue it (kill -CONT ${pid}) or end it.` : ""),
      );
    told = true;
    await setTimeout(300);
  }
}

/**
 * What the lock says of its holder; null where there is no lock any more.
 *
 * @param {string} path
 * @returns {string | null}
 */
function holderOf(path) {
  try {
    return readlinkSync(path);
  } catch {
    // No link: gone meanwhile, or a file or folder that is in the way.
    return lstatSync(path, {throwIfNoEntry: false}) ? "no holder" : null;
  }
}

/** @param {string} holder */
function livingHolder(holder) {
  const [pid, ...mark] = holder.split(" ");
  return processMark(Number(pid)) === mark.join(" ") ? Number(pid) : null;
}

/** @param {string} text */
const digest = (text) => createHash("sha256").update(text).digest("hex").slice(0, 12);
