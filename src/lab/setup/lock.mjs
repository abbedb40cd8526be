import {closeSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync} from "node:fs";
import {setInterval, setTimeout} from "node:timers";

const beatMilliseconds = 2_000;
const staleMilliseconds = 15_000;

/**
 * Waits until no other set-up works in this folder, then keeps others waiting.
 *
 * The lock is a file with the holder's process id, touched every two seconds; one whose process is
 * gone, or that was not touched for a while, was left by a set-up that was cut off.
 *
 * @param {string} path of the lock file
 * @param {(line: string) => void} say
 * @returns {Promise<() => void>} lets the next one in
 */
export async function setupLock(path, say) {
  for (let told = false; ;) {
    try {
      const file = openSync(path, "wx");
      writeSync(file, String(process.pid));
      closeSync(file);
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    }
    if (isStale(path)) {
      rmSync(path, {force: true});
      continue;
    }
    if (!told) say("Another set-up is at work in this folder: waiting for it.");
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const beat = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      // Somebody cleared .cache; the steps will notice.
    }
  }, beatMilliseconds);
  return () => {
    beat.unref();
    globalThis.clearInterval(beat);
    rmSync(path, {force: true});
  };
}

/** @param {string} path */
function isStale(path) {
  try {
    const untouched = Date.now() - statSync(path).mtimeMs;
    const holder = Number(readFileSync(path, "utf8"));
    if (untouched > staleMilliseconds) return true;
    // An empty file is one that is being written.
    return holder > 0 && !isAlive(holder);
  } catch {
    return false; // Gone meanwhile: try again.
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
