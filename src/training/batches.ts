import {exampleSize} from "../datasets/dataset";
import type {Dataset} from "../datasets/dataset";
import type {Random} from "../numerics/random";
import {requireWhole} from "../numerics/require-number";
import {tf} from "../tensors/tensorflow";

/** Examples without end: fresh ones for every step. */
export type ExampleStream = {
  readonly name: string;
  /** Shape of one example. */
  readonly input: readonly number[];
  /** The examples of step 1, 2, …: a pure function of the step and the count. */
  readonly draw: (step: number, count: number) => Dataset;
};

/** What training learns from, cut into batches. */
export type Batches = {
  readonly input: readonly number[];
  /** Infinity for a stream. */
  readonly perEpoch: number;
  /** The examples of step 1, 2, …: a pure function of the step, so that a resumed run sees the same. */
  readonly of: (step: number) => Dataset;
};

/**
 * Batches of a stream, or of a data set: every epoch is then a fresh random order, cut into whole
 * batches (what is left over at its end sits this epoch out).
 */
export function cutIntoBatches(
  data: Dataset | ExampleStream,
  {batchSize, random}: {batchSize: number; random: Random},
): Batches {
  if ("draw" in data) {
    requireWhole("batchSize", batchSize, {from: 1, of: "examples"});
    return {input: data.input, perEpoch: Infinity, of: (step) => data.draw(step, batchSize)};
  }
  const [examples, ...input] = data.shape;
  requireWhole("batchSize", batchSize, {from: 1, to: examples, of: "examples"});
  const perEpoch = Math.floor(examples / batchSize);
  let epoch = -1;
  let order = new Int32Array(0);
  const of = (step: number): Dataset => {
    const wanted = Math.floor((step - 1) / perEpoch);
    if (wanted !== epoch) {
      epoch = wanted;
      order = random.child(`epoch ${epoch}`).permutation(examples);
    }
    const start = ((step - 1) % perEpoch) * batchSize;
    return gathered(data, order.subarray(start, start + batchSize));
  };
  return {input, perEpoch, of};
}

/** Like examplesAt, without its checks: it runs at every step. */
function gathered(data: Dataset, positions: Int32Array): Dataset {
  const size = exampleSize(data);
  const features = new Float32Array(positions.length * size);
  positions.forEach((at, i) =>
    features.set(data.features.subarray(at * size, (at + 1) * size), i * size),
  );
  const labels = positions.map((at) => data.labels[at]);
  return {...data, features, labels, shape: [positions.length, ...data.shape.slice(1)]};
}

/** A batch as tensors: images [batch, …input], labels [batch] int32. The caller owns both. */
export function batchTensors({features, labels, shape}: Dataset): {
  readonly images: tf.Tensor;
  readonly labels: tf.Tensor1D;
} {
  return {images: tf.tensor(features, [...shape]), labels: tf.tensor1d(labels, "int32")};
}
