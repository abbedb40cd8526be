import path from "node:path";
import {readJson} from "../files/read-whole";
import {importGraph} from "../files/import-graph";
import {claimOwners} from "./claim-owners";
import type {Owner} from "./claim-owners";
import {changedSince, notebookCells, notebookImports, notebookSources} from "./notebook-sources";
import {storedResults} from "./stored-results";

/** The kind of verdict that is recorded of a claim, whose it is, where from, and whether its code has moved on. */
export type RecordedKind = {
  readonly claim: string;
  readonly notebook: string;
  readonly kind: string;
  readonly whose?: Owner;
  readonly from: string;
  readonly older: string | null;
  /** Of a contest that a full run decided: what came of each condition. */
  readonly conditions?: FullVerdict["conditions"];
};

/**
 * The verdicts of all notebooks: those of a stored full run where nothing that they come from has changed
 * since, else those of the quick runs, which `npm test` compares with every run. Where the two part, a claim
 * is undecided: nothing is to stand on what the run with more seeds does not bear.
 *
 *     quick     kinds by notebook and claim; test/notebooks/verdicts.json unless given
 *     full      a notebook's stored full run
 *     owners    whose its claims are; as its cells say unless given
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
  changed = changesOf(root, Object.keys(quick)),
  owners = (notebook, claims) => claimOwners(notebookCells(root, notebook), claims),
}: {
  readonly root?: string;
  readonly quick?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly full?: (notebook: string) => FullRun | null;
  readonly changed?: (notebook: string, commit: string) => readonly string[] | null;
  readonly owners?: (notebook: string, claims: readonly string[]) => ReadonlyMap<string, Owner>;
} = {}): RecordedKind[] {
  return Object.entries(quick).flatMap(([notebook, kinds]) => {
    const stored = full(notebook);
    const edited = changed(notebook, "HEAD") ?? [];
    const fresh = edited.length === 0 ? null : `${filesText(edited)} edited and not committed`;
    const since = stored === null ? [] : changed(notebook, stored.commit);
    const moved =
      since === null ? "its code may have changed since" : `${filesText(since)} changed since`;
    const ofFull = new Map(stored?.verdicts.map((verdict) => [verdict.claim, verdict]));
    const whose = owners(notebook, Object.keys(kinds));
    return Object.entries(kinds).map(([claim, kind]): RecordedKind => {
      const {kind: there, conditions} = ofFull.get(claim) ?? {};
      const who = {claim, notebook, whose: whose.get(claim)};
      const from = `full run of ${stored?.date ?? ""}`;
      if (there !== undefined && since?.length === 0) {
        return {...who, kind: there, from, older: null, conditions};
      }
      const otherwise = there !== undefined && there !== kind;
      const older = otherwise ? `the ${from} says ${there} of ${claim}, and ${moved}` : fresh;
      return {...who, kind: otherwise ? "undecided" : kind, from: "quick run", older};
    });
  });
}

const filesText = (files: readonly string[]): string =>
  `${files.length} ${files.length === 1 ? "file" : "files"} (${files.slice(0, 2).join(", ")}${files.length > 2 ? ", …" : ""})`;

/** Asks git what the verdicts of each of some notebooks come from; their files are looked for once. */
function changesOf(
  root: string,
  notebooks: readonly string[],
): (notebook: string, commit: string) => string[] | null {
  const imported = notebooks.flatMap((one) => notebookImports(root, one));
  const graph = importGraph([...new Set(imported)], {root});
  const files = new Map(notebooks.map((one) => [one, notebookSources(root, one, {graph})]));
  return (notebook, commit) => changedSince(root, {commit, files: files.get(notebook) ?? []});
}

type FullVerdict = {
  readonly claim: string;
  readonly kind: string;
  readonly conditions?: readonly {
    readonly name: string;
    readonly answer: "first" | "second" | "neither" | "undecided";
  }[];
};
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
