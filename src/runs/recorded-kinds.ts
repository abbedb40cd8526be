import path from "node:path";
import {readJson} from "../files/read-whole";
import {changedSince, notebookSources} from "./notebook-sources";
import {storedResults} from "./stored-results";

/** The kind of verdict that is recorded of a claim, where from, and whether its code has moved on. */
export type RecordedKind = {
  readonly claim: string;
  readonly notebook: string;
  readonly kind: string;
  readonly from: string;
  readonly older: string | null;
};

/**
 * The verdicts of all notebooks: those of a stored full run where nothing that they come from has changed
 * since, else those of the quick runs, which `npm test` compares with every run.
 *
 *     quick     kinds by notebook and claim; test/notebooks/verdicts.json unless given
 *     full      a notebook's stored full run
 *     changed   which files that a notebook's verdicts come from differ from a commit, null where that cannot
 *               be told; asks git unless given
 *
 * There is a warning where a full run says otherwise than the quick run that stands in for it, and where files
 * that a quick run comes from have been edited and not committed.
 */
export function recordedKinds({
  root = path.join(__dirname, "..", ".."),
  quick = quickKinds(root),
  full = (notebook) => storedResults<FullVerdict>(notebook),
  changed = (notebook, commit) =>
    changedSince(root, {commit, files: notebookSources(root, notebook)}),
}: {
  readonly root?: string;
  readonly quick?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly full?: (notebook: string) => FullRun | null;
  readonly changed?: (notebook: string, commit: string) => readonly string[] | null;
} = {}): RecordedKind[] {
  return Object.entries(quick).flatMap(([notebook, kinds]) => {
    const stored = full(notebook);
    const edited = changed(notebook, "HEAD") ?? [];
    const fresh = edited.length === 0 ? null : `${filesText(edited)} edited and not committed`;
    const since = stored === null ? [] : changed(notebook, stored.commit);
    const moved =
      since === null ? "its code may have changed since" : `${filesText(since)} changed since`;
    const ofFull = new Map(stored?.verdicts.map(({claim, kind}) => [claim, kind]));
    return Object.entries(kinds).map(([claim, kind]): RecordedKind => {
      const there = ofFull.get(claim);
      const from = `full run of ${stored?.date ?? ""}`;
      if (there !== undefined && since?.length === 0) {
        return {claim, notebook, kind: there, from, older: null};
      }
      const otherwise = there !== undefined && there !== kind;
      const older = otherwise ? `the ${from} says ${there} of ${claim}, and ${moved}` : fresh;
      return {claim, notebook, kind, from: "quick run", older};
    });
  });
}

const filesText = (files: readonly string[]): string =>
  `${files.length} ${files.length === 1 ? "file" : "files"} (${files.slice(0, 2).join(", ")}${files.length > 2 ? ", …" : ""})`;

type FullVerdict = {readonly claim: string; readonly kind: string};
type FullRun = {
  readonly date: string;
  readonly commit: string;
  readonly verdicts: readonly FullVerdict[];
};

/** The kinds that the quick runs gave, as test/notebooks/verdicts.json has them; none where it is not there. */
export function quickKinds(root: string): Record<string, Record<string, string>> {
  const file = path.join(root, "test", "notebooks", "verdicts.json");
  const remedy = `restore it with git checkout -- ${file}`;
  const check = (value: unknown) => value as Record<string, Record<string, string>>;
  return readJson(file, {remedy, check}) ?? {};
}
