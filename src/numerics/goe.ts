import type {Random} from "./random";
import {requireWhole} from "./require-number";
import {symmetricEigenvalues} from "./symmetric-matrix";

/**
 * Eigenvalues, smallest first, of a matrix from the Gaussian orthogonal ensemble.
 *
 *     M_ij = M_ji ~ N(0, 1) off the diagonal,    M_ii ~ N(0, 2)
 *
 *     size  N   number of rows; the eigenvalues fill [−2√N, 2√N] as N grows
 */
export function drawGoeEigenvalues(size: number, random: Random): Float64Array {
  requireWhole("size", size, {from: 1, of: "rows"});
  const entries = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    entries[i * size + i] = Math.SQRT2 * random.normal();
    for (let j = 0; j < i; j++) {
      entries[i * size + j] = entries[j * size + i] = random.normal();
    }
  }
  return symmetricEigenvalues({size, entries});
}
