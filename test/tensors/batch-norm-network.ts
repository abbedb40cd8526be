import {randomStream} from "../../src/numerics/random";
import {affine} from "../../src/tensors/fused/affine";
import {batchNormalize} from "../../src/tensors/fused/batch-norm";
import {rectify} from "../../src/tensors/fused/relu";
import {tf} from "../../src/tensors/tensorflow";

/**
 * A pre-activation residual network with batch normalisation and running statistics: what the
 * benches train, and the tests.
 *
 *     x → conv 3×3 → blocks of [norm, ReLU, conv, norm, ReLU, conv] + skip → mean → affine
 *
 *     images  [batch, height, width, 1]
 */
export function batchNormNetwork({
  blocks,
  channels,
  classes,
  seed,
}: {
  blocks: number;
  channels: number;
  classes: number;
  seed: number;
}): {
  all: tf.Variable[];
  trained: tf.Variable[];
  forward(images: tf.Tensor): tf.Tensor;
  dispose(): void;
} {
  const random = randomStream(seed);
  const all: tf.Variable[] = [];
  const keep = (initial: tf.Tensor, trainable = true): tf.Variable => {
    const variable = tf.variable(initial, trainable);
    initial.dispose();
    all.push(variable);
    return variable;
  };
  const normals = (shape: number[], deviation: number): tf.Tensor => {
    const size = shape.reduce((a, b) => a * b, 1);
    return tf.tensor(
      Float32Array.from({length: size}, () => deviation * random.normal()),
      shape,
    );
  };
  const convolution = (incoming: number): tf.Tensor4D =>
    keep(
      normals([3, 3, incoming, channels], Math.sqrt(2 / (9 * incoming))),
    ) as unknown as tf.Tensor4D;
  const norm = (): Parameters<typeof batchNormalize>[1] => ({
    scale: keep(tf.ones([channels])),
    offset: keep(tf.zeros([channels])),
    epsilon: 1e-3,
    running: {
      mean: keep(tf.zeros([channels]), false),
      variance: keep(tf.ones([channels]), false),
      momentum: 0.99,
    },
  });
  const stem = convolution(1);
  const layers = Array.from({length: blocks}, () => [
    {norm: norm(), filter: convolution(channels)},
    {norm: norm(), filter: convolution(channels)},
  ]);
  const readout = {
    weights: keep(normals([channels, classes], Math.sqrt(1 / channels))),
    bias: keep(tf.zeros([classes])),
  };
  const forward = (images: tf.Tensor): tf.Tensor =>
    tf.tidy(() => {
      let stream = tf.conv2d(images as tf.Tensor4D, stem, 1, "same");
      for (const block of layers) {
        let branch = stream;
        for (const {norm, filter} of block) {
          branch = tf.conv2d(rectify(batchNormalize(branch, norm)), filter, 1, "same");
        }
        stream = tf.add(stream, branch);
      }
      return affine(stream.mean([1, 2]), readout);
    });
  return {
    all,
    trained: all.filter(({trainable}) => trainable),
    forward,
    dispose: () => tf.dispose(all),
  };
}
