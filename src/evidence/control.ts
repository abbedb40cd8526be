import {unusable} from "./admissible";
import type {Claim, MeasuredPrediction} from "./claim";
import type {SeedValue} from "./collect";
import {estimate} from "./estimate";
import {regionText, sideOf} from "./region";
import type {ControlOutcome} from "./verdict";

/**
 * How a control came out against what it had to show.
 *
 * With an expectation of its own it must lie wholly there: wholly elsewhere it failed, across the
 * edge it is undecided. Without one it fails only by showing what the claim predicts, and a control
 * that is taken away from the measured values is a baseline and need show nothing.
 */
export function controlOutcome(
  {predicts, control}: Claim<MeasuredPrediction>,
  values: readonly SeedValue[],
): ControlOutcome {
  const {description, expects} = control;
  const base = {
    description,
    seeds: values.map(({seed}) => seed),
    values: values.map(({value}) => value),
    names: null,
  };
  const region = expects ?? predicts;
  const baseline = predicts.compare === "difference" && expects === undefined;
  const text = regionText(region, predicts.unit);
  const duty = baseline
    ? "be there to be taken away"
    : `lie ${expects ? text : `anywhere but ${text}`}`;
  const obstacle = unusable("control", values);
  if (obstacle !== null) {
    const nothing = {outcome: "undecided", effect: null, interval: null} as const;
    return {...base, expects: duty, obstacle, ...nothing};
  }
  const found = estimate({...predicts, compare: "value"}, values, values);
  const side = sideOf(found.interval, region);
  const strict = {inside: "as expected", outside: "not as expected", across: "undecided"} as const;
  return {
    ...base,
    expects: duty,
    obstacle: null,
    outcome: baseline
      ? "baseline"
      : expects
        ? strict[side]
        : side === "inside"
          ? "not as expected"
          : "as expected",
    effect: found.effect,
    interval: [found.interval.low, found.interval.high],
  };
}
