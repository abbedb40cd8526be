import assert from "node:assert/strict";
import {test} from "node:test";
import {classCounts, type Dataset} from "../../src/datasets/dataset";
import {loadDigits} from "../../src/datasets/digits";
import {loadFashionMnist} from "../../src/datasets/fashion-mnist";
import {loadMnist} from "../../src/datasets/mnist";

function mean({features}: Dataset): number {
  let total = 0;
  for (const value of features) total += value;
  return total / features.length;
}

test("MNIST is whole: shapes, class counts and means", () => {
  const {train, test: held} = loadMnist();
  assert.deepEqual(train.shape, [60_000, 28, 28, 1]);
  assert.deepEqual(held.shape, [10_000, 28, 28, 1]);
  assert.deepEqual(
    classCounts(train),
    [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
  );
  assert.deepEqual(classCounts(held), [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  assert.equal(mean(train).toFixed(4), "0.1307");
  assert.equal(mean(held).toFixed(4), "0.1325");
});

test("the first examples of MNIST are those of the whole, in [0, 1], with a 5 in front", () => {
  const {train, test: held} = loadMnist({train: 200, test: 3});
  assert.deepEqual([train.shape[0], held.shape[0]], [200, 3]);
  assert.deepEqual([...train.labels.subarray(0, 10)], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  assert.deepEqual([...held.labels], [7, 2, 1]);
  assert.ok(train.features.every((x) => x >= 0 && x <= 1));
  assert.ok(train.features.includes(1));
});

test("more examples than there are, or none, are refused", () => {
  assert.throws(
    () => loadMnist({train: 60_001}),
    /number of MNIST train examples must be .* 60001/,
  );
  assert.throws(() => loadMnist({test: 0}), /number of MNIST test examples/);
});

test("the Fashion subset has 942 to 1027 and 188 to 219 of each kind", () => {
  const {train, test: held} = loadFashionMnist();
  assert.deepEqual(train.shape, [10_000, 28, 28, 1]);
  assert.deepEqual(held.shape, [2000, 28, 28, 1]);
  assert.deepEqual(
    [train, held].map(classCounts).map((counts) => [Math.min(...counts), Math.max(...counts)]),
    [
      [942, 1027],
      [188, 219],
    ],
  );
  // The first label of the original files: an ankle boot on either side.
  assert.deepEqual([train.labels[0], held.labels[0]], [9, 9]);
  assert.equal(train.classes.length, 10);
});

test("digits are 1797 images of 8 by 8 in sixteenths", () => {
  const digits = loadDigits();
  assert.deepEqual(digits.shape, [1797, 8, 8, 1]);
  assert.deepEqual(classCounts(digits), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  const first = [0, 0, 5, 13, 9, 1, 0, 0].map((x) => x / 16);
  assert.deepEqual([...digits.features.subarray(0, 8)], first);
  assert.ok(digits.features.every((x) => x >= 0 && x <= 1 && Number.isInteger(16 * x)));
});
