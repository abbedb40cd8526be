import {git} from "../../files/git";
import type {Baseline} from "./verdict-store";

/** The record of quick verdicts as one commit left it. */
export type RecordedState = {
  readonly commit: string;
  /** Day, as 2026-11-24. */
  readonly date: string;
  readonly subject: string;
  readonly baseline: Baseline;
};

/** One verdict that came, went or changed; `was` and `now` are null where there is none. */
export type VerdictMove = {
  readonly notebook: string;
  readonly claim: string;
  readonly was: string | null;
  readonly now: string | null;
};

/** What a commit did to the record. */
export type VerdictChange = Omit<RecordedState, "baseline"> & {
  readonly moves: readonly VerdictMove[];
};

/** What moved from state to state, oldest first; states that moved nothing are left out. */
export function verdictChanges(states: readonly RecordedState[]): VerdictChange[] {
  return states
    .map(({baseline, ...commit}, i): VerdictChange => {
      const [before, now] = [flat(i === 0 ? {} : states[i - 1].baseline), flat(baseline)];
      const keys = [...new Set([...before.keys(), ...now.keys()])].sort();
      const moves = keys
        .filter((key) => before.get(key) !== now.get(key))
        .map((key): VerdictMove => {
          const [notebook, claim] = key.split("\n");
          return {notebook, claim, was: before.get(key) ?? null, now: now.get(key) ?? null};
        });
      return {...commit, moves};
    })
    .filter(({moves}) => moves.length > 0);
}

const flat = (baseline: Baseline): Map<string, string> =>
  new Map(
    Object.entries(baseline).flatMap(([notebook, kinds]) =>
      Object.entries(kinds).map(([claim, kind]) => [`${notebook}\n${claim}`, kind] as const),
    ),
  );

/** The states of test/notebooks/verdicts.json through git's history, oldest first; none without git. */
export function recordedStates(root: string): RecordedState[] {
  const file = "test/notebooks/verdicts.json";
  const log = git(root, ["log", "--reverse", "--format=%h%x09%cs%x09%s", "--", file]);
  return (log ?? "")
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => {
      const [commit, date, ...subject] = line.split("\t");
      const text = git(root, ["show", `${commit}:${file}`]);
      try {
        const baseline = JSON.parse(text ?? "") as Baseline;
        return [{commit, date, subject: subject.join("\t"), baseline}];
      } catch {
        // A commit that took the file away, or left it broken, has no state.
        return [];
      }
    });
}
