import {setInterval} from "node:timers";

/**
 * Calls back once the process that started this one is gone. npm hands on no signal: ended by its
 * own, or with its terminal, it would leave a server behind.
 *
 * @param {() => void} orphaned
 */
export function onOrphaned(orphaned) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    globalThis.clearInterval(watch);
    orphaned();
  }, 500);
  watch.unref();
}
