import {gradientIsDifferentiated, runKernel, typeAttribute} from "../native-kernel";
import {tf} from "../tensorflow";

/**
 * Softmax cross-entropy of every example, in nats, with its gradient from the same kernel.
 *
 *     loss_i = log Σ_j exp(z_ij) − z_i,label(i)
 *     d loss_i / d z_ij = softmax(z_i)_j − [j = label(i)]
 *
 *     logits  z   [batch, classes]
 *     labels      [batch] int32, 0 … classes − 1 (an int32 tensor; not one-hot)
 *
 * Returns [batch]. Throws a RangeError for other shapes and a TypeError for labels of another dtype;
 * a label outside its range gives NaN, as TensorFlow does.
 */
export function softmaxCrossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor1D {
  if (logits.rank !== 2 || labels.rank !== 1 || labels.shape[0] !== logits.shape[0]) {
    throw new RangeError(
      `cross-entropy takes logits [batch, classes] and labels [batch], ` +
        `got [${logits.shape}] and [${labels.shape}]`,
    );
  }
  if (labels.dtype !== "int32") {
    throw new TypeError(`labels must be int32 class numbers, got ${labels.dtype}`);
  }
  const operation = tf.customGrad((logits, save) => {
    const [losses, slope] = runKernel(
      "SparseSoftmaxCrossEntropyWithLogits",
      [logits as tf.Tensor, labels],
      {attributes: [typeAttribute("T"), typeAttribute("Tlabels", "int32")], outputs: 2},
    );
    (save as tf.GradSaveFunc)([logits as tf.Tensor, slope]);
    const gradFunc = (dy: tf.Tensor, [logits, slope]: tf.Tensor[]): tf.Tensor =>
      dy.expandDims(1).mul(gradientIsDifferentiated() ? plainSlope(logits, labels) : slope);
    return {value: losses, gradFunc};
  });
  return operation(logits) as tf.Tensor1D;
}

function plainSlope(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  return tf.softmax(logits).sub(tf.oneHot(labels, logits.shape[1]!));
}
