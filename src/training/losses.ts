import {softmaxCrossEntropy} from "../tensors/fused/cross-entropy";
import {tf} from "../tensors/tensorflow";

/**
 * What training lowers, from logits z and the class y of each example.
 *
 *     cross-entropy    ln Σ_k exp z_k − z_y
 *     hinge            Σ_(k ≠ y) max(0, 1 − z_y + z_k) / K
 *     squared          Σ_k (z_k − [k = y])² / K
 *
 *     K    number of classes
 */
export type Loss = "cross-entropy" | "hinge" | "squared";

/**
 * The loss, averaged over the batch.
 *
 *     logits    [batch, classes]
 *     labels    [batch], int32
 */
export function batchLoss(
  logits: tf.Tensor2D,
  {loss, labels}: {readonly loss: Loss; readonly labels: tf.Tensor1D},
): tf.Scalar {
  return tf.tidy(() => {
    if (loss === "cross-entropy") return softmaxCrossEntropy(logits, labels).mean<tf.Scalar>();
    const target = tf.oneHot(labels, logits.shape[1]).cast("float32"); // [batch, classes]
    if (loss === "squared") return logits.sub(target).square().mean<tf.Scalar>();
    const own = logits.mul(target).sum(1, true); // [batch, 1]
    const margins = tf.relu(logits.sub(own).add(1)).mul(tf.sub(1, target));
    return margins.mean<tf.Scalar>();
  });
}

/** The share of examples whose largest logit is that of their class. */
export function batchAccuracy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => logits.argMax(1).cast("int32").equal(labels).cast("float32").mean());
}
