import {requireWhole} from "../numerics/require-number";
import type {Random} from "../numerics/random";
import {normalTensor} from "../tensors/seeded";
import {addBias, multiply} from "../tensors/fused/affine";
import {rectify} from "../tensors/fused/relu";
import {tf} from "../tensors/tensorflow";
import {variable} from "./residual-network";

/** Sizes of a perceptron; no hidden layer makes it a linear classifier. */
export type PerceptronOptions = {
  readonly input: readonly number[];
  readonly hidden: readonly number[];
  readonly classes: number;
};

/** A multilayer perceptron with biases and ReLU between its layers. */
export type Perceptron = {
  readonly kind: "perceptron";
  readonly options: PerceptronOptions;
  /** [in, out] per layer. */
  readonly weights: readonly tf.Variable[];
  /** [out] per layer. */
  readonly biases: readonly tf.Variable[];
};

/** A perceptron with He's weights, N(0, 2 / fan-in), and zero biases. The caller disposes it. */
export function createPerceptron(
  options: PerceptronOptions,
  {random}: {readonly random: Random},
): Perceptron {
  const features = options.input.reduce((product, extent) => product * extent, 1);
  const sizes = [features, ...options.hidden, options.classes];
  sizes.forEach((size) => requireWhole("each layer's size", size, {from: 1}));
  const layers = sizes.slice(1).map((outgoing, index) => ({
    incoming: sizes[index],
    outgoing,
    stream: random.child(`weights ${index + 1}`),
  }));
  return {
    kind: "perceptron",
    options: {input: [...options.input], hidden: [...options.hidden], classes: options.classes},
    weights: layers.map(({incoming, outgoing, stream}) =>
      variable(normalTensor([incoming, outgoing], {sd: Math.sqrt(2 / incoming), random: stream})),
    ),
    biases: layers.map(({outgoing}) => variable(tf.zeros([outgoing]))),
  };
}

/** Logits [batch, classes] for images [batch, …input], owned by the caller. */
export function perceptronForward(network: Perceptron, images: tf.Tensor): tf.Tensor2D {
  return tf.tidy(() => {
    let values = images.reshape<tf.Tensor2D>([images.shape[0], -1]);
    network.weights.forEach((weights, index) => {
      const sums = addBias(multiply(values, weights), network.biases[index]);
      values = index < network.weights.length - 1 ? rectify(sums) : sums;
    });
    return values;
  });
}
