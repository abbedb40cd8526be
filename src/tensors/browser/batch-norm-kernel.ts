import {tf} from "../tensorflow";

/**
 * Batch normalisation as TensorFlow's kernel `FusedBatchNormV3` does it, with sums in double precision.
 *
 *     x  [batch, height, width, channels];  scale, offset, mean, variance  [channels]
 *     kept   share of the batch's statistics in the running ones that are returned; 1 where there are none
 *
 * Returns y, the (running) mean and variance, and what the gradient needs: mean and variance that y was made
 * with, and nothing.
 */
export function normalizeBatch(
  [x, scale, offset, mean, variance]: readonly tf.Tensor[],
  {epsilon, training, kept}: {epsilon: number; training: boolean; kept: number},
): tf.Tensor[] {
  const values = x.dataSync();
  const channels = x.shape[3]!;
  const rows = x.size / channels;
  const used = training ? momentsOf(values, channels) : [mean.dataSync(), variance.dataSync()];
  const [gamma, beta] = [scale.dataSync(), offset.dataSync()];
  const factors = Float64Array.from(gamma, (one, c) => one / Math.sqrt(used[1][c] + epsilon));
  const y = new Float32Array(values.length);
  for (let i = 0, c = 0; i < y.length; i++, c = c + 1 === channels ? 0 : c + 1)
    y[i] = (values[i] - used[0][c]) * factors[c] + beta[c];
  const vector = (of: ArrayLike<number>) => tf.tensor1d(Float32Array.from(of));
  const unbiased = Float64Array.from(used[1], (one) => (one * rows) / Math.max(1, rows - 1));
  const moved = (batch: ArrayLike<number>, before: tf.Tensor) => {
    if (!training || kept === 1) return vector(batch);
    const old = before.dataSync();
    return vector(Float64Array.from(batch, (one, c) => kept * one + (1 - kept) * old[c]));
  };
  return [
    tf.tensor(y, x.shape),
    moved(used[0], mean),
    training ? moved(unbiased, variance) : vector(used[1]),
    ...[vector(used[0]), vector(used[1]), tf.tensor1d([])],
  ];
}

/** The gradients by x, scale and offset, from dy, x, scale and the statistics that y was made with. */
export function normalizeBatchGradient(
  [dy, x, scale, mean, variance]: readonly tf.Tensor[],
  {epsilon, training}: {epsilon: number; training: boolean},
): tf.Tensor[] {
  const [slopes, values, gamma] = [dy.dataSync(), x.dataSync(), scale.dataSync()];
  const channels = x.shape[3]!;
  const rows = x.size / channels;
  // In double precision, as those of the kernel are not the rounded ones.
  const used = training ? momentsOf(values, channels) : [mean.dataSync(), variance.dataSync()];
  const spread = Float64Array.from(used[1], (one) => 1 / Math.sqrt(one + epsilon));
  const dScale = new Float64Array(channels);
  const dOffset = new Float64Array(channels);
  for (let i = 0, c = 0; i < values.length; i++, c = c + 1 === channels ? 0 : c + 1) {
    dOffset[c] += slopes[i];
    dScale[c] += slopes[i] * (values[i] - used[0][c]) * spread[c];
  }
  const dx = new Float32Array(values.length);
  for (let i = 0, c = 0; i < dx.length; i++, c = c + 1 === channels ? 0 : c + 1) {
    const normal = (values[i] - used[0][c]) * spread[c];
    const centred = training ? (dOffset[c] + normal * dScale[c]) / rows : 0;
    dx[i] = (slopes[i] - centred) * gamma[c] * spread[c];
  }
  return [
    tf.tensor(dx, x.shape),
    tf.tensor1d(Float32Array.from(dScale)),
    tf.tensor1d(Float32Array.from(dOffset)),
  ];
}

/** Mean and population variance of each channel. */
function momentsOf(values: ArrayLike<number>, channels: number): [Float64Array, Float64Array] {
  const rows = values.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  for (let i = 0, c = 0; i < values.length; i++, c = c + 1 === channels ? 0 : c + 1)
    mean[c] += values[i] / rows;
  for (let i = 0, c = 0; i < values.length; i++, c = c + 1 === channels ? 0 : c + 1)
    variance[c] += (values[i] - mean[c]) ** 2 / rows;
  return [mean, variance];
}
