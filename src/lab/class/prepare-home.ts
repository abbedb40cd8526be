import {lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync} from "node:fs";
import path from "node:path";
import {copyLines, prepareCopies} from "../notebook/reader-copies";

/**
 * Makes the home of a user ready before their server starts: folders, copies of the notebooks, and links to
 * what all share. Runs as that user: a link that they have laid leads nowhere that they could not go.
 */
export function prepareHome(root: string, home: string): string[] {
  for (const folder of [".jupyter/config", ".jupyter/data", ".cache", "data/runs"])
    mkdirSync(path.join(home, folder), {recursive: true});
  const temporary = path.join(home, ".tmp");
  mkdirSync(temporary, {recursive: true, mode: 0o700});
  // What tsx has translated is kept: the processes of a run start from it.
  for (const name of readdirSync(temporary).filter((found) => !found.startsWith("tsx-")))
    rmSync(path.join(temporary, name), {recursive: true, force: true});
  // To read and to search in; nobody can write there.
  const link = path.join(home, "src");
  if (lstatSync(link, {throwIfNoEntry: false}) === undefined)
    symlinkSync(path.join(root, "src"), link);
  return copyLines(prepareCopies(root, {open: false, home}), {first: false});
}

if (require.main === module) {
  const [root, home] = process.argv.slice(2);
  for (const line of prepareHome(root, home)) console.log(line);
}
