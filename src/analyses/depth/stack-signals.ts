import type {Dataset} from "../../datasets/dataset";
import {examplesBetween} from "../../datasets/subsets";
import {disposeNetwork} from "../../models/network";
import {stackForward} from "../../models/stack/stack-forward";
import {createStack} from "../../models/stack/stack-network";
import type {StackNetwork} from "../../models/stack/stack-network";
import type {StackSettings} from "../../models/stack/stack-options";
import type {Random} from "../../numerics/random";
import {tidied} from "../../tensors/tidied";
import {tf} from "../../tensors/tensorflow";
import {batchTensors} from "../../training/batches";
import {batchLoss} from "../../training/losses";
import type {OptimizerSettings} from "../../training/optimizer-settings";
import {trainNetwork} from "../../training/train-network";

/** What runs through a stack at one moment of its training. */
export type SignalStage = {
  readonly step: number;
  /** Root mean square of the stream behind block 0 (the first layer), 1, …, B. */
  readonly streams: readonly number[];
  /** Length of the loss's gradient by each of these streams. */
  readonly gradients: readonly number[];
  /** Length of the gradient by the first weights of each block 1 … B, and of these weights. */
  readonly weightGradients: readonly number[];
  readonly weightNorms: readonly number[];
};

/**
 * What a plain network with batch norm does to the length of a gradient, block by block of two layers,
 * towards its input, where it starts with random weights, wide and on large batches:
 *
 *     |∂L/∂x_(b-1)| / |∂L/∂x_b| → π / (π − 1) = 1.4669…
 *
 * One layer multiplies the mean square by π / (π − 1): ReLU halves it, He's weights double it, and batch
 * norm divides it by the variance that these weights make of what ReLU lets through of a normal number,
 * 2 (1/2 − 1/(2π)) = 1 − 1/π. Two layers do so to its root.
 * @see he2015 §4.1, where these gradients are said to be healthy
 */
export const gradientGrowthOfPlainStack = Math.PI / (Math.PI - 1);

/** The signals of a stack on a batch, before any update or after some. */
export function stackSignals(
  network: StackNetwork,
  {batch, step}: {readonly batch: Dataset; readonly step: number},
): SignalStage {
  const {blocks, layersPerBlock} = network.options;
  const firstOf = Array.from({length: blocks}, (_, b) => network.weights[b * layersPerBlock + 1]);
  return tidied(() => {
    const {images, labels} = batchTensors(batch);
    const shapes: number[][] = [];
    const streams: number[] = [];
    stackForward(network, images, {
      at: (stream) => {
        shapes.push(stream.shape);
        streams.push(Math.sqrt(stream.square().mean().dataSync()[0]));
        return stream;
      },
    });
    // A zero added to each stream: the gradient by it is that by the stream.
    const zeros = shapes.map((shape) => tf.zeros(shape));
    const lossOf = (...added: tf.Tensor[]): tf.Scalar => {
      const logits = stackForward(network, images, {at: (stream, b) => stream.add(added[b])});
      return batchLoss(logits, {loss: "cross-entropy", labels});
    };
    const gradients = tf.grads(lossOf)(zeros).map(length);
    const byWeights = tf.variableGrads(() => lossOf(...zeros), [...firstOf]).grads;
    return {
      step,
      streams,
      gradients,
      weightGradients: firstOf.map(({name}) => length(byWeights[name])),
      weightNorms: firstOf.map(length),
    };
  });
}

const length = (tensor: tf.Tensor): number => Math.sqrt(tensor.square().sum().dataSync()[0]);

export type SignalSettings = {
  readonly network: Omit<StackSettings, "input" | "classes">;
  /** Examples of the batch on which signals are measured, which is also that of training. */
  readonly batchSize: number;
  readonly optimizer: OptimizerSettings;
  /** Updates after which to measure, 0 for the start; in ascending order. */
  readonly at: readonly number[];
};

/** The signals of a stack at the start and after some updates. */
export async function signalStages(
  data: Dataset,
  {network, batchSize, optimizer, at, random}: SignalSettings & {readonly random: Random},
): Promise<SignalStage[]> {
  const settings = {...network, input: data.shape.slice(1), classes: data.classes.length};
  const stack = createStack(settings, {random: random.child("network")});
  const batch = examplesBetween(data, 0, batchSize);
  const stages: SignalStage[] = [];
  const measure = (step: number): void => void stages.push(stackSignals(stack, {batch, step}));
  const last = at[at.length - 1];
  try {
    if (last === 0) measure(0);
    else {
      await trainNetwork(stack, data, {
        steps: last,
        batchSize,
        optimizer,
        at,
        onStep: measure,
        random: random.child("batches"),
      });
    }
    return stages;
  } finally {
    disposeNetwork(stack);
  }
}

/** log10 of the gradient's length at the first stream over that at the last. */
export const gradientRatio = ({gradients}: SignalStage): number =>
  Math.log10(gradients[0] / gradients[gradients.length - 1]);

/** The same of the gradients with respect to the first weights of the first and of the last block. */
export const weightGradientRatio = ({weightGradients}: SignalStage): number =>
  Math.log10(weightGradients[0] / weightGradients[weightGradients.length - 1]);

/**
 * log10 of first over last block, of three lengths the one that is furthest from 0: of the gradient by the
 * stream, by the first weights W of a block, and by these in proportion to their length, |∂L/∂W| |W|, which
 * is what the loss changes by when W changes by a share of itself.
 */
export function furthestRatio(stage: SignalStage): number {
  const {weightNorms} = stage;
  const byWeights = weightGradientRatio(stage);
  const lengths = Math.log10(weightNorms[0] / weightNorms[weightNorms.length - 1]);
  const ratios = [gradientRatio(stage), byWeights, byWeights + lengths];
  return ratios.reduce((far, one) => (Math.abs(one) > Math.abs(far) ? one : far));
}

/** By how much a block multiplies the gradient's length on its way to the input, on average. */
export const growthPerBlock = ({gradients}: SignalStage): number =>
  (gradients[0] / gradients[gradients.length - 1]) ** (1 / (gradients.length - 1));
