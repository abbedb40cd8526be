import {forward} from "../models/network";
import type {Network} from "../models/network";
import type {StepOptimizer} from "../tensors/fused-optimizers";
import {tf} from "../tensors/tensorflow";
import {batchAccuracy, batchLoss} from "./losses";
import type {Loss} from "./losses";

/** What changes from step to step. */
export type StepFeeds = {
  /** [batch, …input] */
  readonly images: tf.Tensor;
  /** [batch], int32 */
  readonly labels: tf.Tensor;
  /** The learning rate. */
  readonly rate: tf.Tensor;
};

/** Loss and accuracy of a batch, both from before the update that the call makes. */
export type StepFunction = (feeds: StepFeeds) => tf.Tensor[];

/**
 * One step of training as a function of its batch: forward pass, gradients, update. It reads no
 * value and draws no number, so that it can be recorded.
 *
 *     weightDecay    added to each gradient, times the variable
 */
export function trainingStep(
  network: Network,
  {
    loss,
    optimizer,
    weightDecay,
  }: {readonly loss: Loss; readonly optimizer: StepOptimizer; readonly weightDecay: number},
): StepFunction {
  const variables = [...optimizer.variables];
  return ({images, labels, rate}) =>
    tf.tidy(() => {
      const classes = labels as tf.Tensor1D;
      let logits: tf.Tensor2D | undefined;
      const {value, grads} = tf.variableGrads(() => {
        logits = tf.keep(forward(network, images));
        return batchLoss(logits, {loss, labels: classes});
      }, variables);
      const accuracy = batchAccuracy(logits as tf.Tensor2D, classes);
      logits?.dispose();
      const gradients = variables.map((variable) => {
        const gradient = grads[variable.name];
        return weightDecay === 0 ? gradient : gradient.add(variable.mul(weightDecay));
      });
      optimizer.apply(gradients, rate as tf.Scalar);
      return [value, accuracy];
    });
}
