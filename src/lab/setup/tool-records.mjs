import {mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {setTimeout} from "node:timers/promises";
import {isAlive, processMark} from "./process-mark.mjs";

/** @param {string} root */
const folderOf = (root) => join(root, ".cache", "setup-tools");

/**
 * Writes down that a tool runs, so that the next set-up finds it should this one be killed.
 *
 * @param {string} root folder of the project
 * @param {number} pid of the tool, which leads a process group
 * @returns {() => void} strikes it out
 */
export function recordTool(root, pid) {
  mkdirSync(folderOf(root), {recursive: true});
  const record = join(folderOf(root), String(pid));
  writeFileSync(record, processMark(pid) ?? "ended");
  return () => rmSync(record, {force: true});
}

/**
 * Ends the tools, with all that they started, of set-ups that were killed. They would go on writing
 * into the folders that the next set-up fills.
 *
 * @param {string} root folder of the project
 */
export async function endLeftTools(root) {
  for (const name of namesIn(folderOf(root))) {
    const pid = Number(name);
    const record = join(folderOf(root), name);
    if (isOurs(pid, record)) await endGroup(pid);
    rmSync(record, {recursive: true, force: true});
  }
}

/** @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return []; // No set-up was killed here.
  }
}

/**
 * No process is given the number of a group that has members: a group whose leader is gone is the old
 * one, a leader that began later is somebody else.
 *
 * @param {number} pid
 * @param {string} record
 */
function isOurs(pid, record) {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  const mark = processMark(pid);
  return mark === null || mark === readFileSync(record, "utf8");
}

/** @param {number} group */
async function endGroup(group) {
  for (let tries = 0; isAlive(-group) && tries < 300; tries += 1) {
    try {
      process.kill(-group, tries < 50 ? "SIGTERM" : "SIGKILL");
    } catch {
      return; // It has just ended.
    }
    await setTimeout(50);
  }
}
