import {mkdtempSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {signed} from "../../files/signed-json";
import {writeWhole} from "../../files/write-whole";
import type {NotebookEntry} from "./verdict-records";

/**
 * Does the writing for a notebook that ran. Where a file cannot be written, says why and keeps what was
 * computed all the same: in the temporary folder or, when that is full too, as lines. Returns whether
 * all went well; throws what is no matter of the disk.
 */
export function writeOrRescue(
  entry: NotebookEntry,
  {
    write,
    say,
    temporary = tmpdir(),
  }: {
    readonly write: () => void;
    readonly say: (line: string) => void;
    readonly temporary?: string;
  },
): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    say((error as Error).message);
  }
  try {
    const folder = mkdtempSync(path.join(temporary, "residual-lab-"));
    const file = path.join(folder, `${entry.notebook}.json`);
    writeWhole(file, `${JSON.stringify(signed(entry), null, 2)}\n`);
    say(`the verdicts of ${entry.notebook} are kept in ${file}`);
  } catch {
    say(`nothing else can be written either; the verdicts of ${entry.notebook} were:`);
    for (const verdict of entry.verdicts) say(JSON.stringify(verdict));
  }
  return false;
}
