import {EigenvalueDecomposition, LuDecomposition, Matrix} from "ml-matrix";
import {requireWhole} from "./require-number";

/** A symmetric matrix, [size, size] row-major. */
export type SymmetricMatrix = {readonly size: number; readonly entries: Float64Array};

/**
 * The eigenvalues of a symmetric matrix, smallest first (Householder and QL, ml-matrix).
 * Only its lower half is looked at.
 */
export function symmetricEigenvalues(matrix: SymmetricMatrix): Float64Array {
  const {realEigenvalues} = new EigenvalueDecomposition(asMatrix(matrix), {assumeSymmetric: true});
  return Float64Array.from(realEigenvalues).sort();
}

/**
 * The vector x with A x = b, by LU with pivots (ml-matrix), or undefined where A is singular.
 */
export function solveSymmetric(
  matrix: SymmetricMatrix,
  right: ArrayLike<number>,
): Float64Array | undefined {
  const lu = new LuDecomposition(asMatrix(matrix));
  if (lu.isSingular()) return undefined;
  return Float64Array.from(lu.solve(Matrix.columnVector(right)).to1DArray());
}

function asMatrix({size, entries}: SymmetricMatrix): Matrix {
  requireWhole("size", size, {from: 1, of: "rows"});
  if (entries.length !== size ** 2) {
    throw new RangeError(
      `a matrix of ${size} rows needs ${size ** 2} entries, got ${entries.length}`,
    );
  }
  const matrix = new Matrix(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) matrix.set(i, j, entries[i * size + j]);
  }
  return matrix;
}
