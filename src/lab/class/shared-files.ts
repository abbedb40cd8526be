import {realpathSync, statSync} from "node:fs";
import path from "node:path";

/**
 * The first of some files that other users of the machine cannot read, and why; undefined where they
 * can read all. Each folder on the way must let them pass.
 */
export function unreadableByOthers(files: readonly string[]): string | undefined {
  for (const file of files) {
    const real = realpathSync(file);
    const closed = closedFolder(path.dirname(real));
    if (closed !== undefined) return `${file}, because nobody else may enter ${closed}`;
    if ((statSync(real).mode & 0o004) === 0) return `${file}, which its owner alone may read`;
  }
  return undefined;
}

/** Of a folder and those above it, the nearest that lets no other user pass. */
export function closedFolder(folder: string): string | undefined {
  for (let at = realpathSync(folder); ; at = path.dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return at;
    if (at === path.dirname(at)) return undefined;
  }
}
