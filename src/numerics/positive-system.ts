import {CholeskyDecomposition, Matrix} from "ml-matrix";
import {denseMatrix} from "./dense-matrix";
import type {DenseMatrix} from "./dense-matrix";

/**
 * X with (A + ridge I) X = B for a symmetric A without negative eigenvalues, by Cholesky (ml-matrix).
 *
 * Throws a RangeError where A + ridge I is not positive definite.
 */
export function solvePositive(
  matrix: DenseMatrix,
  {right, ridge = 0}: {readonly right: DenseMatrix; readonly ridge?: number},
): DenseMatrix {
  const left = ridged(matrix, ridge);
  const cholesky = new CholeskyDecomposition(left);
  if (!cholesky.isPositiveDefinite()) {
    throw new RangeError(`the matrix is not positive definite with a ridge of ${ridge}: raise it`);
  }
  const solution = cholesky.solve(mlMatrix(right));
  return denseMatrix([right.rows, right.columns], solution.to1DArray());
}

function ridged(matrix: DenseMatrix, ridge: number): Matrix {
  const made = mlMatrix(matrix);
  for (let i = 0; i < matrix.rows; i++) made.set(i, i, made.get(i, i) + ridge);
  return made;
}

function mlMatrix({rows, columns, values}: DenseMatrix): Matrix {
  return Matrix.from1DArray(rows, columns, values as unknown as number[]);
}
