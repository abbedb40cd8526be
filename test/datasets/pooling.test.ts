import assert from "node:assert/strict";
import {test} from "node:test";
import {loadDigits} from "../../src/datasets/digits";
import {averagePooled} from "../../src/datasets/pooling";
import {makeDataset} from "../../src/datasets/dataset";

test("two images of 2 x 4 pixels and 2 channels become 1 x 2, by hand", () => {
  const features = Float32Array.from({length: 32}, (_, i) => i);
  const images = makeDataset({
    name: "counted",
    features,
    labels: Int32Array.of(0, 1),
    shape: [2, 2, 4, 2],
    classes: ["a", "b"],
  });
  const pooled = averagePooled(images, 2);
  assert.deepEqual(pooled.shape, [2, 1, 2, 2]);
  // Channel 0 of the first square: pixels 0, 2, 8, 10.
  assert.deepEqual(
    [...pooled.features],
    [5, 6, 9, 10, 21, 22, 25, 26].map((x) => x),
  );
});

test("the mean grey of every digit stays", () => {
  const digits = loadDigits();
  const pooled = averagePooled(digits, 2);
  const mean = (values: Float32Array) => values.reduce((sum, x) => sum + x, 0) / values.length;
  for (const i of [0, 7, 1796]) {
    const [large, small] = [
      digits.features.subarray(i * 64, (i + 1) * 64),
      pooled.features.subarray(i * 16, (i + 1) * 16),
    ];
    assert.ok(Math.abs(mean(large) - mean(small)) <= 1e-6);
  }
  assert.equal(pooled.labels, digits.labels);
});

test("tables and sides that do not divide are refused", () => {
  assert.throws(() => averagePooled(loadDigits(), 3), /a size that 3 divides.*1797, 8, 8, 1/);
  assert.throws(() => averagePooled(loadDigits(), 0.5), /side must be .* got 0.5/);
});
