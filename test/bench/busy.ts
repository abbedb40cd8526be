import {readFileSync} from "node:fs";
import {cpus} from "node:os";

/** Seconds that all cores together have been busy since the machine's start. */
export function busySeconds(): number {
  try {
    const [, ...ticks] = readFileSync("/proc/stat", "utf8").split("\n")[0].trim().split(/\s+/);
    const [user, nice, system, , , irq, softirq] = ticks.map(Number);
    return (user + nice + system + irq + softirq) / 100;
  } catch {
    return cpus().reduce((sum, {times}) => sum + (times.user + times.nice + times.sys) / 1000, 0);
  }
}
