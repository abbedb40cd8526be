import {spawnSync} from "node:child_process";
import {existsSync, readFileSync} from "node:fs";

/**
 * What tells a living process from a later one that was given its number: when it began. Null when
 * there is none; one that is suspended lives, one that is dead but not yet buried does not.
 *
 * @param {number} pid
 * @returns {string | null}
 */
export function processMark(pid) {
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
  const fields = procFields(pid);
  if (fields) return fields[0] === "Z" ? null : `${bootMark()}-${fields[19]}`;
  if (existsSync("/proc/self/stat")) return null; // It has just ended.
  // macOS has no /proc.
  const words = ["-o", "lstart=", "-p", String(pid)];
  return spawnSync("ps", words, {encoding: "utf8"}).stdout?.trim() || "unknown";
}

/**
 * True for a process that was stopped (Ctrl-Z, kill -STOP) and waits to be continued.
 *
 * @param {number} pid
 */
export const isSuspended = (pid) => procFields(pid)?.[0] === "T";

/**
 * @param {number} pid
 * @returns {boolean}
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/**
 * The fields after the name, which may hold spaces and brackets; null where they cannot be read.
 *
 * @param {number} pid
 */
function procFields(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}

/** A machine that was started anew counts its processes anew. */
function bootMark() {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
  } catch {
    return "";
  }
}
