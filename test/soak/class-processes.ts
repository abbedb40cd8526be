import {readdirSync, readFileSync} from "node:fs";

/** The processes that have a text in their command or their environment; none where there is no /proc. */
export function processesOf(text: string): {readonly pid: number; readonly command: string}[] {
  return numbers().flatMap((pid) => {
    const command = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
    const mentions = command.includes(text) || read(`/proc/${pid}/environ`).includes(text);
    return mentions && pid !== process.pid ? [{pid, command}] : [];
  });
}

function numbers(): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return ""; // It has ended, or is another user's.
  }
}
