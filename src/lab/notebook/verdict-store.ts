import {existsSync, mkdirSync, readFileSync, writeFileSync} from "node:fs";
import path from "node:path";
import type {NotebookEntry} from "../page/index-page";
import type {VerdictRecord} from "./verdict-records";

/** Kinds by notebook and claim, as recorded: `{"05-…": {"L4": "supported"}}`. */
export type Baseline = Record<string, Record<string, string>>;

const stored = (value: unknown): string => JSON.stringify(value, null, 2) + "\n";

/**
 * Adds what just ran to `notebooks.json` of the site, which the index is made from, and writes
 * `verdicts.json`, one complete record for each claim. Notebooks that did not run keep their entries.
 * Returns all entries in reading order.
 */
export function recordEntries(
  fresh: readonly NotebookEntry[],
  {out, known}: {out: string; known: readonly string[]},
): NotebookEntry[] {
  const file = path.join(out, "notebooks.json");
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as NotebookEntry[]) : [];
  const ran = new Set(fresh.map(({notebook}) => notebook));
  const entries = [
    ...kept.filter(({notebook}) => known.includes(notebook) && !ran.has(notebook)),
    ...fresh,
  ].sort((a, b) => (a.notebook < b.notebook ? -1 : 1));
  mkdirSync(out, {recursive: true});
  writeFileSync(file, stored(entries));
  writeFileSync(path.join(out, "verdicts.json"), stored(entries.flatMap(completeRecords)));
  return entries;
}

function completeRecords({verdicts, provenance}: NotebookEntry): object[] {
  return verdicts.map((verdict) => ({...verdict, ...provenance}));
}

/** Keeps a full run for readers: `data/results/<notebook>.json`, read by `datasets/results.ts`. */
export function storeResults(entry: NotebookEntry, {root}: {root: string}): string {
  const folder = path.join(root, "data", "results");
  mkdirSync(folder, {recursive: true});
  const file = path.join(folder, `${entry.notebook}.json`);
  const {notebook, seconds, provenance, verdicts} = entry;
  const {date, commit, ...rest} = provenance;
  const day = {date: date.slice(0, 10), commit: commit ?? "unknown"};
  writeFileSync(file, stored({notebook, seconds, ...rest, ...day, verdicts}));
  return file;
}

export const baselineFile = (root: string): string =>
  path.join(root, "test", "notebooks", "verdicts.json");

export function readBaseline(root: string): Baseline {
  const file = baselineFile(root);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Baseline) : {};
}

/** Accepts what the given notebooks said now, and forgets notebooks that are no longer there. */
export function acceptVerdicts(
  fresh: readonly Pick<NotebookEntry, "notebook" | "verdicts">[],
  {root, known}: {root: string; known: readonly string[]},
): void {
  const kept = Object.entries(readBaseline(root)).filter(([notebook]) => known.includes(notebook));
  const now = fresh.map(({notebook, verdicts}) => [notebook, kindsOf(verdicts)]);
  const all = Object.entries({...Object.fromEntries(kept), ...Object.fromEntries(now)} as Baseline);
  const named = all.filter(([, kinds]) => Object.keys(kinds).length > 0).sort();
  writeFileSync(baselineFile(root), stored(Object.fromEntries(named)));
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
