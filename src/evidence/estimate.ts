import {mean, median, sampleStandardDeviation} from "simple-statistics";
import type {Interval} from "../numerics/interval";
import {meanDifferenceInterval, meanInterval} from "../numerics/intervals-of-mean";
import {medianInterval} from "../numerics/intervals-of-median";
import {shareInterval} from "../numerics/intervals-of-share";
import {shiftInterval, shiftRank} from "../numerics/intervals-of-shift";
import type {MeasuredPrediction, Statistic} from "./claim";
import type {SeedValue} from "./collect";
import {fewestSeeds} from "./usable-runs";

/**
 * Chance left out on each side of every interval: 1/32, the least that five seeds can promise
 * without assuming a shape (all five on one side of their median by chance).
 */
export const tail = 2 ** -fewestSeeds;

/** An effect with its interval, and the rule that gave it, to be tried on made-up samples. */
export type Estimate = {
  readonly effect: number;
  readonly interval: Interval;
  /** One sample of values or paired differences, or two that share no seeds. */
  readonly samples: readonly (readonly number[])[];
  /** The seeds of the first sample. */
  readonly seeds: readonly number[];
  readonly rule: (samples: readonly (readonly number[])[]) => Interval;
};

/**
 * The statistic of a prediction with its interval.
 *
 *     median      order statistics (sign test); two unpaired samples: rank sum
 *     mean        Student; two unpaired samples: Welch
 *     share       Clopper and Pearson
 *     difference  of the same seeds where control and measured share them all
 *
 * Throws a RangeError where only some seeds are shared, or a share is of other values than 0 and 1.
 */
export function estimate(
  {statistic = "median", compare = "value"}: MeasuredPrediction,
  measured: readonly SeedValue[],
  control: readonly SeedValue[],
): Estimate {
  const values = measured.map(({value}) => value);
  const samples =
    compare === "value" ? [values] : (paired(measured, control) ?? [values, valuesIn(control)]);
  const rule = ruleFor(statistic, samples);
  return {
    effect: effects[statistic](samples),
    interval: rule(samples),
    samples,
    seeds: measured.map(({seed}) => seed),
    rule,
  };
}

/** Spread of a sample's values, the unit in which a made-up sample is drawn. */
export const spreadOf = (sample: readonly number[]): number =>
  sample.length < 2 ? 0 : sampleStandardDeviation([...sample]);

type Samples = readonly (readonly number[])[];

const pair = ([first, second]: Samples) => [first, second] as const;

/** The rule for samples of these sizes; what depends on the sizes alone is worked out once. */
function ruleFor(statistic: Statistic, sizes: Samples): (samples: Samples) => Interval {
  if (statistic === "share") {
    return ([sample]) => shareInterval(successes(sample), {tries: sample.length, tail});
  }
  if (sizes.length === 1) {
    const interval = statistic === "mean" ? meanInterval : medianInterval;
    return ([sample]) => interval(sample, {tail});
  }
  if (statistic === "mean") return (samples) => meanDifferenceInterval(pair(samples), {tail});
  const bounds = shiftRank([sizes[0].length, sizes[1].length], tail);
  return (samples) => shiftInterval(pair(samples), {tail, bounds});
}

const effects: Record<Statistic, (samples: Samples) => number> = {
  // Hodges and Lehmann: the median of all differences is the shift the rank sum interval surrounds.
  median: ([first, second]) =>
    median(second ? first.flatMap((x) => second.map((y) => x - y)) : [...first]),
  mean: ([first, second]) => mean([...first]) - (second ? mean([...second]) : 0),
  share: ([sample]) => successes(sample) / sample.length,
};

const valuesIn = (list: readonly SeedValue[]): number[] => list.map(({value}) => value);

function paired(measured: readonly SeedValue[], control: readonly SeedValue[]): number[][] | null {
  const baseline = new Map(control.map(({seed, value}) => [seed, value]));
  const shared = measured.filter(({seed}) => baseline.has(seed));
  if (shared.length === 0) return null;
  if (shared.length < measured.length || measured.length < control.length) {
    throw new RangeError(
      `measured and control share ${shared.length} of ${measured.length} and ${control.length} ` +
        "seeds: run both on the same seeds, or on none in common",
    );
  }
  return [measured.map(({seed, value}) => value - (baseline.get(seed) as number))];
}

function successes(sample: readonly number[]): number {
  const odd = sample.find((value) => value !== 0 && value !== 1);
  if (odd === undefined) return sample.filter((value) => value === 1).length;
  throw new RangeError(`a share counts values 0 and 1, got ${odd}`);
}
