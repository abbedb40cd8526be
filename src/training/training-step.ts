import {allVariables, drawsOf, forward} from "../models/network";
import type {Network} from "../models/network";
import {compileStep} from "../tensors/compile-step";
import type {StepOptimizer} from "../tensors/fused/optimizers";
import type {tf} from "../tensors/tensorflow";
import {batchAccuracy, batchLoss} from "./losses";
import type {Loss} from "./losses";

/** What a step depends on besides its network's kind, options and variables. */
type StepSettings = {
  /** Shape of one example as it is fed. */
  readonly input: readonly number[];
  readonly loss: Loss;
  readonly optimizer: StepOptimizer;
  /** What tells such optimizers apart, in words: steps with the same words and options are recorded once. */
  readonly update: string;
  /** Without a graph, operation by operation, for comparison and debugging. */
  readonly eager: boolean;
};

/** One step of training; its numbers are read from the network after `read`. */
export interface TrainingStep {
  /** Loss and accuracy of the batch before the update that this call makes; the caller owns both. */
  (feeds: {
    /** [batch, …input] */
    readonly images: tf.Tensor;
    /** [batch], int32 */
    readonly labels: tf.Tensor;
    readonly learningRate: number;
  }): {readonly loss: tf.Tensor; readonly accuracy: tf.Tensor};
  /** Brings the network's variables and the optimizer's slots up to date. */
  read(): void;
  /** Reads a last time, too. */
  dispose(): void;
}

/** Forward pass, gradients and update of a network as one TensorFlow graph, or operation by operation. */
export function trainingStep(
  network: Network,
  {input, loss, optimizer, update, eager}: StepSettings,
): TrainingStep {
  const feeds = {
    images: [null, ...input],
    labels: {shape: [null], dtype: "int32"},
    learningRate: [],
  } as const;
  const {kind, options} = network;
  // A source of noise has its seed as a constant in the step: each is recorded for itself.
  const draws = drawsOf(network);
  const text = JSON.stringify({kind, options, loss, update});
  return compileStep(
    ({images, labels}) => {
      const logits = forward(network, images, {training: true});
      const classes = labels as tf.Tensor1D;
      return {
        loss: batchLoss(logits, {loss, labels: classes}) as tf.Tensor,
        accuracy: batchAccuracy(logits, classes) as tf.Tensor,
      };
    },
    {
      feeds,
      optimizer,
      variables: [...allVariables(network).values(), ...draws],
      alike: draws.length > 0 ? undefined : {code: trainingStep, text},
      eager,
    },
  );
}
