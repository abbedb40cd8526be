import {requireAbove} from "../../numerics/require-number";
import type {ExpectationOptions, ExpectedCounts} from "./expected-counts";
import {expectedByIdentity} from "./goe-identity";
import {expectedByShift} from "./shifted-determinant";

/**
 * Expected number of critical points by index of a mixed spherical spin glass of N spins, by the way
 * that is accurate at this G: the identity from G = 1 on, the shifted determinant below.
 *
 * The result depends on the mixture only through G, and grows with it.
 * @see littwin2016 §5, Eq. 31
 */
export function expectedCriticalPoints(options: ExpectationOptions): ExpectedCounts {
  return options.ratio < 1 ? expectedByShift(options) : expectedByIdentity(options);
}

/**
 * The same in closed form for two and three spins, index 0 first.
 *
 *     N = 2:  √(1+3G) of either index
 *     N = 3:  1 + 2G/√(3+1/G) minima, as many maxima, 4G/√(3+1/G) saddles
 */
export function exactExpectedCounts(size: 2 | 3, ratio: number): number[] {
  requireAbove("ratio", ratio);
  if (size === 2) return [Math.sqrt(1 + 3 * ratio), Math.sqrt(1 + 3 * ratio)];
  if (size !== 3) throw new RangeError(`a closed form is known for 2 and 3 spins, got ${size}`);
  const half = (2 * ratio) / Math.sqrt(3 + 1 / ratio);
  return [1 + half, 2 * half, 1 + half];
}
