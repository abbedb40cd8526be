import path from "node:path";
import {withFileLock} from "../../files/file-lock";
import {readJson, setAside} from "../../files/read-whole";
import {signed, verified} from "../../files/signed-json";
import {writeWhole} from "../../files/write-whole";
import type {NotebookEntry, VerdictRecord} from "./verdict-records";

/** Kinds by notebook and claim, as recorded: `{"05-…": {"L4": "supported"}}`. */
export type Baseline = Record<string, Record<string, string>>;

const stored = (value: unknown): string => JSON.stringify(value, null, 2) + "\n";

/**
 * Adds what just ran to `notebooks.json` of the site, which the index is made from, and writes
 * `verdicts.json`, one complete record for each claim, and what `pages` makes of all entries.
 * Notebooks that did not run keep their entries. Returns all entries in reading order.
 *
 * Two runs into one site wait for each other and lose nothing. A `notebooks.json` that was damaged is set
 * aside under a name that ends in `.damaged`, with one line: pages of notebooks that did not run stay, but
 * the index does not lead to them before they run again.
 */
export function recordEntries(
  fresh: readonly NotebookEntry[],
  {
    out,
    known,
    pages = () => ({}),
  }: {
    out: string;
    known: readonly string[];
    /** Files of the site by name. */
    pages?: (entries: readonly NotebookEntry[]) => Record<string, string>;
  },
): NotebookEntry[] {
  const file = path.join(out, "notebooks.json");
  const ran = new Set(fresh.map(({notebook}) => notebook));
  return withFileLock(file, () => {
    const kept = readOrSetAside(file, {check: entriesIn, remedy: "the next run adds to a new one"});
    const entries = [
      ...(kept ?? []).filter(({notebook}) => known.includes(notebook) && !ran.has(notebook)),
      ...fresh,
    ].sort((a, b) => (a.notebook < b.notebook ? -1 : 1));
    writeWhole(file, stored(signed({entries})));
    writeWhole(path.join(out, "verdicts.json"), stored(entries.flatMap(completeRecords)));
    for (const [name, text] of Object.entries(pages(entries)))
      writeWhole(path.join(out, name), text);
    return entries;
  });
}

function entriesIn(value: unknown): NotebookEntry[] {
  // Sites of before hold the bare list.
  const {entries} = Array.isArray(value)
    ? {entries: value as unknown[]}
    : (verified(value) as {entries?: unknown});
  const isEntry = (one: Partial<NotebookEntry> | null): boolean =>
    typeof one?.notebook === "string" && Array.isArray(one.verdicts);
  if (Array.isArray(entries) && entries.every(isEntry)) return entries as NotebookEntry[];
  throw new RangeError("holds no list of notebooks");
}

/** What a file holds; one that cannot be read is moved out of the way, with one line. */
function readOrSetAside<T>(
  file: string,
  options: {check: (value: unknown) => T; remedy: string},
): T | undefined {
  try {
    return readJson(file, options);
  } catch (error) {
    const aside = setAside(file);
    if (aside === undefined) throw error;
    console.warn(`${(error as Error).message}; it is now ${aside}`);
    return undefined;
  }
}

function completeRecords({verdicts, provenance}: NotebookEntry): object[] {
  return verdicts.map((verdict) => ({...verdict, ...provenance}));
}

/** Keeps a full run for readers: `data/results/<notebook>.json`, read by `datasets/results.ts`. */
export function storeResults(entry: NotebookEntry, {root}: {root: string}): string {
  const folder = path.join(root, "data", "results");
  const file = path.join(folder, `${entry.notebook}.json`);
  const {notebook, seconds, provenance, verdicts} = entry;
  const {date, commit, ...rest} = provenance;
  const day = {date: date.slice(0, 10), commit: commit ?? "unknown"};
  writeWhole(file, stored(signed({notebook, seconds, ...rest, ...day, verdicts})));
  return file;
}

export const baselineFile = (root: string): string =>
  path.join(root, "test", "notebooks", "verdicts.json");

/** What is recorded; nothing where there is no record, or where a damaged one was set aside with a line. */
export function readBaseline(root: string): Baseline {
  const file = baselineFile(root);
  const remedy = `restore it with git checkout -- ${file}`;
  return readOrSetAside(file, {check: baselineIn, remedy}) ?? {};
}

function baselineIn(value: unknown): Baseline {
  const isRecord = (one: unknown): one is Record<string, unknown> =>
    typeof one === "object" && one !== null && !Array.isArray(one);
  const isKinds = (one: unknown): boolean =>
    isRecord(one) && Object.values(one).every((kind) => typeof kind === "string");
  if (isRecord(value) && Object.values(value).every(isKinds)) return value as Baseline;
  throw new RangeError("holds no kinds of verdicts by notebook and claim");
}

/** Accepts what the given notebooks said now, and forgets notebooks that are no longer there. */
export function acceptVerdicts(
  fresh: readonly Pick<NotebookEntry, "notebook" | "verdicts">[],
  {root, known}: {root: string; known: readonly string[]},
): void {
  withFileLock(baselineFile(root), () => {
    const recorded = Object.entries(readBaseline(root));
    const kept = recorded.filter(([notebook]) => known.includes(notebook));
    const now = fresh.map(({notebook, verdicts}) => [notebook, kindsOf(verdicts)]);
    const all = {...Object.fromEntries(kept), ...Object.fromEntries(now)} as Baseline;
    const named = Object.entries(all).filter(([, kinds]) => Object.keys(kinds).length > 0);
    writeWhole(baselineFile(root), stored(Object.fromEntries(named.sort())));
  });
}

const kindsOf = (verdicts: readonly VerdictRecord[]): Record<string, string> =>
  Object.fromEntries(verdicts.map(({claim, kind}) => [claim, kind]));

/** Sentences for every verdict of a notebook that is not what the baseline holds. */
export function flips(
  notebook: string,
  {verdicts, baseline}: {verdicts: readonly VerdictRecord[]; baseline: Baseline},
): string[] {
  const before = baseline[notebook] ?? {};
  const now = kindsOf(verdicts);
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((claim) => before[claim] !== now[claim])
    .map((claim) => {
      const was = before[claim] ?? "not recorded";
      return `${notebook}: ${claim} was ${was}, now ${now[claim] ?? "without a verdict"}`;
    });
}
