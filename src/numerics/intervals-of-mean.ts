import {mean, sampleVariance} from "simple-statistics";
import {requireTail, sortedSample} from "./interval";
import type {Interval} from "./interval";
import {studentQuantile} from "./student-t";

/**
 * Student's interval for a mean, x̄ ± t s / √n.
 *
 * Exact for normal values, close for symmetric ones. For skewed ones the side away from the long
 * tail misses too often: four times as often as promised for five exponential values
 * (test/numerics/intervals.test.ts). The percentile bootstrap is worse at such n, on every shape.
 *
 *     tail   chance left out on each side
 *
 * Throws a RangeError for fewer than two values.
 */
export function meanInterval(values: ArrayLike<number>, {tail}: {tail: number}): Interval {
  requireTail(tail);
  const sample = [...sortedSample(values)];
  if (sample.length < 2) throw new RangeError("the interval of a mean needs two values, got 1");
  const reach =
    studentQuantile(tail, sample.length - 1) * Math.sqrt(sampleVariance(sample) / sample.length);
  return {low: mean(sample) - reach, high: mean(sample) + reach, level: 1 - 2 * tail};
}

/**
 * Welch's interval for a difference of means of two samples that may differ in size and spread.
 *
 *     x̄ − ȳ ± t √(s_x²/n + s_y²/m)
 *
 * The degrees of freedom are rounded down to a whole number, which only widens it.
 */
export function meanDifferenceInterval(
  [first, second]: readonly [ArrayLike<number>, ArrayLike<number>],
  {tail}: {tail: number},
): Interval {
  requireTail(tail);
  const samples = [[...sortedSample(first)], [...sortedSample(second)]];
  const fewest = Math.min(...samples.map((sample) => sample.length));
  if (fewest < 2) throw new RangeError("each mean of a difference needs two values, got 1");
  const errors = samples.map((sample) => sampleVariance(sample) / sample.length);
  const total = errors[0] + errors[1];
  const freedom =
    total === 0
      ? fewest - 1
      : total ** 2 / errors.reduce((all, e, i) => all + e ** 2 / (samples[i].length - 1), 0);
  const reach = studentQuantile(tail, Math.max(1, Math.floor(freedom))) * Math.sqrt(total);
  const difference = mean(samples[0]) - mean(samples[1]);
  return {low: difference - reach, high: difference + reach, level: 1 - 2 * tail};
}
