import type {ScoreLoss} from "../../models/score-loss";
import {softmaxCrossEntropy} from "../../tensors/fused/cross-entropy";
import {tf} from "../../tensors/tensorflow";

/**
 * The losses of score-loss.ts on tensors, averaged over the rows.
 *
 *     scores    [n, classes]
 *     labels    [n] int32
 */
export function meanScoreLoss(
  scores: tf.Tensor2D,
  {labels, loss}: {readonly labels: tf.Tensor1D; readonly loss: ScoreLoss},
): tf.Scalar {
  return tf.tidy(() => {
    if (loss === "logistic") return softmaxCrossEntropy(scores, labels).mean<tf.Scalar>();
    return gapsOf(scores, labels).softplus().sum(1).mean<tf.Scalar>();
  });
}

/** ∂l/∂scores of every row, [n, classes], not divided by n. */
export function scoreSlopeRows(
  scores: tf.Tensor2D,
  {labels, loss}: {readonly labels: tf.Tensor1D; readonly loss: ScoreLoss},
): tf.Tensor2D {
  return tf.tidy(() => {
    const own = ownClass(scores, labels);
    if (loss === "logistic") return scores.softmax().sub<tf.Tensor2D>(own);
    const shares = gapsOf(scores, labels).sigmoid().mul(tf.sub(1, own));
    return shares.sub<tf.Tensor2D>(own.mul(shares.sum(1, true)));
  });
}

/** 1 − s_y + s_k. */
function gapsOf(scores: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
  const own = scores.mul(ownClass(scores, labels)).sum(1, true);
  return scores.sub(own).add<tf.Tensor2D>(1);
}

const ownClass = (scores: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D =>
  tf.oneHot(labels, scores.shape[1]).cast<tf.Tensor2D>("float32");
