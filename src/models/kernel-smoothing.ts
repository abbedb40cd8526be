import {denseMatrix, product, rowOf} from "../numerics/dense-matrix";
import type {DenseMatrix} from "../numerics/dense-matrix";
import {requireAbove} from "../numerics/require-number";

/**
 * The Gaussian kernel between two sets of points.
 *
 *     k(z, z') = exp(−‖z − z'‖² / (2 σ²)),    at most 1
 *
 *     width    σ
 *
 * Returns [points, others].
 */
export function gaussianKernel(
  points: DenseMatrix,
  others: DenseMatrix,
  {width}: {readonly width: number},
): DenseMatrix {
  requireAbove("width", width);
  if (points.columns !== others.columns) {
    throw new RangeError(
      `both sets need points of as many features, got ${points.columns} and ${others.columns}`,
    );
  }
  const gram = denseMatrix([points.rows, others.rows]);
  const {columns} = points;
  const factor = -1 / (2 * width * width);
  // Plain indices: a view of every row would cost more than the distance.
  for (let i = 0; i < points.rows; i++) {
    const from = i * columns;
    for (let j = 0; j < others.rows; j++) {
      const to = j * columns;
      let square = 0;
      for (let a = 0; a < columns; a++) {
        const gap = points.values[from + a] - others.values[to + a];
        square += gap * gap;
      }
      gram.values[i * others.rows + j] = Math.exp(factor * square);
    }
  }
  return gram;
}

/** The kernel of an embedding, k(z, z') = ι(z)ᵀ ι(z'), from the embedded points, [n, D] each. */
export function embeddingKernel(points: DenseMatrix, others: DenseMatrix): DenseMatrix {
  const gram = denseMatrix([points.rows, others.rows]);
  for (let i = 0; i < points.rows; i++) {
    const [iota, row] = [rowOf(points, i), rowOf(gram, i)];
    for (let j = 0; j < others.rows; j++) {
      const other = rowOf(others, j);
      for (let a = 0; a < iota.length; a++) row[j] += iota[a] * other[a];
    }
  }
  return gram;
}

/**
 * The kernel integral operator on the sample: a function known at N points becomes one known at
 * every point whose kernel with them is.
 *
 *     (T_k ξ)(z) = (1/N) Σ_j k(z, z_j) ξ_j
 *
 *     kernel    k, [n, N]
 *     values    ξ, [N, features]
 *
 * @see nitanda2018 kernel smoothing; our derivation
 */
export function smoothed(kernel: DenseMatrix, values: DenseMatrix): DenseMatrix {
  const total = product(kernel, values);
  return {...total, values: total.values.map((value) => value / kernel.columns)};
}

/**
 * The output matrix of a residual block: with k = ιᵀι, T_k g (z) = A ι(z).
 *
 *     A = (1/N) Σ_i g_i ι_iᵀ,    [features, D]
 *
 *     gradient    g, [N, features]
 *     embedded    ι, [N, D]
 *
 * @see nitanda2018 the algorithm
 */
export function blockMatrix(gradient: DenseMatrix, embedded: DenseMatrix): DenseMatrix {
  const total = product(gradient, embedded, {transposeA: true});
  return {...total, values: total.values.map((value) => value / gradient.rows)};
}

/**
 * The embedding that suits a gradient best: its direction, so that ‖ι‖ = 1 (zero where it is zero).
 *
 *     ι_i = g_i / ‖g_i‖
 *
 * Known at the examples only: it is what a learned embedding imitates.
 * @see nitanda2018 choice of the kernel; our derivation
 */
export function idealEmbedding(gradient: DenseMatrix): DenseMatrix {
  const unit = denseMatrix([gradient.rows, gradient.columns], gradient.values);
  for (let i = 0; i < unit.rows; i++) {
    const row = rowOf(unit, i);
    const length = Math.hypot(...row);
    if (length > 0) row.forEach((value, a) => (row[a] = value / length));
  }
  return unit;
}
