import {execFileSync} from "node:child_process";
import {existsSync, readFileSync, rmSync} from "node:fs";
import path from "node:path";
import {git} from "../../files/git";
import {writeWhole} from "../../files/write-whole";
import {publishedNotebooks} from "./file";
import {readersFolder} from "./reader-copies";
import {wasRun} from "./typed-text";

/**
 * Makes room for the next `git pull`, which refuses to write over notebooks that were run in `notebooks/`
 * itself, say by another editor. What a run was saved into moves to the reader's folder, with all that was
 * typed, and git's own version comes back in its place. An author's edits, which hold no outputs, stay.
 *
 * Returns the names of the files that the runs are in now. Throws an Error that names the notebook where git
 * does not give its version back; nothing has changed then.
 */
export function moveRunNotebooks(root: string): string[] {
  return changedNotebooks(root).flatMap((file) => {
    const text = readFileSync(file, "utf8");
    if (!wasRun(text)) return [];
    const target = freeName(path.join(root, readersFolder), path.basename(file, ".ipynb"));
    writeWhole(target, text);
    try {
      execFileSync("git", ["checkout", "-q", "--", file], {cwd: root, stdio: "pipe"});
    } catch (error) {
      rmSync(target, {force: true});
      const said = String((error as {stderr?: unknown}).stderr ?? "").trim();
      const name = path.relative(root, file);
      throw new Error(
        `${name} holds a run of yours, and git does not give back its own version (${said}): move the ` +
          `file to ${readersFolder}/, and bring git's back with git checkout -- ${name}`,
        {cause: error},
      );
    }
    return [path.basename(target)];
  });
}

/** The published notebooks that are not as git has them; none where there is no git. */
function changedNotebooks(root: string): string[] {
  const listed = git(root, ["ls-files", "-z", "--modified", "--", "notebooks"]) ?? "";
  const changed = new Set(listed.split("\0").map((name) => path.join(root, name)));
  if (listed === "") return [];
  return publishedNotebooks(root).filter((file) => changed.has(file));
}

function freeName(folder: string, notebook: string): string {
  for (let number = 1; ; number++) {
    const name = `${notebook} (run in notebooks${number > 1 ? ` ${number}` : ""}).ipynb`;
    if (!existsSync(path.join(folder, name))) return path.join(folder, name);
  }
}
