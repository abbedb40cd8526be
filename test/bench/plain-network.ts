import {tf} from "../../src/tensors/tensorflow";

/** The same networks in the plain operations of TensorFlow.js, on the variables in their order. */
export function plainForward(
  trained: readonly tf.Variable[],
  kind: "resnet" | "mlp",
): (images: tf.Tensor) => tf.Tensor2D {
  const at = (i: number): tf.Tensor => trained[i];
  if (kind === "mlp") {
    return (images) => {
      let values = images as tf.Tensor2D;
      for (let i = 0; i < trained.length; i += 2) {
        const sums = tf.matMul(values, at(i) as tf.Tensor2D).add<tf.Tensor2D>(at(i + 1));
        values = i + 2 < trained.length ? tf.relu(sums) : sums;
      }
      return values;
    };
  }
  return (images) => {
    // Variables: stem, then per half block scale, offset, filter, then read-out weights and bias.
    let stream = tf.conv2d(images as tf.Tensor4D, at(0) as tf.Tensor4D, 1, "same");
    const last = trained.length - 2;
    for (let i = 1; i < last; i += 6) {
      let branch = stream;
      for (const half of [i, i + 3]) {
        const {mean, variance} = tf.moments(branch, [0, 1, 2]);
        const normal = tf.batchNorm(
          branch,
          mean as tf.Tensor1D,
          variance as tf.Tensor1D,
          at(half + 1) as tf.Tensor1D,
          at(half) as tf.Tensor1D,
          1e-3,
        );
        branch = tf.conv2d(tf.relu(normal as tf.Tensor4D), at(half + 2) as tf.Tensor4D, 1, "same");
      }
      stream = tf.add(stream, branch);
    }
    const pooled = stream.mean<tf.Tensor2D>([1, 2]);
    return tf.matMul(pooled, at(last) as tf.Tensor2D).add<tf.Tensor2D>(at(last + 1));
  };
}

export function plainLoss(logits: tf.Tensor2D, target: tf.Tensor): tf.Scalar {
  return tf.losses.softmaxCrossEntropy(target, logits) as tf.Scalar;
}
