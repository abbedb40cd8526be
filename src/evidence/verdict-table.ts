import type {Claim, Manipulation, Prediction, Setting} from "./claim";
import type {VerdictKind} from "./guess";
import {quantityText} from "./number-text";
import {regionText} from "./region";
import type {Verdict} from "./verdict";

export type ClaimRow = {
  readonly claim: string;
  readonly whose: string;
  readonly where: string;
  readonly statement: string;
  readonly prediction: string;
  readonly control: string;
};

export type VerdictRow = {
  readonly claim: string;
  readonly statement: string;
  readonly whose: string;
  readonly verdict: VerdictKind;
  readonly effect: string;
  readonly interval: string;
  readonly prediction: string;
  /** "5 of 5 seeds", or "15 cases" of an identity. */
  readonly sample: string;
  readonly control: string;
  readonly guess: string;
};

/** The claims of a notebook before anything runs, one row each. */
export const claimsTable = (claims: readonly Claim[]): ClaimRow[] =>
  claims.map(({id, whose, where, statement, predicts, control}) => ({
    claim: id,
    whose,
    where,
    statement,
    prediction: predictionText(predicts),
    control: control.description,
  }));

/** The verdicts of a notebook, one row each. */
export const verdictsTable = (verdicts: readonly Verdict[]): VerdictRow[] =>
  verdicts.map((verdict) => ({
    claim: verdict.claim,
    statement: verdict.statement,
    whose: verdict.whose,
    verdict: verdict.kind,
    effect:
      verdict.effect === null
        ? conditionsText(verdict)
        : quantityText(verdict.effect, verdict.unit),
    interval: verdict.interval?.map((end) => quantityText(end, verdict.unit)).join(" to ") ?? "",
    prediction: predictionText(verdict.predicts),
    sample: sampleText(verdict),
    control: controlText(verdict),
    guess: guessText(verdict),
  }));

/** What came of each condition of a contest: "with batch norm: first, without: second". */
export const conditionsText = ({conditions = []}: Verdict): string =>
  conditions.length < 2
    ? ""
    : conditions
        .map(({name, answer, byArithmetic}) => {
          return `${name}: ${answer}${byArithmetic ? " (by arithmetic)" : ""}`;
        })
        .join(", ");

/** How many of the seeds that were registered gave a number, or of how many cases. */
export function sampleText({seeds, values, setting, failed}: Verdict): string {
  const {seeds: all, cases} = setting as {seeds?: readonly number[]; cases?: number};
  if (seeds.length === 0) {
    return cases === undefined || cases === values.length
      ? `${values.length} cases`
      : `${values.length} of ${cases} cases`;
  }
  const lost = new Set(failed.filter(({of}) => of === "measured").map(({seed}) => seed)).size;
  const here = new Set(seeds).size;
  return `${here - lost} of ${all?.length ?? here} seeds`;
}

/** How the control came out, and whether that is a reason to trust the verdict. */
const controlText = ({control: {outcome, sabotage}}: Verdict): string => {
  const trust = {
    fails: "",
    passes: ", but it cannot fail",
    "not tried": ", could not be told apart here",
    "by construction": ", by construction or at the end of the scale",
  } as const;
  return `${outcome}${trust[sabotage.outcome]}`;
};

/** A prediction in words: "median accuracy drop above 0.05". */
export function predictionText(predicts: Prediction): string {
  const {quantity, unit} = predicts;
  if (predicts.kind === "identity")
    return `${quantity} at most ${quantityText(predicts.tolerance, unit)}`;
  if (predicts.kind === "order") return `${quantity}: ${predicts.groups.join(" < ")}`;
  if (predicts.kind === "contest") {
    const {first, second} = predicts;
    return `median ${quantity}: first ${regionText(first, unit)}, second ${regionText(second, unit)}`;
  }
  const {statistic = "median", compare} = predicts;
  const less = compare === "difference" ? ", less the control's," : "";
  return `${statistic} ${quantity}${less} ${regionText(predicts, unit)}`;
}

/** Where a claim is tried, with its seeds or cases: "random networks; seeds 1 to 5". */
export function settingText({on, ...more}: Setting): string {
  const {seeds, cases} = more as {seeds?: readonly number[]; cases?: number};
  if (cases !== undefined) return `${on}; ${cases} ${cases === 1 ? "case" : "cases"}`;
  if (seeds === undefined || seeds.length === 0) return on;
  const [first, last] = [seeds[0], seeds[seeds.length - 1]];
  const inARow = seeds.length > 2 && seeds.every((seed, i) => seed === first + i);
  return `${on}; ${inARow ? `seeds ${first} to ${last}` : `seeds ${seeds.join(", ")}`}`;
}

/** What tells that a manipulation took place. */
export const manipulationText = (check: Manipulation): string =>
  "byConstruction" in check
    ? `by construction: ${check.byConstruction}`
    : `${check.quantity} ${regionText(check, check.unit)}`;

/** The reader's guess and what became of it, in a few words; empty where there is none. */
export function guessText({guess, unit}: Pick<Verdict, "guess" | "unit">): string {
  if (guess === null || guess.answer === null) return "";
  const said =
    typeof guess.answer === "number" ? quantityText(guess.answer, unit) : `${guess.answer}`;
  if (guess.late) return `${said} (late)`;
  return guess.right === null ? said : `${said} (${guess.right ? "right" : "wrong"})`;
}
