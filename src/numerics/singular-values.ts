import {product, transposed} from "./dense-matrix";
import type {DenseMatrix} from "./dense-matrix";
import {symmetricEigenvalues} from "./symmetric-matrix";

/**
 * The singular values of a matrix, largest first: roots of the eigenvalues of the smaller of AᵀA and
 * AAᵀ. Values below about 1e-8 of the largest are lost in rounding.
 */
export function singularValues(matrix: DenseMatrix): Float64Array {
  const small = matrix.rows < matrix.columns ? transposed(matrix) : matrix;
  const {values} = product(small, small, {transposeA: true});
  return symmetricEigenvalues({size: small.columns, entries: values})
    .map((square) => Math.sqrt(Math.max(0, square)))
    .reverse();
}

/** ‖A‖_op, the most that A stretches a vector. */
export const largestSingularValue = (matrix: DenseMatrix): number => singularValues(matrix)[0];
