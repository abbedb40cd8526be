import {mean, min} from "simple-statistics";

/**
 * How much higher than the lowest the ends of descents lie on average, as a share of its size: 0 where
 * all descents end at one energy.
 *
 *     energies   H/N at the end of each, one at least, the lowest not 0
 */
export function heightAboveLowest(energies: ArrayLike<number>): number {
  const ends = Array.from(energies);
  if (ends.length === 0) throw new RangeError("heights are of one descent at least, got none");
  const lowest = min(ends);
  if (lowest === 0)
    throw new RangeError("a lowest energy of 0 has no shares: measure from another");
  return (mean(ends) - lowest) / Math.abs(lowest);
}
