import {requireExamples} from "../datasets/dataset";
import type {Dataset} from "../datasets/dataset";
import {readsItsBatch, requireBatchStatistics} from "../models/batch-statistics";
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
 * told). The batches are as many as it takes and equal but for one example, so that none is a small
 * rest whose statistics say nothing.
 *
 * Throws a RangeError for features that are not finite, labels outside of the network's classes, and a
 * batch that is too small for its statistics.
 */
export function evaluateNetwork(
  network: Network,
  data: Dataset,
  {
    batchSize = 1000,
    loss = "cross-entropy",
  }: {readonly batchSize?: number; readonly loss?: Loss} = {},
): {readonly loss: number; readonly accuracy: number} {
  requireWhole("batchSize", batchSize, {from: 1, of: "examples"});
  const {features, labels, shape} = data;
  const [examples, ...input] = shape;
  requireWhole("the number of examples", examples, {from: 1});
  requireExamples(data, {classes: network.options.classes});
  const size = input.reduce((product, extent) => product * extent, 1);
  const batches = batchCount(network, {examples, batchSize});
  requireBatchStatistics(network, Math.floor(examples / batches));
  let lossSum = 0;
  let correct = 0;
  for (let batch = 0; batch < batches; batch++) {
    const [start, end] = [batch, batch + 1].map((at) => Math.floor((at * examples) / batches));
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

/** As few as batchSize allows; a pair of examples is not parted where statistics need two. */
function batchCount(
  network: Network,
  {examples, batchSize}: {examples: number; batchSize: number},
): number {
  const fewest = Math.ceil(examples / batchSize);
  if (!readsItsBatch(network) || batchSize === 1 || examples / fewest >= 2) return fewest;
  return Math.max(1, Math.floor(examples / 2));
}
