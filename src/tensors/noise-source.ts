import type {Random} from "../numerics/random";
import {runKernel, typeAttribute} from "./native-kernel";
import {tf} from "./tensorflow";

/** Random numbers for use inside steps, compiled or not: new ones in every step. */
export interface NoiseSource {
  /** How many draws were made: part of a checkpoint, since it decides all later draws. */
  readonly draws: tf.Variable;
  /** Standard normal numbers. */
  normal<R extends tf.Rank>(shape: tf.ShapeMap[R]): tf.Tensor<R>;
  /** Numbers in [0, 1). */
  uniform<R extends tf.Rank>(shape: tf.ShapeMap[R]): tf.Tensor<R>;
  dispose(): void;
}

/**
 * A source whose n-th draw depends on the stream it was made from and on n alone: the same eagerly
 * and in a graph, in every process, and after a resume from a checkpoint with `draws`.
 *
 * TensorFlow's stateless kernels (Philox) make the numbers, keyed by the stream's seed and n, so
 * they are part of the graph; the count lives in a variable. Counting wraps after 2³² draws.
 */
export function noiseSource(random: Random): NoiseSource {
  const key = random.integerSeed();
  const draws = tf.tidy(() => tf.variable(tf.scalar(0, "int32"), false));
  const attributes = [
    typeAttribute("dtype"),
    typeAttribute("T", "int32"),
    typeAttribute("Tseed", "int32"),
  ];
  const draw = <R extends tf.Rank>(kernel: string, shape: tf.ShapeMap[R]): tf.Tensor<R> =>
    tf.tidy(() => {
      const seed = tf.stack([tf.scalar(key, "int32"), draws as unknown as tf.Scalar]);
      draws.assign(draws.add(tf.scalar(1, "int32")));
      const extents = tf.tensor1d(shape as number[], "int32");
      return runKernel(kernel, [extents, seed], {attributes})[0] as tf.Tensor<R>;
    });
  return {
    draws,
    normal: (shape) => draw("StatelessRandomNormal", shape),
    uniform: (shape) => draw("StatelessRandomUniform", shape),
    dispose: () => draws.dispose(),
  };
}

/**
 * Dropout: each entry is 0 with probability `rate`, and else divided by 1 − rate.
 *
 *     rate   in [0, 1)
 */
export function dropout<T extends tf.Tensor>(
  x: T,
  {rate, noise}: {rate: number; noise: NoiseSource},
): T {
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`rate must be in [0, 1), got ${rate}`);
  return tf.tidy(() => {
    const kept = noise.uniform(x.shape as tf.ShapeMap[tf.Rank]).greaterEqual(tf.scalar(rate));
    return x.mul<T>(kept.cast("float32").div(1 - rate));
  });
}
