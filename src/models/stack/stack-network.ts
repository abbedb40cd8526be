import type {Random} from "../../numerics/random";
import {randomRotation} from "../../numerics/random-rotation";
import {noiseSource} from "../../tensors/noise-source";
import type {NoiseSource} from "../../tensors/noise-source";
import {normalTensor} from "../../tensors/seeded";
import {tf} from "../../tensors/tensorflow";
import {variable} from "../residual-network";
import {stackOptions, widthBehind} from "./stack-options";
import type {StackOptions, StackSettings} from "./stack-options";

/** The numbers of a stack; what it does with them is stack-forward.ts. */
export type StackNetwork = {
  readonly kind: "stack";
  readonly options: StackOptions;
  /** W_0, then the layers of block 1, of block 2, …: [in, out], or [3, 3, in, out]; out is the width. */
  readonly weights: readonly tf.Variable[];
  /** β of each normalisation, or the bias of each layer: [width], as all that follows. */
  readonly offsets: readonly tf.Variable[];
  /** γ of each normalisation; none without. */
  readonly scales: readonly tf.Variable[];
  /** α of each block, scalars; none unless asked for. */
  readonly alphas: readonly tf.Variable[];
  /** G of each block, [width, width], and b, [width]; none unless the shortcut is gated. */
  readonly gateWeights: readonly tf.Variable[];
  readonly gateBiases: readonly tf.Variable[];
  /** P of each block, [in, width]; none unless the shortcut is a projection. */
  readonly projections: readonly tf.Variable[];
  /** [width, classes] and [classes]. */
  readonly readout: tf.Variable;
  readonly readoutBias: tf.Variable;
  /** Decides what is dropped in training: entries of a shortcut, or branches; none unless asked for. */
  readonly noise: NoiseSource | null;
};

/**
 * A stack with random weights, each layer drawn from its own stream, so that stacks of one seed share
 * what they have in common: a plain and a residual one all weights, a deep and a shallow one the first
 * blocks. The caller disposes it (disposeNetwork).
 */
export function createStack(
  settings: StackSettings,
  {random}: {readonly random: Random},
): StackNetwork {
  const options = stackOptions(settings);
  const {kind, input, classes, blocks, layersPerBlock, width, normalisation, order} = options;
  const layers = blocks * layersPerBlock + 1;
  const features = input.reduce((product, extent) => product * extent, 1);
  const outgoing = (layer: number): number =>
    widthBehind(options, Math.ceil(layer / layersPerBlock));
  const incoming = (layer: number): number =>
    layer > 0 ? outgoing(layer - 1) : kind === "dense" ? features : input[2];
  /** Units of a layer's normalisation, or of the one before the read-out, which is number 0. */
  const normalised = (layer: number): number => {
    if (order !== "pre") return outgoing(layer);
    return layer > 0 ? incoming(layer) : outgoing(layers - 1);
  };
  const places = kind === "dense" ? 1 : 9;

  const weightsOf = (layer: number): tf.Variable => {
    const shape = [...(kind === "dense" ? [] : [3, 3]), incoming(layer), outgoing(layer)];
    const sd = Math.sqrt(2 / (places * incoming(layer)));
    const stream = random.child(`weights ${layer}`);
    return variable(
      tf.tidy(() => {
        const drawn = normalTensor(shape, {sd, random: stream});
        return layer === 0
          ? drawn
          : started(drawn, {layer, options, random: stream.child("rotation")});
      }),
    );
  };
  const perLayer = (value: number): tf.Variable[] =>
    Array.from({length: layers}, (_, layer) => variable(tf.fill([normalised(layer)], value)));
  const perBlock = <T>(make: (block: number) => T): T[] =>
    Array.from({length: blocks}, (_, index) => make(index + 1));
  const matrix = (name: string, rows: number, columns: number): tf.Variable =>
    variable(normalTensor([rows, columns], {sd: 1 / Math.sqrt(rows), random: random.child(name)}));
  const isGated = options.shortcut.endsWith("-gate");

  return {
    kind: "stack",
    options,
    weights: Array.from({length: layers}, (_, layer) => weightsOf(layer)),
    // One normalisation for each layer: behind it, or before it and one before the read-out.
    offsets: perLayer(0),
    scales: normalisation === "batch" ? perLayer(1) : [],
    alphas:
      options.alpha === null ? [] : perBlock(() => variable(tf.scalar(options.alpha as number))),
    gateWeights: isGated ? perBlock((block) => matrix(`gate ${block}`, width, width)) : [],
    gateBiases: isGated ? perBlock(() => variable(tf.fill([width], options.gateBias))) : [],
    projections:
      options.shortcut === "projection"
        ? perBlock((block) =>
            matrix(
              `projection ${block}`,
              widthBehind(options, block - 1),
              widthBehind(options, block),
            ),
          )
        : [],
    readout: matrix("readout", outgoing(layers - 1), classes),
    readoutBias: variable(tf.zeros([classes])),
    noise:
      options.shortcut === "dropout" || options.activeBlocks !== null
        ? noiseSource(random.child("dropout"))
        : null,
  };
}

/** The weights of a layer in a block as the start asks for, from what "he" draws. */
function started(
  drawn: tf.Tensor,
  {
    layer,
    options,
    random,
  }: {readonly layer: number; readonly options: StackOptions; readonly random: Random},
): tf.Tensor {
  const {start, noise, width, kind, blocks, layersPerBlock: m} = options;
  switch (start) {
    case "he":
      return drawn;
    case "identity":
    case "rotation": {
      const eye =
        start === "identity"
          ? tf.eye(width)
          : tf.tensor(Float32Array.from(randomRotation(width, {random})), [width, width]);
      const middle = [1, 1] as [number, number];
      const identity: tf.Tensor =
        kind === "dense"
          ? eye
          : eye.reshape([1, 1, width, width]).pad([middle, middle, [0, 0], [0, 0]]);
      return identity.add(drawn.mul(noise));
    }
    case "fixup":
      return layer % m === 0 ? tf.zerosLike(drawn) : drawn.mul(blocks ** (-1 / (2 * m - 2)));
  }
}
