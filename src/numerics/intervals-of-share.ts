import {binomialAtMost} from "./binomial-tail";
import {requireTail} from "./interval";
import type {Interval} from "./interval";
import {requireWhole} from "./require-number";

/**
 * Clopper and Pearson's interval for the chance of a success: all chances under which neither so
 * many successes nor so few would be rarer than `tail`. It never misses more often than promised.
 *
 *     P(X ≥ k | low) = tail = P(X ≤ k | high)
 */
export function shareInterval(
  successes: number,
  {tries, tail}: {tries: number; tail: number},
): Interval {
  requireTail(tail);
  requireWhole("tries", tries, {from: 1});
  requireWhole("successes", successes, {from: 0, to: tries});
  const low = halve((chance) => 1 - binomialAtMost(successes - 1, {tries, chance}) < tail);
  const high = halve((chance) => binomialAtMost(successes, {tries, chance}) > tail);
  return {
    low: successes === 0 ? 0 : low,
    high: successes === tries ? 1 : high,
    level: 1 - 2 * tail,
  };
}

/** The chance in 0 … 1 up to which `stillLow` holds. */
function halve(stillLow: (chance: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (stillLow(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
