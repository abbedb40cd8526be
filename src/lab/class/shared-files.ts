import {realpathSync, statSync} from "node:fs";
import path from "node:path";

/**
 * The first of some files that other users of the machine cannot read, and why; undefined where they
 * can read all. Each folder on the way must let them pass.
 */
export function unreadableByOthers(files: readonly string[]): string | undefined {
  for (const file of files) {
    const real = realpathSync(file);
    for (let folder = path.dirname(real); ; folder = path.dirname(folder)) {
      if ((statSync(folder).mode & 0o001) === 0)
        return `${file}, because nobody else may enter ${folder}`;
      if (folder === path.dirname(folder)) break;
    }
    if ((statSync(real).mode & 0o004) === 0) return `${file}, which its owner alone may read`;
  }
  return undefined;
}
