import type {Dataset} from "../datasets/dataset";
import {requireWhole} from "../numerics/require-number";
import type {Random} from "../numerics/random";
import {tf} from "../tensors/tensorflow";

/** A data set as tensors, made once and cut into batches on the native side. */
export type TensorData = {
  /** [examples, …input] */
  readonly images: tf.Tensor;
  /** [examples], int32 */
  readonly labels: tf.Tensor1D;
  readonly dispose: () => void;
};

/** Copies a data set into tensors. The caller disposes them. */
export function tensorData({features, labels, shape}: Dataset): TensorData {
  const images = tf.tensor(features, [...shape]);
  const classes = tf.tensor1d(labels, "int32");
  return {images, labels: classes, dispose: () => tf.dispose([images, classes])};
}

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
