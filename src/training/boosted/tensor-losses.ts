import type {ScoreLoss} from "../../models/score-loss";
import {softmaxCrossEntropy} from "../../tensors/fused/cross-entropy";
import {tf} from "../../tensors/tensorflow";

/** What rows are judged by: their classes, and how much each class counts (default 1). */
export type RowLosses = {
  /** [n] int32 */
  readonly labels: tf.Tensor1D;
  readonly loss: ScoreLoss;
  /** One for each class. */
  readonly classWeights?: Float32Array;
};

/**
 * The losses of score-loss.ts on tensors, averaged over the rows.
 *
 *     scores    [n, classes]
 */
export function meanScoreLoss(scores: tf.Tensor2D, rows: RowLosses): tf.Scalar {
  const {labels, loss, classWeights} = rows;
  return tf.tidy(() => {
    const losses = rowLosses[loss](scores, labels);
    const counted =
      classWeights === undefined
        ? losses
        : losses.mul(rowWeights(scores, labels, classWeights).squeeze([1]));
    return counted.mean<tf.Scalar>();
  });
}

/** ∂l/∂scores of every row, [n, classes], not divided by n. */
export function scoreSlopeRows(
  scores: tf.Tensor2D,
  {labels, loss, classWeights}: RowLosses,
): tf.Tensor2D {
  return tf.tidy(() => {
    const slopes = rowSlopes[loss](scores, labels);
    return classWeights === undefined
      ? slopes
      : slopes.mul<tf.Tensor2D>(rowWeights(scores, labels, classWeights));
  });
}

const rowLosses: Record<ScoreLoss, (scores: tf.Tensor2D, labels: tf.Tensor1D) => tf.Tensor> = {
  logistic: softmaxCrossEntropy,
  "smooth hinge": (scores, labels) => gapsOf(scores, labels).softplus().sum(1),
};

const rowSlopes: Record<ScoreLoss, (scores: tf.Tensor2D, labels: tf.Tensor1D) => tf.Tensor2D> = {
  logistic: (scores, labels) => scores.softmax().sub(ownClass(scores, labels)),
  "smooth hinge": (scores, labels) => {
    const own = ownClass(scores, labels);
    const shares = gapsOf(scores, labels).sigmoid().mul(tf.sub(1, own));
    return shares.sub(own.mul(shares.sum(1, true)));
  },
};

/** The weight of every row's class, [n, 1]. */
const rowWeights = (
  scores: tf.Tensor2D,
  labels: tf.Tensor1D,
  classWeights: Float32Array,
): tf.Tensor2D => ownClass(scores, labels).mul(tf.tensor1d(classWeights)).sum<tf.Tensor2D>(1, true);

/** 1 − s_y + s_k. */
function gapsOf(scores: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
  const own = scores.mul(ownClass(scores, labels)).sum(1, true);
  return scores.sub(own).add<tf.Tensor2D>(1);
}

const ownClass = (scores: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D =>
  tf.oneHot(labels, scores.shape[1]).cast<tf.Tensor2D>("float32");
