import {execFileSync} from "node:child_process";

/** What git prints in a folder; null where there is no git or no repository, or where it refuses. */
export function git(folder: string, words: readonly string[]): string | null {
  try {
    return execFileSync("git", [...words], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 2 ** 26,
    });
  } catch {
    return null;
  }
}
