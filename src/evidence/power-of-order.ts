import type {Interval} from "../numerics/interval";
import type {Random} from "../numerics/random";
import {orderedShare} from "../numerics/ranks";
import type {Block} from "../numerics/ranks";
import {tail} from "./estimate";
import {percentText} from "./number-text";
import {seen} from "./power";
import type {Power} from "./power";

/**
 * How good a judge the permutation test of an order is: groups one step apart in a bell-shaped
 * spread, the step made larger until it is seen four times in five, told as a share of pairs.
 */
export function powerOfOrder(
  blocks: readonly Block[],
  {interval, random}: {interval: Interval; random: Random},
): Power {
  // The interval's lower end is share − critical + 1/2 at the observed share.
  const critical = orderedShare(blocks) - interval.low + 0.5;
  const trials = 200;
  const made = (step: number, name: string): number[] =>
    Array.from({length: trials}, (_, trial) => {
      const stream = random.child(`${name} ${trial}`);
      return orderedShare(
        blocks.map(({groups}) => ({
          groups,
          values: Array.from(groups, (group) => stream.normal() + step * group),
        })),
      );
    });
  let [low, high] = [0, 8];
  for (let halving = 0; halving < 8; halving++) {
    const step = (low + high) / 2;
    const hits = made(step, "step").filter((share) => share > critical).length / trials;
    if (hits < seen) low = step;
    else high = step;
  }
  const visible = made(high, "step").reduce((a, b) => a + b, 0) / trials;
  const falseAlarmRate = tail;
  const smallestEffect = visible - 0.5;
  return {
    falseAlarmRate,
    worstCase: null,
    smallestEffect,
    sentence:
      `If the groups differed in nothing, this rule would say “supported” in at most ${percentText(falseAlarmRate)} of such runs, ` +
      `however unequal they are; four times in five it sees an order that holds in ${percentText(visible)} of pairs.`,
  };
}
