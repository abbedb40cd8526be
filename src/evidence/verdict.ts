import {movedSetting} from "./usable-runs";
import type {Failure} from "./usable-runs";
import type {Claim, Manipulation, Prediction, Sabotage, Setting, Whose} from "./claim";
import type {Evidence} from "./collect";
import {decides, ledgerEntry} from "./guess";
import type {Guess, VerdictKind} from "./guess";
import type {Power} from "./power";

/**
 * Whether the control could have failed: with the mechanism put back or the effect planted it must.
 * Only one that did is a reason to trust the verdict.
 */
export type SabotageOutcome = {
  readonly how: Sabotage;
  readonly outcome: "fails" | "passes" | "not tried" | "by construction";
  /** The same in words. */
  readonly says: string;
};

/** Whether the manipulation took place, and what tells so. */
export type ManipulationOutcome = {
  readonly check: Manipulation;
  readonly outcome: "took place" | "did not" | "undecided" | "by construction";
  readonly effect: number | null;
  readonly interval: readonly [number, number] | null;
};

/** How the control came out. A baseline is a control that is subtracted and need show nothing. */
export type ControlOutcome = {
  readonly description: string;
  /** What it had to do, in words that follow "had to", such as "lie above 0.2". */
  readonly expects: string;
  /** Why it decides nothing, where its values cannot be used. */
  readonly obstacle: string | null;
  readonly outcome: "as expected" | "not as expected" | "undecided" | "baseline";
  readonly effect: number | null;
  readonly interval: readonly [number, number] | null;
  readonly seeds: readonly number[];
  readonly values: readonly number[];
  readonly names: readonly string[] | null;
  readonly sabotage: SabotageOutcome;
};

/** What became of two predictions under one condition. */
export type ConditionOutcome = {
  readonly name: string;
  readonly answer: "first" | "second" | "neither" | "undecided";
  /** One side is right here by arithmetic, so that it counts for neither. */
  readonly byArithmetic?: boolean;
  readonly effect: number | null;
  readonly interval: readonly [number, number] | null;
  /** Why nothing is decided, where its values cannot be used. */
  readonly obstacle: string | null;
};

/** A reader's guess, with whether it came true; null where that cannot be said. */
export type ScoredGuess = Guess & {readonly right: boolean | null};

/**
 * What became of a claim: plain data, ready for JSON.
 *
 *     effect     the statistic of the seeds' values; largest error for an identity;
 *                share of ordered pairs for an order. null where nothing could be measured, or where a
 *                contest has several conditions
 *     conditions of a contest alone: what came of each
 *     interval   where the effect lies, at confidence `level`
 *     threshold  the bar, as registered (the tolerance of an identity, 1/2 for an order, the first's of a
 *                contest)
 *     margin     half width of the region around the threshold, where the prediction has one
 *     values     one number per seed (after subtraction, for a difference), or per case
 *     names      the case, group or condition of each value, where there are any
 *     seconds    measuring and control together, now or when what was read from the store was computed
 *     storedSeconds  how much of that was earlier; left out where nothing came from the store
 *     failed     the seeds that gave no number, with the reason
 *     exploratory  what of the setting moved after a look; null where it stands as first run
 */
export type Verdict = {
  readonly claim: string;
  readonly fingerprint: string;
  readonly paper: string;
  readonly whose: Whose;
  readonly where: string;
  readonly statement: string;
  readonly carries: readonly string[];
  readonly setting: Setting;
  readonly exploratory: string | null;
  readonly predicts: Prediction;
  readonly kind: VerdictKind;
  readonly reason: string;
  readonly effect: number | null;
  readonly unit: string;
  readonly interval: readonly [number, number] | null;
  readonly level: number | null;
  readonly threshold: number;
  readonly margin: number | null;
  readonly seeds: readonly number[];
  readonly values: readonly number[];
  readonly names: readonly string[] | null;
  readonly conditions?: readonly ConditionOutcome[];
  readonly failed: readonly Failure[];
  readonly control: ControlOutcome;
  readonly manipulation: ManipulationOutcome | null;
  readonly power: Power | null;
  readonly guess: ScoredGuess | null;
  readonly seconds: number;
  readonly storedSeconds?: number;
};

/** The parts of a verdict that a rule has to find. */
export type Finding = Pick<
  Verdict,
  | "kind"
  | "reason"
  | "effect"
  | "interval"
  | "level"
  | "seeds"
  | "values"
  | "names"
  | "conditions"
  | "failed"
  | "control"
  | "manipulation"
> & {readonly power: Power | null};

/** The verdict on a claim from what its rule found and what was said when it was registered. */
export function verdictFrom(
  claim: Claim,
  [measured, control]: readonly [Evidence<unknown>, Evidence<unknown>],
  finding: Finding,
): Verdict {
  const {id, fingerprint, paper, whose, where, statement, carries, setting, predicts} = claim;
  const stored = (measured.storedSeconds ?? 0) + (control.storedSeconds ?? 0);
  return {
    claim: id,
    fingerprint,
    paper,
    whose,
    where,
    statement,
    carries,
    setting,
    exploratory: movedSetting(claim),
    predicts,
    ...finding,
    unit: predicts.kind === "order" ? "" : predicts.unit,
    threshold: barOf(predicts),
    margin: "margin" in predicts ? predicts.margin : null,
    guess: scored(ledgerEntry(id).guess, finding),
    seconds: measured.seconds + control.seconds,
    ...(stored > 0 ? {storedSeconds: stored} : {}),
  };
}

const barOf = (predicts: Prediction): number => {
  if (predicts.kind === "order") return 0.5;
  if (predicts.kind === "contest") return predicts.first.threshold;
  return predicts.kind === "identity" ? predicts.tolerance : predicts.threshold;
};

/**
 * A guessed kind is right when it is the verdict's, a guessed number when the interval holds it. A
 * trial that decides nothing proves no guess wrong.
 */
function scored(guess: Guess | null, {kind, interval, conditions}: Finding): ScoredGuess | null {
  if (guess === null || guess.answer === null) return null;
  if (guess.late) return {...guess, right: null};
  if (typeof guess.answer === "string") {
    return {...guess, right: guess.answer === kind || (decides(kind) ? false : null)};
  }
  // A number guessed of several conditions at once is right or wrong of none.
  if (conditions !== undefined && conditions.length > 1) return {...guess, right: null};
  return {
    ...guess,
    right: interval && guess.answer >= interval[0] && guess.answer <= interval[1],
  };
}
