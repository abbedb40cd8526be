import {sum} from "./sum";

/** A matrix in double precision, row-major: entry (i, j) is values[i · columns + j]. */
export type DenseMatrix = {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
};

/** A matrix of these numbers, of zeros where there are none. */
export function denseMatrix(
  [rows, columns]: readonly [number, number],
  values: ArrayLike<number> = new Float64Array(rows * columns),
): DenseMatrix {
  if (values.length !== rows * columns) {
    throw new RangeError(
      `a ${rows} × ${columns} matrix needs ${rows * columns} numbers, got ${values.length}`,
    );
  }
  return {rows, columns, values: Float64Array.from(values)};
}

/** A matrix from its rows. */
export function matrixOfRows(rows: readonly ArrayLike<number>[]): DenseMatrix {
  const columns = rows[0]?.length ?? 0;
  return denseMatrix(
    [rows.length, columns],
    rows.flatMap((row) => Array.from(row)),
  );
}

/** Row i, as a view: writing to it writes to the matrix. */
export const rowOf = ({columns, values}: DenseMatrix, i: number): Float64Array =>
  values.subarray(i * columns, (i + 1) * columns);

export function transposed({rows, columns, values}: DenseMatrix): DenseMatrix {
  const turned = new Float64Array(values.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned[j * rows + i] = values[i * columns + j];
  }
  return {rows: columns, columns: rows, values: turned};
}

/** A B, or Aᵀ B. */
export function product(
  a: DenseMatrix,
  b: DenseMatrix,
  {transposeA = false}: {readonly transposeA?: boolean} = {},
): DenseMatrix {
  const [rows, inner] = transposeA ? [a.columns, a.rows] : [a.rows, a.columns];
  if (inner !== b.rows) {
    throw new RangeError(`cannot multiply ${rows} × ${inner} by ${b.rows} × ${b.columns}`);
  }
  const {columns} = b;
  const values = new Float64Array(rows * columns);
  // Plain indices: a view of every row would cost more than the sums over a short one.
  for (let i = 0; i < rows; i++) {
    const to = i * columns;
    for (let k = 0; k < inner; k++) {
      const factor = transposeA ? a.values[k * a.columns + i] : a.values[i * a.columns + k];
      if (factor === 0) continue;
      const from = k * columns;
      for (let j = 0; j < columns; j++) values[to + j] += factor * b.values[from + j];
    }
  }
  return {rows, columns, values};
}

/** A + s B. */
export function added(a: DenseMatrix, b: DenseMatrix, s = 1): DenseMatrix {
  if (a.rows !== b.rows || a.columns !== b.columns) {
    throw new RangeError(
      `cannot add ${a.rows} × ${a.columns} and ${b.rows} × ${b.columns} matrices`,
    );
  }
  const values = new Float64Array(a.values.length);
  for (let i = 0; i < values.length; i++) values[i] = a.values[i] + s * b.values[i];
  return {...a, values};
}

/** ‖A‖_F, the root of the sum of all squares. */
export const frobeniusNorm = ({values}: DenseMatrix): number =>
  Math.sqrt(sum(values.map((value) => value * value)));

/** The length of every row. */
export const rowNorms = (matrix: DenseMatrix): Float64Array =>
  Float64Array.from({length: matrix.rows}, (_, i) =>
    Math.sqrt(rowOf(matrix, i).reduce((total, value) => total + value * value, 0)),
  );
