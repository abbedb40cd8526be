import {readdirSync, readFileSync} from "node:fs";

/** Resources of a process and of all that it has started; nothing where there is no /proc. */
export type TreeUse = {
  /** CPU milliseconds since each began. */
  readonly cpu: number;
  /** Resident memory in millions of bytes. */
  readonly resident: number;
  readonly processes: number;
  readonly handles: number;
};

/** Linux counts CPU time in hundredths of a second. */
const tickMs = 10;

export function treeUse(pid: number): TreeUse {
  const all = descendants(pid).map(useOf);
  const sum = (pick: (use: TreeUse) => number) => all.reduce((total, use) => total + pick(use), 0);
  return {
    cpu: sum(({cpu}) => cpu),
    resident: sum(({resident}) => resident),
    processes: sum(({processes}) => processes),
    handles: sum(({handles}) => handles),
  };
}

/** The process itself and what it has started, children before grandchildren. */
export function descendants(pid: number): number[] {
  const found = [pid];
  for (const each of found)
    for (const task of list(`/proc/${each}/task`)) {
      const children = text(`/proc/${each}/task/${task}/children`).split(" ").filter(Boolean);
      found.push(...children.map(Number));
    }
  return found;
}

function useOf(pid: number): TreeUse {
  // The name, in brackets, may hold anything; the fields after it are numbers.
  const stat = text(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, "")
    .split(" ");
  const [user = 0, system = 0] = stat.slice(11, 13).map(Number);
  const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(text(`/proc/${pid}/status`))?.[1] ?? 0);
  return {
    cpu: (user + system) * tickMs,
    resident: (kilobytes * 1024) / 1e6,
    processes: stat.length > 1 ? 1 : 0,
    handles: list(`/proc/${pid}/fd`).length,
  };
}

function text(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // It has ended meanwhile.
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
