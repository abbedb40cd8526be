import type {Dataset} from "../datasets/dataset";
import {forward} from "../models/network";
import type {Network} from "../models/network";
import {requireWhole} from "../numerics/require-number";
import {tf} from "../tensors/tensorflow";
import {batchAccuracy, batchLoss} from "./losses";
import type {Loss} from "./losses";

/**
 * Loss and accuracy of a network on a data set, batch by batch in file order.
 *
 * Normalisers other than frozen ones are measured on each batch: keep batches large (1000 unless
 * told). The last one may be smaller and counts by its size.
 */
export function evaluateNetwork(
  network: Network,
  {features, labels, shape}: Dataset,
  {
    batchSize = 1000,
    loss = "cross-entropy",
  }: {readonly batchSize?: number; readonly loss?: Loss} = {},
): {readonly loss: number; readonly accuracy: number} {
  requireWhole("batchSize", batchSize, {from: 1, of: "examples"});
  const [examples, ...input] = shape;
  requireWhole("the number of examples", examples, {from: 1});
  const size = input.reduce((product, extent) => product * extent, 1);
  let lossSum = 0;
  let correct = 0;
  for (let start = 0; start < examples; start += batchSize) {
    const end = Math.min(start + batchSize, examples);
    const [batchMean, accuracy] = tf.tidy(() => {
      const images = tf.tensor(features.subarray(start * size, end * size), [
        end - start,
        ...input,
      ]);
      const classes = tf.tensor1d(labels.subarray(start, end), "int32");
      const logits = forward(network, images);
      const mean = batchLoss(logits, {loss, labels: classes});
      return [mean.dataSync()[0], batchAccuracy(logits, classes).dataSync()[0]];
    });
    lossSum += batchMean * (end - start);
    correct += accuracy * (end - start);
  }
  return {loss: lossSum / examples, accuracy: correct / examples};
}
