import assert from "node:assert/strict";
import {test} from "node:test";
import type {Dataset} from "../../src/datasets/dataset";
import {randomStream} from "../../src/numerics/random";
import {tf} from "../../src/tensors/tensorflow";
import {batchTensors, cutIntoBatches} from "../../src/training/batches";

/** 23 examples whose features and label tell their position. */
const data: Dataset = {
  name: "positions",
  features: Float32Array.from({length: 46}, (_, i) => i),
  labels: Int32Array.from({length: 23}, (_, i) => i),
  shape: [23, 2],
  classes: Array.from({length: 23}, (_, i) => `${i}`),
};
const cut = () => cutIntoBatches(data, {batchSize: 5, random: randomStream(1)});

test("an epoch shows whole batches of distinct examples in an order of its own", () => {
  const {perEpoch, of, input} = cut();
  assert.equal(perEpoch, 4);
  assert.deepEqual(input, [2]);
  const epochs = [0, 1].map((epoch) =>
    [1, 2, 3, 4].flatMap((batch) => [...of(4 * epoch + batch).labels]),
  );
  for (const order of epochs) assert.equal(new Set(order).size, 20);
  assert.notDeepEqual(epochs[0], epochs[1]);
});

test("features go with their labels, and become tensors of the batch's shape", () => {
  const batch = cut().of(3);
  batch.labels.forEach((label, i) =>
    assert.deepEqual([...batch.features.subarray(2 * i, 2 * i + 2)], [2 * label, 2 * label + 1]),
  );
  const {images, labels} = batchTensors(batch);
  assert.deepEqual([images.shape, labels.shape, labels.dtype], [[5, 2], [5], "int32"]);
  assert.deepEqual(images.dataSync(), batch.features);
  tf.dispose([images, labels]);
});

test("the batch of a step does not depend on the steps asked for before", () => {
  const inOrder = cut();
  const batches = Array.from({length: 12}, (_, i) => inOrder.of(i + 1));
  for (const step of [12, 3, 7, 1]) assert.deepEqual(cut().of(step), batches[step - 1]);
});

test("a stream is asked for its examples by step and has no epochs", () => {
  const asked: number[][] = [];
  const draw = (step: number, count: number) => {
    asked.push([step, count]);
    return data;
  };
  const stream = {name: "s", input: [2], draw};
  const batches = cutIntoBatches(stream, {batchSize: 7, random: randomStream(1)});
  assert.equal(batches.of(4), data);
  assert.deepEqual(asked, [[4, 7]]);
  assert.equal(batches.perEpoch, Infinity);
});
