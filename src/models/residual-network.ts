import type {Random} from "../numerics/random";
import {normalTensor} from "../tensors/seeded";
import {tf} from "../tensors/tensorflow";
import {residualOptions} from "./residual-options";
import type {ResidualOptions, ResidualSettings} from "./residual-options";

/** The numbers of a residual network; what it does with them is residual-forward.ts. */
export type ResidualNetwork = {
  readonly kind: "residual";
  readonly options: ResidualOptions;
  /** W_1 … W_p: [in, width], or [3, 3, in, width]. */
  readonly weights: readonly tf.Variable[];
  /** λ_1 … λ_p: scalars or [width]; none without normalisation. */
  readonly lambdas: readonly tf.Variable[];
  /** σ_1 … σ_p where they are frozen: not trained. */
  readonly sigmas: readonly tf.Variable[];
  /** O: [width, classes]. */
  readonly readout: tf.Variable;
};

/**
 * A residual network with random weights, each layer drawn from its own stream, so that a deeper
 * network shares its first layers with a shallower one of the same seed. λ = 1; frozen σ are 1 until
 * they are measured (frozenCopy measures them). The caller disposes it (disposeNetwork).
 */
export function createResidualNetwork(
  settings: ResidualSettings,
  {random}: {readonly random: Random},
): ResidualNetwork {
  const options = residualOptions(settings);
  const {kind, input, depth, width, classes, normalisation, scope, weightScale} = options;
  const layers = Array.from({length: depth}, (_, index) => index + 1);
  const features = input.reduce((product, extent) => product * extent, 1);

  const weightsOf = (layer: number): tf.Variable => {
    const incoming = layer > 1 ? width : kind === "dense" ? features : input[2];
    const shape = kind === "dense" ? [incoming, width] : [3, 3, incoming, width];
    const fanIn = kind === "dense" ? incoming : 9 * incoming;
    const stream = random.child(`weights ${layer}`);
    return variable(normalTensor(shape, {sd: weightScale / Math.sqrt(fanIn), random: stream}));
  };
  const ones = (): tf.Variable => variable(tf.ones(scope === "unit" ? [width] : []));

  return {
    kind: "residual",
    options,
    weights: layers.map(weightsOf),
    lambdas: normalisation === "none" ? [] : layers.map(ones),
    sigmas: normalisation === "frozen" ? layers.map(ones) : [],
    readout: variable(
      normalTensor([width, classes], {sd: 1 / Math.sqrt(width), random: random.child("readout")}),
    ),
  };
}

/** tf.variable keeps the tensor it is made from: this one lets go of it. */
export function variable(initial: tf.Tensor): tf.Variable {
  const made = tf.variable(initial);
  initial.dispose();
  return made;
}
