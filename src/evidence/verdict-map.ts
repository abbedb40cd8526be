import {unusable} from "./usable-runs";
import type {Claim, MeasuredPrediction} from "./claim";
import type {SeedValue} from "./collect";
import {controlOutcome} from "./control";
import {estimate, tail} from "./estimate";
import type {TrialKind} from "./guess";
import {numberText} from "./number-text";
import {sideOf} from "./region";

/** What was measured at one place of a grid, and its control there. */
export type MapCell = {
  readonly x: string;
  readonly y: string;
  readonly measured: readonly SeedValue[];
  readonly control: readonly SeedValue[];
};

export type MappedCell = {
  readonly x: string;
  readonly y: string;
  readonly kind: TrialKind;
  readonly effect: number | null;
};

/** Where a claim breaks: its verdict at each place of a grid of two settings. */
export type VerdictMap = {
  readonly claim: string;
  readonly cells: readonly MappedCell[];
  /** How many places would be supported, and how many refuted, if the truth of each lay at the bar. */
  readonly byChance: number;
  readonly sentence: string;
};

/**
 * The rule of `judge` at each place: the control first, then on which side of the bar the interval lies. A map
 * is a look around a claim and no verdict of its own: so many places are tried that some fall by chance.
 */
export function verdictMap(
  claim: Claim<MeasuredPrediction>,
  cells: readonly MapCell[],
): VerdictMap {
  const mapped = cells.map(({x, y, measured, control}) => ({
    x,
    y,
    ...ruled(claim, measured, control),
  }));
  const byChance = tail * mapped.length;
  const sentence =
    `${mapped.length} places; with the truth of each at the bar about ${numberText(byChance, 2)} would be supported ` +
    "and as many refuted all the same.";
  return {claim: claim.id, cells: mapped, byChance, sentence};
}

function ruled(
  claim: Claim<MeasuredPrediction>,
  measured: readonly SeedValue[],
  control: readonly SeedValue[],
): Pick<MappedCell, "kind" | "effect"> {
  const held = controlOutcome(claim, control);
  const lost = unusable("measured run", measured) ?? held.obstacle;
  if (lost !== null) return {kind: "undecided", effect: null};
  const {effect, interval} = estimate(claim.predicts, measured, control);
  if (held.outcome === "not as expected") return {kind: "control failed", effect};
  if (held.outcome === "undecided") return {kind: "undecided", effect};
  const kinds = {inside: "supported", outside: "refuted", across: "undecided"} as const;
  return {kind: kinds[sideOf(interval, claim.predicts)], effect};
}
