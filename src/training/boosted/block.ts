import {
  chunkRows,
  embedRows,
  inChunks,
  loadBlock,
  rowsOfChunk,
  tensorOf,
} from "../../models/resfgb-layers";
import type {LoadedBlock} from "../../models/resfgb-layers";
import type {BoostedClassifier, BoostedEmbedding} from "../../models/resfgb-model";
import type {ScoreLoss} from "../../models/score-loss";
import {denseMatrix} from "../../numerics/dense-matrix";
import {solvePositive} from "../../numerics/positive-system";
import {multiply} from "../../tensors/fused/affine";
import {tf} from "../../tensors/tensorflow";
import {scoreSlopeRows} from "./tensor-losses";

/** Where a fit stands: φ_t of all rows, the prepared input, the classes. */
export type FitRows = {
  readonly features: tf.Tensor2D;
  readonly input: tf.Tensor2D;
  readonly labels: tf.Tensor1D;
};

/** ∂l/∂z of every row under a classifier, [n, d], not divided by n; the caller owns it. */
export function gradientRows(
  {features, labels}: FitRows,
  {
    classifier,
    loss,
    classWeights,
  }: {
    readonly classifier: BoostedClassifier;
    readonly loss: ScoreLoss;
    readonly classWeights?: Float32Array;
  },
): tf.Tensor2D {
  return tf.tidy(() => {
    const [weights, bias] = [tensorOf(classifier.weights), tensorOf(classifier.bias)];
    const scores = multiply(features, weights).add<tf.Tensor2D>(bias);
    return multiply(scoreSlopeRows(scores, {labels, loss, classWeights}), weights, {
      transposeB: true,
    });
  });
}

/**
 * The output matrix of a block for an embedding, before its rate: Aᵀ = (1/N) Σ ι_i g_iᵀ, [D, d], or,
 * for `ridge`, the least-squares fit (Σ ι ιᵀ/N + ridge)⁻¹ Aᵀ; for a Gaussian kernel g / N.
 *
 * Rows are taken `chunk` at a time, so that memory does not grow with their number.
 * @see nitanda2018 the algorithm, A_t
 */
export function outputMatrix(
  {features, input}: FitRows,
  {
    embedding,
    gradient,
    ridge,
    unit = false,
    chunk = chunkRows,
  }: {
    readonly embedding: BoostedEmbedding;
    readonly gradient: tf.Tensor2D;
    readonly ridge?: number;
    /** Brings ι to length 1 at every row first. */
    readonly unit?: boolean;
    readonly chunk?: number;
  },
): tf.Tensor2D {
  const count = features.shape[0];
  if (embedding.kind === "gaussian") return tf.tidy(() => gradient.div(count));
  return tf.tidy(() => {
    const loaded = loadBlock({embedding, matrix: {shape: [1, 1], values: new Float32Array(1)}});
    let matrix: tf.Tensor | undefined;
    let gram: tf.Tensor | undefined;
    for (let from = 0; from < count; from += chunk) {
      const [next, nextGram] = tf.tidy(() => {
        const length = Math.min(chunk, count - from);
        const rows = length === count ? features : features.slice([from, 0], [length, -1]);
        const found = embedRows(loaded, {features: rows, input: rowsOfChunk(input, from, rows)});
        const embedded = unit ? unitRows(found) : found;
        const part = multiply(embedded, rowsOfChunk(gradient, from, rows), {transposeA: true});
        const square =
          ridge === undefined ? part : multiply(embedded, embedded, {transposeA: true});
        return [matrix ? matrix.add(part) : part, gram ? gram.add(square) : square];
      });
      tf.dispose([matrix, gram].filter((old): old is tf.Tensor => old !== undefined));
      [matrix, gram] = [next, nextGram];
    }
    const average = (matrix as tf.Tensor).div<tf.Tensor2D>(count);
    return ridge === undefined
      ? average
      : ridgeSolution((gram as tf.Tensor).div(count), {right: average, ridge});
  });
}

/** A ι of all rows, before the rate: against which they would move, [n, d]. */
export function directionRows({features, input}: FitRows, loaded: LoadedBlock): tf.Tensor2D {
  return inChunks(features, (chunk, from) =>
    multiply(
      embedRows(loaded, {features: chunk, input: rowsOfChunk(input, from, chunk)}),
      loaded.matrix,
    ),
  );
}

const unitRows = (rows: tf.Tensor2D): tf.Tensor2D =>
  rows.div<tf.Tensor2D>(rows.square().sum(1, true).sqrt().add(1e-12));

/**
 * (gram + ridge)⁻¹ right, in double precision.
 *
 * The entries of the Gram matrix were summed in single precision, each with an error of up to some 2⁻²⁴ of
 * the features' squares. Features that have grown large, or that are nearly the same, as units are after
 * many blocks, can make a small ridge less than that: the matrix then is not positive definite. The ridge
 * is raised as far as needed, from the rounding of the trace up by fours. What is that small in the
 * features is rounding, and no direction to fit by.
 */
function ridgeSolution(
  gram: tf.Tensor,
  {right, ridge}: {right: tf.Tensor2D; ridge: number},
): tf.Tensor2D {
  const [left, known] = [gram, right].map((tensor) =>
    denseMatrix([tensor.shape[0], tensor.shape[1]!], tensor.dataSync()),
  );
  // Its two halves may have been summed in different orders; Cholesky insists that they agree.
  for (let i = 0; i < left.rows; i++) {
    for (let j = 0; j < i; j++)
      left.values[j * left.columns + i] = left.values[i * left.columns + j];
  }
  let trace = 0;
  for (let at = 0; at < left.values.length; at += left.columns + 1) trace += left.values[at];
  if (!Number.isFinite(trace) || !known.values.every(Number.isFinite)) {
    throw new FeaturesOverflow("the features of a block are too large to be squared");
  }
  for (let raised = ridge; ; raised = Math.max(2 ** -24 * trace, 4 * raised)) {
    try {
      const solved = solvePositive(left, {right: known, ridge: raised});
      return tf.tensor2d(Float32Array.from(solved.values), right.shape);
    } catch (error) {
      // Without a feature that is not 0 there is nothing to fit by; beyond the trace any matrix is positive.
      if (!(error instanceof RangeError) || raised > trace) throw error;
      if (trace === 0) return tf.zeros(right.shape);
    }
  }
}

/** Thrown where a block cannot be computed any more; those before it stand. */
export class FeaturesOverflow extends Error {}
