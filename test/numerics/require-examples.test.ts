import assert from "node:assert/strict";
import {test} from "node:test";
import {requireFeatures, requireLabels} from "../../src/numerics/require-examples";

test("a feature that is not finite in single precision is named with its row and column", () => {
  const shape = [2, 3];
  const check = (features: ArrayLike<number>) => requireFeatures(features, {shape, of: "iris"});
  check([1, 2, 3, 4, 5, 6]);
  for (const odd of [NaN, Infinity, -Infinity, 1e39]) {
    assert.throws(() => check([1, 2, 3, 4, odd, 6]), {
      name: "RangeError",
      message: `iris row 2 has ${odd} in column 2: every feature must be a finite number`,
    });
  }
  assert.throws(() => check([1, 2]), /shape \[2, 3\] needs 6 features, got 2/);
});

test("a label that is no whole number of a class, or one too few, is named", () => {
  const check = (labels: ArrayLike<number>) =>
    requireLabels(labels, {examples: 2, classes: 3, of: "iris"});
  check([0, 2]);
  for (const odd of [3, -1, 0.5, NaN, Infinity]) {
    assert.throws(() => check([0, odd]), {
      name: "RangeError",
      message: `iris: label ${odd} of example 1 must be from 0 to 2, the whole number of a class`,
    });
  }
  assert.throws(() => check([0]), /2 examples need as many labels, got 1/);
});
