import type {Claim, Prediction} from "./claim";
import type {VerdictKind} from "./guess";
import {quantityText} from "./number-text";
import {regionText} from "./region";
import type {Verdict} from "./verdict";

export type ClaimRow = {
  readonly claim: string;
  readonly where: string;
  readonly statement: string;
  readonly prediction: string;
  readonly control: string;
};

export type VerdictRow = {
  readonly claim: string;
  readonly statement: string;
  readonly verdict: VerdictKind;
  readonly effect: string;
  readonly interval: string;
  readonly prediction: string;
  /** "5 seeds", or "15 cases" of an identity. */
  readonly sample: string;
  readonly control: string;
  readonly guess: string;
};

/** The claims of a notebook before anything runs, one row each. */
export const claimsTable = (claims: readonly Claim[]): ClaimRow[] =>
  claims.map(({id, where, statement, predicts, control}) => ({
    claim: id,
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
    verdict: verdict.kind,
    effect: verdict.effect === null ? "" : quantityText(verdict.effect, verdict.unit),
    interval: verdict.interval?.map((end) => quantityText(end, verdict.unit)).join(" to ") ?? "",
    prediction: predictionText(verdict.predicts),
    sample: sampleText(verdict),
    control: verdict.control.outcome,
    guess: guessText(verdict),
  }));

const sampleText = ({seeds, values}: Verdict): string =>
  seeds.length === 0 ? `${values.length} cases` : `${new Set(seeds).size} seeds`;

/** A prediction in words: "median accuracy drop above 0.05". */
export function predictionText(predicts: Prediction): string {
  const {quantity, unit} = predicts;
  if (predicts.kind === "identity")
    return `${quantity} at most ${quantityText(predicts.tolerance, unit)}`;
  if (predicts.kind === "order") return `${quantity}: ${predicts.groups.join(" < ")}`;
  const {statistic = "median", compare} = predicts;
  const less = compare === "difference" ? ", less the control's," : "";
  return `${statistic} ${quantity}${less} ${regionText(predicts, unit)}`;
}

/** The reader's guess and what became of it, in a few words; empty where there is none. */
export function guessText({guess, unit}: Pick<Verdict, "guess" | "unit">): string {
  if (guess === null || guess.answer === null) return "";
  const said =
    typeof guess.answer === "number" ? quantityText(guess.answer, unit) : `${guess.answer}`;
  if (guess.late) return `${said} (late)`;
  return guess.right === null ? said : `${said} (${guess.right ? "right" : "wrong"})`;
}
