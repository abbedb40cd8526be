import assert from "node:assert/strict";
import {test} from "node:test";
import {lessPixelMean} from "../../src/datasets/pixel-mean";

test("each number loses the mean of its place over the examples to learn from, in both parts", () => {
  const part = (features: number[]) => ({
    name: "pair",
    features: Float32Array.from(features),
    labels: new Int32Array(features.length / 2),
    shape: [features.length / 2, 1, 2, 1],
    classes: ["a"],
  });
  const {train, test} = lessPixelMean({train: part([1, 10, 3, 30, 5, 50]), test: part([3, 0])});
  assert.deepEqual([...train.features], [-2, -20, 0, 0, 2, 20]);
  assert.deepEqual([...test.features], [0, -30]);
});
