import {requireSeeds, strayedFrom, unusable} from "./usable-runs";
import type {Claim, MeasuredPrediction} from "./claim";
import type {Evidence, SeedValue} from "./collect";
import {estimate} from "./estimate";
import type {VerdictKind} from "./guess";
import {numberText} from "./number-text";
import {regionText, sideOf} from "./region";
import type {ManipulationOutcome} from "./verdict";

/**
 * Whether a claim's manipulation took place: the interval of its median must lie wholly where it was
 * registered. Null where nothing was registered. Throws a TypeError where a check was registered and no
 * run is handed over, or the other way round.
 */
export function manipulationOutcome(
  claim: Claim<MeasuredPrediction>,
  manipulated: Evidence<readonly SeedValue[]> | undefined,
): ManipulationOutcome | null {
  const {id, manipulation: check} = claim;
  const checked = check !== undefined && !("byConstruction" in check);
  if (checked && manipulated === undefined) {
    throw new TypeError(`${id} registers a check of its manipulation: hand it over, {manipulated}`);
  }
  if (!checked && manipulated !== undefined) {
    throw new TypeError(`${id} registers no check of its manipulation, so judge takes none`);
  }
  if (check === undefined) return null;
  if ("byConstruction" in check) {
    return {check, outcome: "by construction", effect: null, interval: null};
  }
  const {result} = manipulated as Evidence<readonly SeedValue[]>;
  const what = "check of the manipulation";
  requireSeeds(what, result);
  if ((strayedFrom(claim, what, result) ?? unusable(what, result)) !== null) {
    return {check, outcome: "undecided", effect: null, interval: null};
  }
  const found = estimate({...check, statistic: "median"}, result, result);
  const outcomes = {inside: "took place", outside: "did not", across: "undecided"} as const;
  return {
    check,
    outcome: outcomes[sideOf(found.interval, check)],
    effect: found.effect,
    interval: [found.interval.low, found.interval.high],
  };
}

/** What a manipulation that did not, or may not have, taken place makes of the verdict; else null. */
export function manipulationRuling(
  moved: ManipulationOutcome | null,
): {readonly kind: VerdictKind; readonly reason: string} | null {
  if (moved === null || moved.outcome === "took place" || moved.outcome === "by construction") {
    return null;
  }
  const {check, effect, interval, outcome} = moved;
  if ("byConstruction" in check) return null;
  if (effect === null || interval === null) {
    const reason = `The check of the manipulation (${check.quantity}) lacks a seed, so that it is not known to have taken place.`;
    return {kind: "undecided", reason};
  }
  const [at, from, to] = [effect, ...interval].map((value) => numberText(value, 4));
  const span = `${at} (${from} to ${to})`;
  const gave = `The ${check.quantity} had to lie ${regionText(check, check.unit)} and is ${span}`;
  return outcome === "did not"
    ? {kind: "control failed", reason: `${gave}: the manipulation did not take place.`}
    : {kind: "undecided", reason: `${gave}: too wide to tell whether the manipulation took place.`};
}
