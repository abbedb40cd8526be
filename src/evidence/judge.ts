import type {Random} from "../numerics/random";
import {
  counted,
  requireEvidence,
  requireSeeds,
  strayedFrom,
  unusable,
  voidReason,
} from "./usable-runs";
import type {Claim, MeasuredPrediction} from "./claim";
import type {Evidence, SeedValue} from "./collect";
import {allAlike, controlOutcome, rulingOfControl, spanText, undecided} from "./control";
import type {Ruling} from "./control";
import {estimate} from "./estimate";
import type {Estimate} from "./estimate";
import {manipulationOutcome, manipulationRuling} from "./manipulation";
import {countText, quantityText, tellingApart} from "./number-text";
import {requireSplits, widened} from "./paired-error";
import {powerOf} from "./power";
import type {Power} from "./power";
import {edgesOf, regionText, sideOf} from "./region";
import {sabotageOutcome} from "./sabotage";
import {verdictFrom} from "./verdict";
import type {ControlOutcome, Verdict} from "./verdict";

/**
 * The verdict on a prediction about one number per seed.
 *
 *     supported       the interval lies wholly where the claim says
 *     refuted         wholly where it does not
 *     undecided       across the edge; fewer than five seeds, or others than were registered; a seed that
 *                     failed without a rule for it; an undecided control; terms changed after the run
 *     control failed  the control shows what it must not, or cannot fail, or the manipulation did not
 *                     take place: outranks every outcome of the measuring
 *
 *     measured, control   what `collect` and `collectControl` returned: {seed, value} each
 *     random              draws the made-up seeds on which the rule itself is tried
 *     sabotage            the control with the mechanism put back, where it is a run of its own
 *     manipulated         the number that tells that the manipulation took place, where one is registered
 *
 * Throws only where it was handed something else than the runs of this claim: a refuted claim is a
 * result. Before it looks at a control it makes sure that the bar never moved.
 */
export function judge(
  claim: Claim<MeasuredPrediction>,
  measured: Evidence<readonly SeedValue[]>,
  control: Evidence<readonly SeedValue[]>,
  {
    random,
    sabotage,
    manipulated,
  }: {
    random: Random;
    sabotage?: Evidence<readonly SeedValue[]>;
    manipulated?: Evidence<readonly SeedValue[]>;
  },
): Verdict {
  const runs = [measured, control] as const;
  requireEvidence(claim, runs);
  requireSeeds("measured run", measured.result);
  requireSeeds("control", control.result);
  requireRunOfItsOwn(claim, sabotage);
  requireSplits(claim, measured.result);
  const {predicts} = claim;
  const [tried, held] = [counted(claim, measured), counted(claim, control)];
  const voided = voidReason(claim, runs);
  const subtracted = predicts.compare === "difference";
  const obstacle =
    strayedFrom(claim, "measured run", tried.values) ??
    unusable("measured run", tried.values) ??
    (subtracted ? unusable("control", held.values) : null);
  const found =
    (voided ?? obstacle) === null
      ? widened(estimate(predicts, tried.values, held.values), tried.values)
      : null;
  const {sabotage: how} = claim.control;
  const seen = controlOutcome(claim, held.values);
  const swapped = how === "run of its own" ? sabotage?.result : tried.values;
  const shown: ControlOutcome = {
    ...seen,
    sabotage: sabotageOutcome(how, {
      shown: seen.outcome,
      alike: allAlike(held.values),
      sabotaged: swapped === undefined ? null : controlOutcome(claim, swapped).outcome,
    }),
  };
  const moved = manipulationOutcome(claim, manipulated);
  const power = found && powerOf(predicts, found, {random: random.child("power")});
  const ruling: Ruling =
    voided !== null
      ? undecided(voided)
      : (rulingOfControl(shown, {...predicts, cannot: "try the claim"}) ??
        manipulationRuling(moved) ??
        (found === null
          ? undecided(obstacle ?? "")
          : rulingOfInterval(predicts, {found, power, control: shown})));
  return verdictFrom(claim, runs, {
    ...ruling,
    effect: found?.effect ?? null,
    interval: found && [found.interval.low, found.interval.high],
    level: found?.interval.level ?? null,
    seeds: tried.values.map(({seed}) => seed),
    // Differences of shared seeds where they are judged, else what was measured.
    values: found?.samples.length === 1 ? found.samples[0] : tried.values.map(({value}) => value),
    names: null,
    failed: [...tried.failed, ...held.failed],
    control: shown,
    manipulation: moved,
    power,
  });
}

function requireRunOfItsOwn(claim: Claim, sabotage: Evidence<unknown> | undefined): void {
  const own = claim.control.sabotage === "run of its own";
  if (own && sabotage === undefined) {
    throw new TypeError(
      `${claim.id} has a control whose sabotage is a run of its own: hand that run to judge, {sabotage}`,
    );
  }
  if (!own && sabotage !== undefined) {
    throw new TypeError(
      `${claim.id} names "${claim.control.sabotage}" as its sabotage, so judge takes no other run`,
    );
  }
}

function rulingOfInterval(
  predicts: MeasuredPrediction,
  {found, power, control}: {found: Estimate; power: Power | null; control: ControlOutcome},
): Ruling {
  const {statistic = "median", compare = "value", quantity, unit} = predicts;
  const over = compare === "difference" ? ", control taken away," : "";
  const {low, high} = found.interval;
  const text = tellingApart([found.effect, low, high, ...edgesOf(predicts)]);
  const is = `${quantityText(found.effect, unit, text)} (${spanText([low, high], text)})`;
  const measured = `The ${statistic} ${quantity}${over} is ${is}`;
  const where = regionText(predicts, unit);
  const alike = new Set(found.samples.flat()).size === 1 && found.samples[0].length > 1;
  const same = alike
    ? " (every seed gave this very value: an exact result, the end of a scale, or a run that does not use its seed)"
    : "";
  switch (sideOf(found.interval, predicts)) {
    case "inside": {
      const ok = control.outcome === "as expected" ? ", and the control behaved as it must" : "";
      return {kind: "supported", reason: `${measured}, wholly ${where} as predicted${same}${ok}.`};
    }
    case "outside":
      return {
        kind: "refuted",
        reason: `${measured}; the claim predicts ${where}, and none of that range lies there${same}.`,
      };
    case "across": {
      const seeds = found.seeds.length;
      const sees =
        power?.smallestEffect == null
          ? ""
          : `, which have an 80 % chance of detecting a distance of ${quantityText(Number(power.smallestEffect.toPrecision(2)), unit)}`;
      return {
        kind: "undecided",
        reason: `${measured}, partly ${where} and partly not: too wide for ${countText(seeds)} seeds${sees}.`,
      };
    }
  }
}
