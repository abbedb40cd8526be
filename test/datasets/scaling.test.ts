import assert from "node:assert/strict";
import {test} from "node:test";
import {makeDataset, type Dataset} from "../../src/datasets/dataset";
import {fitScaling, scaled, standardised} from "../../src/datasets/scaling";
import {splitAt} from "../../src/datasets/subsets";
import {randomStream} from "../../src/numerics/random";

function normalRows(count: number, columns: [mean: number, deviation: number][]): Dataset {
  const random = randomStream(1);
  const row = () => columns.map(([mean, deviation]) => mean + deviation * random.normal());
  return makeDataset({
    name: "rows",
    features: Float32Array.from(Array.from({length: count}, row).flat()),
    labels: new Int32Array(count),
    shape: [count, columns.length],
    classes: ["only"],
  });
}

test("the columns 1 2 3 4 and 10 10 10 10 have means 2.5 and 10, deviations sqrt(1.25) and 0", () => {
  const features = Float32Array.of(1, 10, 2, 10, 3, 10, 4, 10);
  const dataset = {
    ...normalRows(4, [
      [0, 1],
      [0, 1],
    ]),
    features,
  };
  const scaling = fitScaling(dataset);
  assert.deepEqual([...scaling.means], [2.5, 10]);
  assert.deepEqual([...scaling.deviations], [Math.sqrt(1.25), 0]);
  // The column that never varies is centred, not divided by zero.
  assert.deepEqual(
    [...scaled(dataset, scaling).features].filter((_, j) => j % 2 === 1),
    [0, 0, 0, 0],
  );
});

test("after scaling the training side has mean 0 and deviation 1 in every column", () => {
  const {train} = standardised(
    splitAt(
      normalRows(500, [
        [100, 0.1],
        [-3, 40],
        [0, 1],
      ]),
      400,
    ),
  );
  const {means, deviations} = fitScaling(train);
  // Features are single precision: 2^-24 relative to a value of 100, over a deviation of .1.
  for (const mean of means) assert.ok(Math.abs(mean) <= 1e-4);
  for (const deviation of deviations) assert.ok(Math.abs(deviation - 1) <= 1e-4);
});

test("the test side is scaled by the training side alone", () => {
  const split = splitAt(normalRows(60, [[5, 2]]), 40);
  const before = standardised(split).train;
  const moved = {...split.test, features: split.test.features.map((x) => 1000 * x)};
  const after = standardised({train: split.train, test: moved});
  assert.deepEqual(after.train, before);
  const {means, deviations} = fitScaling(split.train);
  after.test.features.forEach((x, i) =>
    assert.equal(x, Math.fround((moved.features[i] - means[0]) / deviations[0])),
  );
});

test("a scaling of other features, or of no examples, is refused", () => {
  const [narrow, wide] = [
    normalRows(5, [[0, 1]]),
    normalRows(5, [
      [0, 1],
      [0, 1],
    ]),
  ];
  assert.throws(() => scaled(wide, fitScaling(narrow)), /rows has 2 features, .* fitted on 1/);
  const empty = {
    ...narrow,
    features: new Float32Array(0),
    labels: new Int32Array(0),
    shape: [0, 1],
  };
  assert.throws(() => fitScaling(empty), /no examples to fit/);
});
