import {unusable} from "./usable-runs";
import type {Claim, MeasuredPrediction} from "./claim";
import type {SeedValue} from "./collect";
import {estimate} from "./estimate";
import type {VerdictKind} from "./guess";
import {quantityText, tellingApart} from "./number-text";
import {regionText, sideOf} from "./region";
import type {ControlOutcome} from "./verdict";

/** What a rule says, and why. */
export type Ruling<Kind extends VerdictKind = VerdictKind> = {
  readonly kind: Kind;
  readonly reason: string;
};

/** Nothing is decided, for a reason that is made a sentence. */
export const undecided = (why: string): Ruling<"undecided"> => ({
  kind: "undecided",
  reason: `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
});

/** Whether every seed gave the very same number. */
export const allAlike = (values: readonly SeedValue[]): boolean =>
  values.length > 1 && new Set(values.map(({value}) => value)).size === 1;

export const spanText = (
  [low, high]: readonly [number, number],
  text: (value: number) => string,
): string => `${text(low)} to ${text(high)}`;

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
): Omit<ControlOutcome, "sabotage"> {
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

/**
 * What a control leaves to say: that it failed or decides nothing, which outranks what was measured; null where it
 * is as it must be, or a baseline.
 *
 *     cannot   what an experiment cannot do whose control failed
 */
export function rulingOfControl(
  {description, sabotage, outcome, effect, interval, expects, obstacle}: ControlOutcome,
  {
    statistic = "median",
    quantity,
    unit,
    cannot,
  }: Pick<MeasuredPrediction, "statistic" | "quantity" | "unit"> & {readonly cannot: string},
): Ruling<"undecided" | "control failed"> | null {
  if (sabotage.outcome === "passes") {
    const reason = `The control ${description}: ${sabotage.says}, so it proves nothing.`;
    return {kind: "control failed", reason};
  }
  if (outcome !== "not as expected" && outcome !== "undecided") return null;
  if (effect === null || interval === null) {
    return undecided(obstacle ?? "the control decides nothing");
  }
  const text = tellingApart([effect, ...interval]);
  const gave =
    `In the control the ${statistic} ${quantity} had to ${expects} ` +
    `and is ${quantityText(effect, unit, text)} (${spanText(interval, text)})`;
  return outcome === "undecided"
    ? {kind: "undecided", reason: `${gave}: too wide to tell, so run more seeds.`}
    : {kind: "control failed", reason: `${gave}, so this experiment cannot ${cannot}.`};
}
