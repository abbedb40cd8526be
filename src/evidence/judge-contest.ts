import {
  counted,
  requireEvidence,
  requireSeeds,
  strayedFrom,
  unusable,
  voidReason,
} from "./usable-runs";
import type {Claim, ContestPrediction, MeasuredPrediction, Rival} from "./claim";
import type {Evidence, GroupValue, SeedValue} from "./collect";
import {allAlike, controlOutcome, rulingOfControl, spanText, undecided} from "./control";
import {estimate, tail} from "./estimate";
import type {ContestKind} from "./guess";
import {percentText, quantityText, tellingApart} from "./number-text";
import type {Power} from "./power";
import {edgesOf, meet, sideOf} from "./region";
import {sabotageOutcome} from "./sabotage";
import {verdictFrom} from "./verdict";
import type {ConditionOutcome, ControlOutcome, Verdict} from "./verdict";

/**
 * The verdict between two predictions about one number per seed.
 *
 * Under each condition the interval of the median lies wholly where the first lets it lie, wholly where
 * the second does, wholly outside of both (neither), or across an edge (undecided). Then
 *
 *     first, second           so under every condition
 *     both under conditions   the first somewhere, and the second elsewhere: the map tells where
 *     neither                 every condition is decided, and none of the above
 *     undecided               a condition is, and not both are right somewhere; a seed is missing or failed;
 *                             an undecided control; terms changed after the run
 *     control failed          the control is not where it was registered to be: outranks every outcome
 *
 * A condition under which one side is right by arithmetic is shown and counts for neither.
 *
 *     measured   {seed, value, group} with the condition as the group, every seed under each
 *     control    {seed, value}
 */
export function judgeContest(
  claim: Claim<ContestPrediction>,
  measured: Evidence<readonly GroupValue[]>,
  control: Evidence<readonly SeedValue[]>,
): Verdict {
  const runs = [measured, control] as const;
  requireEvidence(claim, runs);
  requireSeeds("measured run", measured.result);
  requireSeeds("control", control.result);
  requireConditions(claim, measured.result);
  const {predicts} = claim;
  const [tried, held] = [counted(claim, measured), counted(claim, control)];
  const voided = voidReason(claim, runs);
  const conditions =
    voided === null
      ? predicts.conditions.map((name) => conditionOutcome(claim, {name, values: tried.values}))
      : [];
  const shown = shownControl(claim, {held: held.values, conditions});
  const kindHere = kindOf(conditions);
  const ruling =
    voided !== null
      ? undecided(voided)
      : (rulingOfControl(shown, {...asMeasured(claim).predicts, cannot: "decide between them"}) ?? {
          kind: kindHere,
          reason: reasonFor(kindHere, {predicts, conditions}),
        });
  const only = conditions.length === 1 ? conditions[0] : null;
  const seedsEach = conditions.map(({name}) => tried.values.filter((one) => one.group === name));
  return verdictFrom(claim, runs, {
    ...ruling,
    effect: only?.effect ?? null,
    interval: only?.interval ?? null,
    level: conditions.some(({interval}) => interval !== null) ? 1 - 2 * tail : null,
    seeds: tried.values.map(({seed}) => seed),
    values: tried.values.map(({value}) => value),
    names: tried.values.map(({group}) => group),
    conditions,
    failed: [...tried.failed, ...held.failed],
    control: shown,
    manipulation: null,
    power: voided === null ? powerOfContest(predicts, {seeds: seedsEach[0]?.length ?? 0}) : null,
  });
}

const valuePrediction = (
  {quantity, unit}: ContestPrediction,
  {kind, threshold, ...rest}: Rival,
): MeasuredPrediction =>
  ({
    kind,
    threshold,
    quantity,
    unit,
    ...("margin" in rest ? {margin: rest.margin} : {}),
  }) as MeasuredPrediction;

/** The contest as a claim of its first side's region, whose control is judged like any other. */
const asMeasured = (claim: Claim<ContestPrediction>): Claim<MeasuredPrediction> => ({
  ...claim,
  predicts: valuePrediction(claim.predicts, claim.predicts.first),
});

function conditionOutcome(
  claim: Claim<ContestPrediction>,
  {name, values}: {readonly name: string; readonly values: readonly GroupValue[]},
): ConditionOutcome {
  const {predicts} = claim;
  const own = values.filter(({group}) => group === name);
  const base = predicts.byArithmetic?.includes(name) ? {name, byArithmetic: true} : {name};
  const obstacle =
    strayedFrom(claim, `condition "${name}"`, own) ?? unusable(`condition "${name}"`, own);
  if (obstacle !== null) {
    return {...base, answer: "undecided", effect: null, interval: null, obstacle};
  }
  const {effect, interval} = estimate(valuePrediction(predicts, predicts.first), own, own);
  const [first, second] = [predicts.first, predicts.second].map((one) => sideOf(interval, one));
  const answer =
    first === "inside"
      ? "first"
      : second === "inside"
        ? "second"
        : first === "outside" && second === "outside"
          ? "neither"
          : "undecided";
  return {...base, answer, effect, interval: [interval.low, interval.high], obstacle: null};
}

/** What the answers under all conditions come to. */
export function kindOf(
  conditions: readonly Pick<ConditionOutcome, "answer" | "byArithmetic">[],
): ContestKind {
  const counted = conditions.filter(({byArithmetic}) => byArithmetic !== true);
  const has = (answer: ConditionOutcome["answer"]): boolean =>
    counted.some((one) => one.answer === answer);
  if (has("first") && has("second")) return "both under conditions";
  if (counted.length === 0 || has("undecided")) return "undecided";
  if (has("neither")) return "neither";
  return has("first") ? "first" : "second";
}

function shownControl(
  claim: Claim<ContestPrediction>,
  {
    held,
    conditions,
  }: {readonly held: readonly SeedValue[]; readonly conditions: readonly ConditionOutcome[]},
): ControlOutcome {
  const {control} = claim;
  const seen = controlOutcome(asMeasured(claim), held);
  const stray = strayedFrom(claim, "control", held);
  const {expects} = control;
  const failing = conditions.find(
    ({interval}) =>
      interval !== null &&
      expects !== undefined &&
      sideOf({low: interval[0], high: interval[1]}, expects) === "outside",
  );
  return {
    ...seen,
    ...(stray === null
      ? {}
      : {outcome: "undecided" as const, obstacle: stray, effect: null, interval: null}),
    sabotage: sabotageOutcome(control.sabotage, {
      shown: seen.outcome,
      alike: allAlike(held),
      sabotaged: failing === undefined ? "as expected" : "not as expected",
      says: `the run under "${failing?.name ?? ""}" fails in its place, so the control can fail`,
    }),
  };
}

function reasonFor(
  kind: ContestKind,
  {
    predicts,
    conditions,
  }: {readonly predicts: ContestPrediction; readonly conditions: readonly ConditionOutcome[]},
): string {
  const {first, second, quantity, unit} = predicts;
  const counted = conditions.filter(({byArithmetic}) => byArithmetic !== true);
  const lost = counted.find(({obstacle}) => obstacle !== null);
  if (kind === "undecided" && lost !== undefined) return undecided(lost.obstacle ?? "").reason;
  const numbers = conditions.flatMap(({effect, interval}) => [effect, ...(interval ?? [])]);
  const text = tellingApart([
    ...numbers.filter((value): value is number => value !== null),
    ...edgesOf(first),
    ...edgesOf(second),
  ]);
  const names = {
    first: "as the first says",
    second: "as the second says",
    neither: "as neither says",
    undecided: "too wide to tell",
  };
  const each = conditions
    .map(({name, answer, effect, interval, byArithmetic}) => {
      const called = conditions.length === 1 ? "" : `${name} `;
      if (effect === null || interval === null) return `${called}not measured`;
      const is = `${quantityText(effect, unit, text)} (${spanText(interval, text)})`;
      const so = byArithmetic
        ? `${names[answer]}, by arithmetic, which counts for neither`
        : names[answer];
      return `${called}${is}, ${so}`;
    })
    .join("; ");
  const said = {
    first: "The first holds under every condition that counts",
    second: "The second holds under every condition that counts",
    "both under conditions": "Each holds under other conditions",
    neither: counted.every(({answer}) => answer === "neither")
      ? "Neither holds"
      : "Neither holds under every condition, and not both somewhere",
    undecided: "Nothing is decided",
    "control failed": "",
  }[kind];
  return `${said}. The median ${quantity}: ${each}.`;
}

/**
 * How often two predictions at so many seeds find a winner where there is none, with the truth at the
 * least favourable place, from the chance t that an interval lies wholly beyond an edge on which the truth is.
 *
 *     one condition      t, or 2 t where both regions end at one number, which either may then get
 *     c conditions       1 − (1 − t)^(c−1), the first being true under one and the truth on the second's edge under
 *                        all others; t where that is less; and t^(c−1) more where the regions meet
 */
export function falseWinnerRate(
  {
    first,
    second,
    conditions,
    byArithmetic = [],
  }: Pick<ContestPrediction, "first" | "second" | "conditions" | "byArithmetic">,
  chance: number,
): number {
  const others = conditions.length - byArithmetic.length - 1;
  const met = meet(first, second);
  if (others === 0) return met ? 2 * chance : chance;
  return Math.max(chance, 1 - (1 - chance) ** others + (met ? chance ** others : 0));
}

function powerOfContest(predicts: ContestPrediction, {seeds}: {readonly seeds: number}): Power {
  const falseAlarmRate = falseWinnerRate(predicts, tail);
  const where =
    predicts.conditions.length - (predicts.byArithmetic?.length ?? 0) === 1
      ? "If the truth lay exactly at an edge"
      : "If the truth lay at the least favourable place, under one condition as one of them says and under the others at an edge,";
  const sentence = `${where} this rule would name a winner, or both, in at most ${percentText(falseAlarmRate)} of such runs of ${seeds} seeds.`;
  return {falseAlarmRate, worstCase: null, smallestEffect: null, sentence};
}

function requireConditions({id, predicts}: Claim<ContestPrediction>, list: readonly GroupValue[]) {
  const stray = list.find(({group}) => !predicts.conditions.includes(group));
  if (stray === undefined) return;
  throw new RangeError(
    `the run of ${id} has a condition ${JSON.stringify(stray.group)}; it registered ${predicts.conditions.join(", ")}`,
  );
}
