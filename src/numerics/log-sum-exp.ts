import {sum} from "./sum";

/**
 * Logarithm of a sum of exponentials, without overflow.
 *
 *     ln Σ exp(a_i) = M + ln Σ exp(a_i − M),    M = max a_i
 *
 * Returns −Infinity for no terms or when all are −Infinity (an empty sum is 0).
 */
export function logSumExp(logs: ArrayLike<number>): number {
  let largest = -Infinity;
  for (let i = 0; i < logs.length; i++) {
    if (Number.isNaN(logs[i])) return NaN;
    largest = Math.max(largest, logs[i]);
  }
  // Subtracting an infinite maximum would give NaN.
  if (!Number.isFinite(largest)) return largest;
  return largest + Math.log(sum(Float64Array.from(logs, (a) => Math.exp(a - largest))));
}
