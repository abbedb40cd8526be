import {readFileSync} from "node:fs";

/** Whether a process lives. A killed one whose parent has not yet looked is a zombie, not alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
