import {
  booleanAttribute,
  floatAttribute,
  gradientIsDifferentiated,
  runKernel,
  stringAttribute,
  typeAttribute,
} from "../native-kernel";
import {tf} from "../tensorflow";

/** Running estimates that training updates: r ← momentum · r + (1 − momentum) · batch value. */
export type RunningStatistics = {
  readonly mean: tf.Variable;
  readonly variance: tf.Variable;
  /** The share that is kept, in [0, 1). */
  readonly momentum: number;
};

/**
 * Batch normalisation with the statistics of the batch, in TensorFlow's one kernel, differentiable
 * with respect to x, scale and offset (twice, if need be).
 *
 *     y = scale · (x − μ) / √(σ² + ε) + offset
 *
 *     μ, σ²     mean and population variance per channel, over all axes but the last
 *     scale γ, offset β   one number per channel
 *     epsilon   ε  > 0
 *
 *     x, y  [batch, channels] or [batch, height, width, channels]
 *
 * With `running`, its variables are updated in the same kernel; the running variance is made of
 * the unbiased estimates n σ² / (n − 1). Throws a RangeError for other ranks and lengths.
 */
export function batchNormalize<T extends tf.Tensor>(
  x: T,
  {
    scale,
    offset,
    epsilon,
    running,
  }: {
    scale: tf.Tensor;
    offset: tf.Tensor;
    epsilon: number;
    running?: RunningStatistics;
  },
): T {
  return normalize(x, {scale, offset, epsilon, running, training: true});
}

/**
 * Batch normalisation with given statistics, as in inference or with frozen statistics. The same
 * equation, shapes and errors as `batchNormalize`; mean and variance count as constants in gradients.
 */
export function normalizeWith<T extends tf.Tensor>(
  x: T,
  {
    scale,
    offset,
    mean,
    variance,
    epsilon,
  }: {
    scale: tf.Tensor;
    offset: tf.Tensor;
    mean: tf.Tensor;
    variance: tf.Tensor;
    epsilon: number;
  },
): T {
  return normalize(x, {scale, offset, epsilon, given: [mean, variance], training: false});
}

type Normalization = {
  scale: tf.Tensor;
  offset: tf.Tensor;
  epsilon: number;
  training: boolean;
  given?: readonly [tf.Tensor, tf.Tensor];
  running?: RunningStatistics;
};

function normalize<T extends tf.Tensor>(x: T, settings: Normalization): T {
  requireShapes(x, settings);
  if (x.rank === 4) return fusedNormalize(x, settings) as T;
  const image = [x.shape[0], 1, 1, x.shape[1]!];
  return tf.tidy(() => fusedNormalize(x.reshape(image), settings).reshape(x.shape)) as unknown as T;
}

// [batch, height, width, channels]
function fusedNormalize(x: tf.Tensor, settings: Normalization): tf.Tensor {
  const {epsilon, training, given, running} = settings;
  const attributes = [
    typeAttribute("T"),
    typeAttribute("U"),
    floatAttribute("epsilon", epsilon),
    stringAttribute("data_format", "NHWC"),
    booleanAttribute("is_training", training),
  ];
  const operation = tf.customGrad((x, scale, offset, save) => {
    const start =
      given ?? (running ? [running.mean, running.variance] : [tf.tensor1d([]), tf.tensor1d([])]);
    const kept = running ? 1 - running.momentum : 1;
    const [y, mean, variance, ...reserved] = runKernel(
      "FusedBatchNormV3",
      [x as tf.Tensor, scale as tf.Tensor, offset as tf.Tensor, ...start],
      {attributes: [...attributes, floatAttribute("exponential_avg_factor", kept)], outputs: 6},
    );
    if (running) {
      running.mean.assign(mean);
      running.variance.assign(variance);
    }
    (save as tf.GradSaveFunc)([x as tf.Tensor, scale as tf.Tensor, ...reserved]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] =>
      gradientIsDifferentiated()
        ? plainGradients(dy, {x: saved[0], scale: saved[1], epsilon, given})
        : runKernel("FusedBatchNormGradV3", [dy, ...saved], {attributes, outputs: 5}).slice(0, 3);
    return {value: y, gradFunc};
  });
  return operation(x, settings.scale, settings.offset);
}

/** The same gradients from plain operations, which can themselves be differentiated. */
function plainGradients(
  dy: tf.Tensor,
  {
    x,
    scale,
    epsilon,
    given,
  }: {
    x: tf.Tensor;
    scale: tf.Tensor;
    epsilon: number;
    given?: readonly [tf.Tensor, tf.Tensor];
  },
): tf.Tensor[] {
  const axes = [0, 1, 2];
  const [mean, variance] = given ?? [tf.mean(x, axes), tf.moments(x, axes).variance];
  const spread = tf.rsqrt(variance.add(epsilon));
  const normal = x.sub(mean).mul(spread); // [batch, height, width, channels]
  const dOffset = dy.sum(axes);
  const dScale = dy.mul(normal).sum(axes);
  const count = x.size / x.shape[3]!;
  const centred = given ? dy : dy.sub(dOffset.div(count)).sub(normal.mul(dScale.div(count)));
  return [centred.mul(scale.mul(spread)), dScale, dOffset];
}

function requireShapes(
  x: tf.Tensor,
  {scale, offset, epsilon, given, running}: Normalization,
): void {
  if (x.rank !== 2 && x.rank !== 4) {
    throw new RangeError(
      `batch normalisation takes [batch, channels] or [batch, height, width, channels], got [${x.shape}]`,
    );
  }
  if (!(epsilon > 0)) throw new RangeError(`epsilon must be a positive number, got ${epsilon}`);
  const [mean, variance] = given ?? [running?.mean, running?.variance];
  for (const [name, vector] of Object.entries({scale, offset, mean, variance})) {
    if (vector && (vector.rank !== 1 || vector.shape[0] !== x.shape[x.rank - 1])) {
      throw new RangeError(
        `${name} must hold one number per channel, [${x.shape[x.rank - 1]}], got [${vector.shape}]`,
      );
    }
  }
}
