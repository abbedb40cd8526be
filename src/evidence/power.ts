import {binomialAtMost} from "../numerics/binomial-tail";
import type {Interval} from "../numerics/interval";
import {shareInterval} from "../numerics/intervals-of-share";
import type {Random} from "../numerics/random";
import {orderedShare} from "../numerics/ranks";
import type {Block} from "../numerics/ranks";
import type {MeasuredPrediction} from "./claim";
import {spreadOf, tail} from "./estimate";
import type {Estimate} from "./estimate";
import {percentText, quantityText} from "./number-text";
import {edgesOf, sideOf} from "./region";

/**
 * How good a judge a rule is at so many seeds.
 *
 *     falseAlarmRate   chance of "supported" when the truth lies on the edge of the prediction
 *     worstCase        the same for the least favourable shape tried, where the shape matters
 *     smallestEffect   distance from the edge that is detected with a chance of 80 %, given the spread of
 *                      these seeds; null where none is
 *     sentence         the same for readers
 */
export type Power = {
  readonly falseAlarmRate: number;
  readonly worstCase: {readonly rate: number; readonly shape: string} | null;
  readonly smallestEffect: number | null;
  readonly sentence: string;
};

/** Made-up seeds of spread 1: a draw, with the mean and median it is spread around. */
type Shape = {draw(random: Random): number; readonly mean: number; readonly median: number};

const shapes: Record<string, Shape> = {
  "bell-shaped": {draw: (random) => random.normal(), mean: 0, median: 0},
  "lopsided, with a few high": {draw: (random) => exponential(random), mean: 1, median: Math.LN2},
  "lopsided, with a few low": {draw: (random) => -exponential(random), mean: -1, median: -Math.LN2},
  "given to outliers": {draw: (random) => studentOfThree(random), mean: 0, median: 0},
};
const draws = 1000;
/** How often an effect must be seen to count as visible. */
export const seen = 0.8;

/** The quality of the rule that judged these samples, found by trying it where nothing is there. */
export function powerOf(
  predicts: MeasuredPrediction,
  {samples, rule}: Estimate,
  {random}: {random: Random},
): Power {
  if (predicts.statistic === "share") return powerOfShare(predicts, samples[0].length);
  const spreads = samples.map(spreadOf);
  const center = predicts.statistic === "mean" ? "mean" : "median";
  const needs = (name: string): {up: number[]; down: number[]} => {
    const shape = shapes[name];
    const stream = random.child(name);
    const intervals = Array.from({length: draws}, () =>
      rule(
        samples.map(({length}, i) =>
          Array.from({length}, () => spreads[i] * (shape.draw(stream) - shape[center])),
        ),
      ),
    );
    // What would have to be added for the interval to clear the edge.
    return {up: intervals.map(({low}) => -low), down: intervals.map(({high}) => high)};
  };
  const alarms = ({up, down}: ReturnType<typeof needs>): number => {
    const [above, below] = [up, down].map((all) => all.filter((need) => need < 0).length / draws);
    if (predicts.kind === "above") return above;
    return predicts.kind === "below" ? below : Math.max(above, below);
  };
  const bell = needs("bell-shaped");
  const needed = (predicts.kind === "below" ? bell.down : bell.up).sort((a, b) => a - b);
  const smallestEffect = Math.max(0, needed[Math.ceil(seen * draws) - 1]);
  // A median's rule, paired or not, keeps its promise for any shape; its chance is counted exactly.
  const falseAlarmRate = (1 - rule(samples).level) / 2;
  const worstCase = center === "median" ? null : worst((name) => alarms(needs(name)));
  return {
    falseAlarmRate,
    worstCase,
    smallestEffect,
    sentence: powerSentence({falseAlarmRate, worstCase, smallestEffect}, predicts.unit),
  };
}

function worst(rateOf: (name: string) => number): Power["worstCase"] {
  const rates = Object.keys(shapes).map((shape) => ({rate: rateOf(shape), shape}));
  return rates.reduce((most, next) => (next.rate > most.rate ? next : most));
}

/** Both qualities of a rule in one sentence. */
export function powerSentence(
  {falseAlarmRate, worstCase, smallestEffect}: Omit<Power, "sentence">,
  unit: string,
): string {
  const alarms = `If the truth lay exactly at the bar, this rule would say “supported” in ${percentText(falseAlarmRate)} of such runs`;
  const lopsided =
    worstCase && worstCase.rate > 1.5 * falseAlarmRate
      ? ` (${percentText(worstCase.rate)} if the seeds were ${worstCase.shape})`
      : "";
  const sees =
    smallestEffect === null
      ? "with so few tries no distance from the bar has an 80 % chance of being detected"
      : `it has an 80 % chance of detecting a distance of ${quantityText(Number(smallestEffect.toPrecision(2)), unit)} from the bar`;
  return `${alarms}${lopsided}; ${sees}.`;
}

const exponential = (random: Random): number => -Math.log(1 - random.uniform());

/** Student's t with three degrees of freedom, scaled to spread 1 (its variance is 3). */
function studentOfThree(random: Random): number {
  const squares = [0, 1, 2].map(() => random.normal() ** 2);
  return random.normal() / Math.sqrt(squares.reduce((a, b) => a + b, 0));
}

/** Counted exactly: a share's rule depends on nothing but the number of tries and the edges. */
export function powerOfShare(predicts: MeasuredPrediction, tries: number): Power {
  const supports = Array.from(
    {length: tries + 1},
    (_, k) => sideOf(shareInterval(k, {tries, tail}), predicts) === "inside",
  );
  const chanceAt = (chance: number): number =>
    supports.reduce((all, supported, k) => all + (supported ? massAt(k, {tries, chance}) : 0), 0);
  const edges = edgesOf(predicts);
  const falseAlarmRate = Math.max(...edges.map((edge) => chanceAt(Math.min(1, Math.max(0, edge)))));
  const steps = Array.from({length: 1000}, (_, i) => (i + 1) / 1000);
  const visible = steps.find((step) =>
    edges.some((edge) =>
      [edge - step, edge + step].some(
        (chance) => chance >= 0 && chance <= 1 && chanceAt(chance) >= seen,
      ),
    ),
  );
  const smallestEffect = visible ?? null;
  const rates = {falseAlarmRate, worstCase: null, smallestEffect};
  return {...rates, sentence: powerSentence(rates, predicts.unit)};
}

const massAt = (k: number, tries: {tries: number; chance: number}): number =>
  binomialAtMost(k, tries) - binomialAtMost(k - 1, tries);

/**
 * How good a judge the permutation test of an order is: groups one step apart in a bell-shaped
 * spread, the step made larger until it is detected with a chance of 80 %, told as a share of pairs.
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
      `however unequal they are; it has an 80 % chance of detecting an order that holds in ${percentText(visible)} of pairs.`,
  };
}
