import {lstatSync, readlinkSync, rmSync, symlinkSync} from "node:fs";
import {processMark} from "../setup/process-mark.mjs";

/**
 * Keeps a second class away: two would end each other's servers. The lock is a link that leads nowhere
 * and names its holder; one whose holder is gone is taken over.
 *
 * Returns what lets go of it. Throws an Error that names the process which holds it.
 */
export function onlyClass(lock: string): () => void {
  const own = `${process.pid} ${processMark(process.pid)}`;
  for (;;) {
    try {
      symlinkSync(own, lock);
      return () => rmSync(lock, {force: true});
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const [pid, ...mark] = holderOf(lock).split(" ");
    if (processMark(Number(pid)) === mark.join(" "))
      throw new Error(
        `a class runs here already (process ${pid}): end it with Ctrl-C where it runs, or with kill ${pid}`,
      );
    rmSync(lock, {recursive: true, force: true});
  }
}

function holderOf(lock: string): string {
  try {
    return readlinkSync(lock);
  } catch {
    return lstatSync(lock, {throwIfNoEntry: false}) ? "0 no holder" : "0 gone";
  }
}
