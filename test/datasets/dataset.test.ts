import assert from "node:assert/strict";
import {test} from "node:test";
import {classCounts, exampleSize, makeDataset} from "../../src/datasets/dataset";

const good = {
  name: "tiny",
  features: new Float32Array(12),
  labels: Int32Array.of(0, 1, 1),
  shape: [3, 2, 2, 1],
  classes: ["no", "yes"],
};

test("size and class counts follow from shape and labels", () => {
  const dataset = makeDataset(good);
  assert.equal(exampleSize(dataset), 4);
  assert.deepEqual(classCounts(dataset), [1, 2]);
});

test("parts that do not fit together are refused by name", () => {
  assert.throws(() => makeDataset({...good, shape: [3, 5]}), /tiny: shape \[3, 5\] needs 15/);
  assert.throws(
    () => makeDataset({...good, labels: Int32Array.of(0)}),
    /tiny: 3 examples need as many labels, got 1/,
  );
  for (const stray of [-1, 2]) {
    assert.throws(
      () => makeDataset({...good, labels: Int32Array.of(0, stray, 1)}),
      new RegExp(`tiny: label ${stray} of example 1 must be from 0 to 1`),
    );
  }
});
