import {requireWhole} from "./require-number";
import {runningSum} from "./sum";

/**
 * Logarithm of a binomial coefficient, ln C(n, k) = Σ_{j=1}^{m} ln((n − m + j) / j), m = min(k, n − k).
 *
 * A sum of at most n/2 logarithms, kept by compensated addition: C(10000, 5000) comes out with an
 * error of about 1e-12 in its logarithm, 6926.6. Throws a RangeError unless 0 ≤ k ≤ n.
 */
export function logBinomial(n: number, k: number): number {
  requireWhole("n", n, {from: 0});
  requireWhole("k", k, {from: 0, to: n});
  const m = Math.min(k, n - k);
  const log = runningSum();
  for (let j = 1; j <= m; j++) log.add(Math.log((n - m + j) / j));
  return log.value();
}
