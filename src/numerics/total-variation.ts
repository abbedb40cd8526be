import {sum} from "./sum";

/**
 * How far apart two distributions over the same outcomes are: the largest difference in chance that
 * any event can have under them.
 *
 *     TV(a, b) = ½ Σ_i |a_i − b_i|,    from 0 (equal) to 1 (nothing in common)
 *
 * Throws a RangeError where the lengths differ, an entry is negative, or one does not sum to 1
 * within 1e-6.
 */
export function totalVariation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new RangeError(
      `both distributions must be over the same outcomes, got ${a.length} and ${b.length}`,
    );
  }
  requireDistribution("the first", a);
  requireDistribution("the second", b);
  return sum(Float64Array.from(a, (share, i) => Math.abs(share - b[i]))) / 2;
}

function requireDistribution(which: string, shares: ArrayLike<number>): void {
  const total = sum(shares);
  if (Array.from(shares).every((share) => share >= 0) && Math.abs(total - 1) <= 1e-6) return;
  throw new RangeError(
    `${which} distribution must have no negative share and sum to 1, got a sum of ${total}`,
  );
}
