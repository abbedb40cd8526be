import {existsSync, readdirSync, readFileSync} from "node:fs";
import {join, relative, sep} from "node:path";
import {isProcessAlive} from "../files/process-alive";
import {publishedNotebooks} from "./notebook/file";
import {copyLines, prepareCopies, readersFolder} from "./notebook/reader-copies";
import {moveRunNotebooks} from "./notebook/run-in-place";

const firstDocument = "00-start-here.ipynb";

/**
 * Readies the reader's folder for a start of the lab, and tells what is new in it. Whatever is in the way, a
 * full disk or a folder that cannot be written, is told in a sentence, and the lab opens all the same.
 */
export function readyCopies(root: string, {say}: {readonly say: (line: string) => void}): void {
  const first = !existsSync(join(root, readersFolder));
  const steps = [
    () => {
      for (const file of moveRunNotebooks(root))
        say(
          `A run that was saved in notebooks/ is now ${readersFolder}/${file}: work on it there.`,
        );
    },
    () => {
      const news = prepareCopies(root, {open: labIsOpen()});
      for (const line of copyLines(news, {first})) say(line);
    },
  ];
  for (const step of steps) {
    try {
      step();
    } catch (error) {
      say((error as Error).message);
    }
  }
}

/** The document to open where none was asked for: the reader's first, else the published one. */
export function documentToOpen(root: string, {edit}: {readonly edit: boolean}): string | null {
  const places = edit ? ["notebooks"] : [readersFolder, "notebooks"];
  const found = places.find((place) => existsSync(join(root, place, firstDocument)));
  return found === undefined ? null : `${found}/${firstDocument}`;
}

/** The published notebooks, as the server names them: there a reader runs and reads, and saves nothing. */
export function readOnlyPaths(root: string): string[] {
  if (!existsSync(join(root, "notebooks"))) return [];
  return publishedNotebooks(root).map((file) => relative(root, file).split(sep).join("/"));
}

/** Whether another start of the lab still serves this folder. */
function labIsOpen(runtime = process.env["JUPYTER_RUNTIME_DIR"] ?? ""): boolean {
  try {
    return readdirSync(runtime)
      .filter((name) => /^jpserver-\d+\.json$/.test(name))
      .map((name) => JSON.parse(readFileSync(join(runtime, name), "utf8")) as {pid: number})
      .some(({pid}) => isProcessAlive(pid));
  } catch {
    return false;
  }
}
