import {exampleSize} from "../datasets/dataset";
import type {Dataset} from "../datasets/dataset";
import type {Random} from "../numerics/random";
import {requireWhole} from "../numerics/require-number";
import {tf} from "../tensors/tensorflow";

/**
 * Which examples make up step 1, 2, …: every epoch is a fresh random order, cut into whole batches
 * (what is left over at its end sits this epoch out). A pure function of the step, so that a resumed
 * run sees what the unbroken one would have.
 */
export function batchOrder(
  examples: number,
  {batchSize, random}: {batchSize: number; random: Random},
): {readonly batchesPerEpoch: number; readonly batchOf: (step: number) => Int32Array} {
  requireWhole("batchSize", batchSize, {from: 1, to: examples, of: "examples"});
  const batchesPerEpoch = Math.floor(examples / batchSize);
  let epoch = -1;
  let order = new Int32Array(0);
  const batchOf = (step: number): Int32Array => {
    const wanted = Math.floor((step - 1) / batchesPerEpoch);
    if (wanted !== epoch) {
      epoch = wanted;
      order = random.child(`epoch ${epoch}`).permutation(examples);
    }
    const start = ((step - 1) % batchesPerEpoch) * batchSize;
    return order.slice(start, start + batchSize);
  };
  return {batchesPerEpoch, batchOf};
}

/**
 * The examples at these positions as tensors: images [batch, …input], labels [batch] int32. Copied
 * from the data set's own memory: a second copy of all of it on the native side would gain nothing.
 * The caller owns both.
 */
export function batchTensors(
  data: Dataset,
  positions: Int32Array,
): {readonly images: tf.Tensor; readonly labels: tf.Tensor1D} {
  const size = exampleSize(data);
  const features = new Float32Array(positions.length * size);
  positions.forEach((at, i) =>
    features.set(data.features.subarray(at * size, (at + 1) * size), i * size),
  );
  return {
    images: tf.tensor(features, [positions.length, ...data.shape.slice(1)]),
    labels: tf.tensor1d(
      positions.map((at) => data.labels[at]),
      "int32",
    ),
  };
}
