import type {Interval} from "../numerics/interval";
import type {Random} from "../numerics/random";
import {logArrangements, orderedShare, orderTest} from "../numerics/ranks";
import type {Block} from "../numerics/ranks";
import {requireEvidence, requireSeeds, strayedFrom, unusable, voidReason} from "./usable-runs";
import type {Claim, OrderPrediction} from "./claim";
import type {Evidence, GroupValue} from "./collect";
import {undecided} from "./control";
import {tail} from "./estimate";
import type {VerdictKind} from "./guess";
import {percentText, tellingApart} from "./number-text";
import {powerOfOrder} from "./power";
import {sabotageOutcome} from "./sabotage";
import {verdictFrom} from "./verdict";
import type {Verdict} from "./verdict";

/**
 * The verdict on an order: that a quantity rises from group to group, in the order registered.
 *
 * The effect is the share of pairs from different groups that stand in that order, 1/2 when the
 * groups differ in nothing. A permutation test, which counts the observed deal, gives its interval;
 * groups may be as unequal as 3 and 21. Where every group ran on the same seeds, values change
 * places only within a seed.
 *
 *     supported       the interval lies wholly above 1/2
 *     refuted         wholly below: the order runs the other way
 *     control failed  the control shows the order too
 */
export function judgeOrder(
  claim: Claim<OrderPrediction>,
  measured: Evidence<readonly GroupValue[]>,
  control: Evidence<readonly GroupValue[]>,
  {random}: {random: Random},
): Verdict {
  const runs = [measured, control] as const;
  requireEvidence(claim, runs);
  for (const {role, result} of runs) {
    requireSeeds(`${role} run`, result);
    requireGroups(claim, role, result);
  }
  const voided = voidReason(claim, runs) ?? strayedFrom(claim, "measured run", measured.result);
  const shown = voided === null ? tried(claim, control.result, random.child("control")) : null;
  const found = voided === null ? tried(claim, measured.result, random.child("measured")) : null;
  const ruling = voided === null ? rule(claim.predicts, {found, shown}) : undecided(voided);
  const names = (list: readonly GroupValue[]) => list.map(({group}) => group);
  const listed = (list: readonly GroupValue[]) => ({
    seeds: list.map(({seed}) => seed),
    values: list.map(({value}) => value),
    names: names(list),
  });
  return verdictFrom(claim, runs, {
    ...ruling,
    effect: found?.share ?? null,
    interval: found?.interval ? shares(found.interval) : null,
    level: found?.interval?.level ?? null,
    ...listed(measured.result),
    failed: measured.result
      .filter(({value}) => !Number.isFinite(value))
      .map(({seed, value, failed: why}) => {
        return {seed, of: "measured", why: why ?? `gave ${value}`, countedAs: null};
      }),
    manipulation: null,
    control: {
      description: claim.control.description,
      expects: "show no such order",
      obstacle: shown?.obstacle ?? null,
      outcome: !shown?.interval
        ? "undecided"
        : shown.interval.low > 0.5
          ? "not as expected"
          : "as expected",
      effect: shown?.share ?? null,
      interval: shown?.interval ? shares(shown.interval) : null,
      ...listed(control.result),
      sabotage: sabotageOutcome(claim.control.sabotage, {
        shown: !shown?.interval
          ? "undecided"
          : shown.interval.low > 0.5
            ? "not as expected"
            : "as expected",
        alike: false,
        sabotaged: found?.interval && found.interval.low > 0.5 ? "not as expected" : "as expected",
      }),
    },
    power: found?.interval
      ? powerOfOrder(found.blocks, {interval: found.interval, random: random.child("power")})
      : null,
  });
}

type Tried = {
  readonly blocks: readonly Block[];
  readonly share: number;
  readonly interval: Interval | null;
  readonly obstacle: string | null;
};

function tried(claim: Claim<OrderPrediction>, list: readonly GroupValue[], random: Random): Tried {
  const obstacle = unusable("run", list);
  if (obstacle !== null) return {blocks: [], share: NaN, interval: null, obstacle};
  const blocks = blocksOf(claim.predicts.groups, list);
  const fewest = Math.exp(-logArrangements(blocks));
  if (fewest > tail) {
    const reason = `these groups can be dealt in too few ways (the rarest has chance ${percentText(fewest)}): run more seeds`;
    return {blocks, share: orderedShare(blocks), interval: null, obstacle: reason};
  }
  const {share, interval} = orderTest(blocks, {tail, random});
  return {blocks, share, interval, obstacle: null};
}

function rule(
  {quantity, groups}: OrderPrediction,
  {found, shown}: {found: Tried | null; shown: Tried | null},
): {kind: VerdictKind; reason: string} {
  const order = groups.join(" < ");
  if (shown?.interval && shown.interval.low > 0.5) {
    return {
      kind: "control failed",
      reason: `In the control ${quantity} follows the order ${order} as well, in ${percentText(shown.share)} of pairs, so the mechanism removed cannot be what makes it.`,
    };
  }
  if (!found?.interval) return undecided(found?.obstacle ?? "nothing was measured");
  if (!shown?.interval) return undecided(`the control decides nothing: ${shown?.obstacle ?? ""}`);
  const [low, high] = shares(found.interval);
  const text = tellingApart([low, high, found.share, 0.5]);
  const span = `${text(low)} to ${text(high)}; one half is chance`;
  const pairs = `${quantity} follows the order ${order} in a share of ${text(found.share)} of pairs (${span})`;
  const capital = pairs.charAt(0).toUpperCase() + pairs.slice(1);
  if (low > 0.5) return {kind: "supported", reason: `${capital}, and the control does not.`};
  if (high < 0.5) return {kind: "refuted", reason: `${capital}: it runs the other way.`};
  return {kind: "undecided", reason: `${capital}: chance alone could do that.`};
}

/** The interval, cut to what a share can be. */
const shares = ({low, high}: Interval): [number, number] => [Math.max(0, low), Math.min(1, high)];

/** One block per seed where all groups ran on the same seeds, else one block of everything. */
function blocksOf(groups: readonly string[], list: readonly GroupValue[]): Block[] {
  const seeds = [...new Set(list.map(({seed}) => seed))];
  const shared = list.length === seeds.length * groups.length;
  const parts = shared ? seeds.map((own) => list.filter(({seed}) => seed === own)) : [list];
  return parts.map((part) => ({
    groups: part.map(({group}) => groups.indexOf(group)),
    values: part.map(({value}) => value),
  }));
}

function requireGroups(claim: Claim<OrderPrediction>, role: string, list: readonly GroupValue[]) {
  const {groups} = claim.predicts;
  const stray = list.find(({group}) => !groups.includes(group));
  if (stray !== undefined) {
    throw new RangeError(
      `the ${role} run has a group ${JSON.stringify(stray.group)}; the claim orders ${groups.join(", ")}`,
    );
  }
  const missing = groups.find((name) => !list.some(({group}) => group === name));
  if (missing === undefined) return;
  throw new RangeError(`the ${role} run has no value for the group ${JSON.stringify(missing)}`);
}
