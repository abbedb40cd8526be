import {existsSync, readdirSync, readFileSync} from "node:fs";
import path from "node:path";
import {withFileLock} from "../../files/file-lock";
import {writeWhole} from "../../files/write-whole";
import {publishedNotebooks} from "./file";
import {typedText, wasRun} from "./typed-text";

/** The folder of a reader's copies and own notebooks. Git does not know it, so nothing there stops a pull. */
export const readersFolder = "my";

/** What we handed out last, to tell what a reader has made of it since; JupyterLab does not show it. */
const originals = ".originals";

/** What happened to one notebook at a start; `file` lies in the reader's folder. */
export type CopyNews = {
  readonly notebook: string;
  readonly what: "made" | "updated" | "offered";
  readonly file: string;
};

/**
 * Gives a reader a copy of each published notebook, and brings what has changed since without touching what
 * they made:
 *
 *     made      there was no copy: the first start, a new notebook, or the reader deleted or renamed theirs
 *     updated   the notebook has changed, and the copy was as we handed it out
 *     offered   the notebook has changed, and the copy was run or edited: the new one lies beside it, called
 *               `NAME (new).ipynb`, or `(new 2)` where that one is in use as well
 *
 * Each change is offered once. With `open` a lab serves these copies, so that one may hold what is typed and
 * not yet saved: none is replaced. Copies of notebooks that are no longer published stay.
 *
 * The reader's folder lies in `home`: the project, or in a class the home of a user.
 *
 * Throws the Error of a file that cannot be written or locked; what was done before it stays done, and the
 * next call does the rest.
 */
export function prepareCopies(
  root: string,
  {open, home = root}: {readonly open: boolean; readonly home?: string},
): CopyNews[] {
  const folder = path.join(home, readersFolder);
  if (!existsSync(path.join(root, "notebooks"))) return [];
  return withFileLock(path.join(home, ".cache", "copies"), () =>
    publishedNotebooks(root).flatMap((file) => prepareCopy(file, {folder, open})),
  );
}

type Place = {readonly folder: string; readonly open: boolean};

function prepareCopy(file: string, {folder, open}: Place): CopyNews[] {
  const notebook = path.basename(file, ".ipynb");
  const text = readFileSync(file, "utf8");
  const typed = typedText(text);
  // A pull that met a conflict leaves such files; the copies of before are still good.
  if (typed === null) return [];
  const original = path.join(folder, originals, `${notebook}.ipynb`);
  const handedOut = textOf(original);
  const copy = path.join(folder, `${notebook}.ipynb`);
  const give = (target: string, what: CopyNews["what"]): CopyNews[] => {
    writeWhole(target, text);
    if (handedOut !== text) writeWhole(original, text);
    return [{notebook, what, file: path.relative(folder, target)}];
  };
  if (!existsSync(copy)) return give(copy, "made");
  const base = handedOut === null ? null : typedText(handedOut);
  if (base === typed) return [];
  const versions = [copy, ...offersOf(notebook, folder)];
  // A start that was cut short, or a reader who brought the new version in by themselves.
  if (versions.some((version) => typedText(textOf(version) ?? "") === typed)) {
    writeWhole(original, text);
    return [];
  }
  const untouched = versions.find((version) => {
    const held = textOf(version) ?? "";
    return base !== null && typedText(held) === base && !wasRun(held);
  });
  if (untouched !== undefined && !open)
    return give(untouched, untouched === copy ? "updated" : "offered");
  return give(path.join(folder, freeOffer(notebook, folder)), "offered");
}

/** The new versions that lie beside a copy, the latest first. */
const offersOf = (notebook: string, folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith(`${notebook} (new`) && name.endsWith(").ipynb"))
    .map((name) => path.join(folder, name))
    .sort((a, b) => b.length - a.length || (a < b ? 1 : -1));

function freeOffer(notebook: string, folder: string): string {
  for (let number = 1; ; number++) {
    const name = `${notebook} (new${number > 1 ? ` ${number}` : ""}).ipynb`;
    if (!existsSync(path.join(folder, name))) return name;
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** What a reader is told of it, a line for each kind of news; a `first` start makes all copies. */
export function copyLines(news: readonly CopyNews[], {first}: {readonly first: boolean}): string[] {
  const namesOf = (wanted: CopyNews["what"]) =>
    news.flatMap(({notebook, what}) => (what === wanted ? [notebook] : [])).join(", ");
  const [made, updated] = [namesOf("made"), namesOf("updated")];
  return [
    ...(made === ""
      ? []
      : first
        ? [`Your own copies of the notebooks are in ${readersFolder}/: no update touches them.`]
        : [`New in ${readersFolder}/: ${made}.`]),
    ...(updated === ""
      ? []
      : [`Updated in ${readersFolder}/, since you had not touched it: ${updated}.`]),
    ...news.flatMap(({notebook, what, file}) =>
      what === "offered"
        ? [
            `${notebook} has changed: the new version is ${readersFolder}/${file}, yours is as you left it.`,
          ]
        : [],
    ),
  ];
}
