import {requireEvidence, voidReason} from "./usable-runs";
import type {Claim, IdentityPrediction} from "./claim";
import type {CaseError, Evidence} from "./collect";
import type {VerdictKind} from "./guess";
import {countText, percentText, quantityText} from "./number-text";
import {sabotageOutcome} from "./sabotage";
import type {Power} from "./power";
import {verdictFrom} from "./verdict";
import type {Verdict} from "./verdict";

/**
 * The verdict on something that must hold exactly: the largest error over all cases against the
 * tolerance that was derived from rounding when the claim was registered.
 *
 *     supported       max |error| ≤ tolerance, and every control case exceeds the tolerance
 *     refuted         some case exceeds it
 *     control failed  a control case, broken on purpose, passes too: the check cannot fail
 *     undecided       a case gave no number or is missing, or the terms were changed after the run
 *
 * There is no interval: no chance enters, except in the choice of cases.
 */
export function judgeIdentity(
  claim: Claim<IdentityPrediction>,
  measured: Evidence<readonly CaseError[]>,
  control: Evidence<readonly CaseError[]>,
): Verdict {
  const runs = [measured, control] as const;
  requireEvidence(claim, runs);
  runs.forEach(({role, result}) => requireCases(role, result));
  const {tolerance, quantity, unit} = claim.predicts;
  const [worst, blindest] = [largest(measured.result), smallest(control.result)];
  const bar = quantityText(tolerance, unit);
  const of = `the largest ${quantity} of ${casesText(measured.result.length)}`;
  const {cases} = claim.setting;
  const missing =
    measured.result.length === cases
      ? null
      : `${casesText(cases)} were registered and ${casesText(measured.result.length)} came: none may be left out`;
  const unmeasured = [...control.result, ...measured.result].find(({error}) => Number.isNaN(error));
  const voided = voidReason(claim, runs);
  const ruling = ((): {kind: VerdictKind; reason: string} => {
    if (voided !== null) return {kind: "undecided", reason: voided};
    if (missing !== null) return {kind: "undecided", reason: missing};
    if (Number.isNaN(blindest.error) || Number.isNaN(worst.error)) {
      return {kind: "undecided", reason: `${unmeasured?.name} gave no number`};
    }
    if (blindest.error <= tolerance) {
      const passed = `${blindest.name}, broken on purpose, passes with ${quantityText(blindest.error, unit)}`;
      return {kind: "control failed", reason: `${passed}: this check cannot fail`};
    }
    const gave = `${of} is ${quantityText(worst.error, unit)} (${worst.name})`;
    if (worst.error > tolerance) {
      return {kind: "refuted", reason: `${gave}, beyond the tolerance ${bar}`};
    }
    const breaks = `the control breaks it by ${quantityText(blindest.error, unit)} at least`;
    return {kind: "supported", reason: `${gave}, within the tolerance ${bar}, and ${breaks}`};
  })();
  const decided = voided === null && !Number.isNaN(worst.error);
  return verdictFrom(claim, runs, {
    kind: ruling.kind,
    reason: `${ruling.reason.charAt(0).toUpperCase()}${ruling.reason.slice(1)}.`,
    effect: decided ? worst.error : null,
    interval: null,
    level: null,
    seeds: [],
    values: measured.result.map(({error}) => error),
    names: measured.result.map(({name}) => name),
    failed: [],
    manipulation: null,
    control: {
      description: claim.control.description,
      expects: `exceed ${bar} in every case`,
      obstacle: null,
      outcome: Number.isNaN(blindest.error)
        ? "undecided"
        : blindest.error > tolerance
          ? "as expected"
          : "not as expected",
      effect: Number.isNaN(blindest.error) ? null : blindest.error,
      interval: null,
      seeds: [],
      values: control.result.map(({error}) => error),
      names: control.result.map(({name}) => name),
      sabotage: sabotageOutcome(claim.control.sabotage, {
        shown: blindest.error > tolerance ? "as expected" : "not as expected",
        alike: false,
        sabotaged: worst.error <= tolerance ? "not as expected" : "as expected",
      }),
    },
    power: decided ? powerOfIdentity(claim.predicts, measured.result.length) : null,
  });
}

/** What the cases could have missed: a failure in a share f of all cases hides with (1 − f)^n. */
function powerOfIdentity({tolerance, unit}: IdentityPrediction, cases: number): Power {
  const hidden = 1 - (1 / 20) ** (1 / cases);
  return {
    falseAlarmRate: 0,
    worstCase: null,
    smallestEffect: tolerance,
    sentence:
      `Rounding alone cannot exceed the tolerance, and any error above ${quantityText(tolerance, unit)} ` +
      `would have shown; an identity that fails in ${percentText(hidden)} of all cases or more would ` +
      `have been caught by ${casesText(cases)} 19 times in 20.`,
  };
}

/** The case of largest error in size; NaN outranks every number. */
const largest = (cases: readonly CaseError[]): CaseError =>
  sized(cases).reduce((most, next) =>
    next.error > most.error || Number.isNaN(next.error) ? next : most,
  );

const smallest = (cases: readonly CaseError[]): CaseError =>
  sized(cases).reduce((least, next) =>
    next.error < least.error || Number.isNaN(next.error) ? next : least,
  );

const sized = (cases: readonly CaseError[]): CaseError[] =>
  cases.map(({name, error}) => ({name, error: Math.abs(error)}));

const casesText = (count: number): string =>
  `${countText(count)} ${count === 1 ? "case" : "cases"}`;

function requireCases(role: string, cases: readonly CaseError[]): void {
  const odd = cases.find((one) => typeof one?.name !== "string" || typeof one.error !== "number");
  if (odd === undefined) return;
  throw new TypeError(`the ${role} run must list {name, error} each, got ${JSON.stringify(odd)}`);
}
