import {tf} from "../tensorflow";

/**
 * Softmax cross-entropy of every example and its slope by the logits, as TensorFlow's kernel
 * `SparseSoftmaxCrossEntropyWithLogits` gives them.
 *
 *     logits  [batch, classes]     labels  [batch], int32; one outside of the classes gives NaN
 *
 * Returns the losses [batch] and the slopes [batch, classes].
 */
export function crossEntropyKernel(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor[] {
  const [batch, classes] = logits.shape as [number, number];
  const [values, wanted] = [logits.dataSync(), labels.dataSync()];
  const losses = new Float32Array(batch);
  const slopes = new Float32Array(batch * classes);
  for (let row = 0; row < batch; row++) {
    const from = row * classes;
    let largest = -Infinity;
    for (let j = 0; j < classes; j++) largest = Math.max(largest, values[from + j]);
    let sum = 0;
    for (let j = 0; j < classes; j++) sum += Math.exp(values[from + j] - largest);
    const label = wanted[row];
    const isClass = label >= 0 && label < classes;
    losses[row] = isClass ? Math.log(sum) - (values[from + label] - largest) : NaN;
    for (let j = 0; j < classes; j++)
      slopes[from + j] = isClass
        ? Math.exp(values[from + j] - largest) / sum - (j === label ? 1 : 0)
        : NaN;
  }
  return [tf.tensor1d(losses), tf.tensor2d(slopes, [batch, classes])];
}
