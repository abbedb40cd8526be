import {logBinomial} from "./log-binomial";
import type {Random} from "./random";
import {requireTail} from "./interval";
import type {Interval} from "./interval";

/**
 * Values that may change places when the groups differ in nothing: all of them, or, where every
 * group ran on the same seeds, those of one seed.
 *
 *     groups   the group of each value, 0 … g − 1, in the predicted order from low to high
 */
export type Block = {readonly groups: ArrayLike<number>; readonly values: ArrayLike<number>};

/**
 * Share of the pairs from different groups that stand in the predicted order (Jonckheere and
 * Terpstra's count; a tie is half a pair). 1/2 when the groups differ in nothing, 1 in full order.
 */
export function orderedShare(blocks: readonly Block[]): number {
  let [ordered, pairs] = [0, 0];
  for (const {groups, values} of blocks) {
    for (let i = 0; i < values.length; i++) {
      for (let j = 0; j < i; j++) {
        const step = groups[i] - groups[j];
        if (step === 0) continue;
        pairs++;
        const rise = (values[i] - values[j]) * step;
        ordered += rise > 0 ? 1 : rise === 0 ? 0.5 : 0;
      }
    }
  }
  if (pairs === 0) throw new RangeError("an order needs two values of different groups");
  return ordered / pairs;
}

/** ln of the number of ways to deal the values to the groups: Σ over blocks of ln (n! / Π n_g!). */
export function logArrangements(blocks: readonly Block[]): number {
  let log = 0;
  for (const {groups} of blocks) {
    const sizes = new Map<number, number>();
    for (const group of Array.from(groups)) sizes.set(group, (sizes.get(group) ?? 0) + 1);
    let dealt = 0;
    for (const size of sizes.values()) log += logBinomial((dealt += size), size);
  }
  return log;
}

/**
 * Permutation test of an order across groups of any sizes.
 *
 *     chanceOfMore   share of the deals, the observed one among them, that are at least as ordered
 *     chanceOfLess   share that are at most as ordered
 *     interval       share − (q − 1/2), q the upper and lower ends of what chance deals give:
 *                    it lies wholly above 1/2 exactly when chanceOfMore ≤ tail
 *
 * Counting the observed deal keeps the chances above 0 and the rate of false alarms at or below
 * `tail`, however unequal the groups.
 */
export function orderTest(
  blocks: readonly Block[],
  {tail, random, deals = 4095}: {tail: number; random: Random; deals?: number},
): {share: number; chanceOfMore: number; chanceOfLess: number; interval: Interval} {
  requireTail(tail);
  const share = orderedShare(blocks);
  const shares = new Float64Array(deals + 1).fill(share);
  for (let deal = 0; deal < deals; deal++) {
    shares[deal] = orderedShare(
      blocks.map(({groups, values}) => ({groups, values: shuffled(values, random)})),
    );
  }
  shares.sort();
  const rank = Math.floor(shares.length * tail);
  return {
    share,
    chanceOfMore: shares.filter((one) => one >= share).length / shares.length,
    chanceOfLess: shares.filter((one) => one <= share).length / shares.length,
    interval: {
      low: share - shares[shares.length - 1 - rank] + 0.5,
      high: share - shares[rank] + 0.5,
      level: 1 - 2 * tail,
    },
  };
}

const shuffled = (values: ArrayLike<number>, random: Random): Float64Array =>
  Float64Array.from(random.permutation(values.length), (i) => values[i]);
