import assert from "node:assert/strict";
import {test} from "node:test";
import {classCounts, makeDataset, type Dataset} from "../../src/datasets/dataset";
import {
  examplesAt,
  examplesBetween,
  shuffled,
  splitAt,
  splitByClass,
} from "../../src/datasets/subsets";
import {randomStream} from "../../src/numerics/random";

/** Example i has the features (i, 2i) and a class of its own making. */
function numbered(labels: number[], classes = ["a", "b", "c"]): Dataset {
  return makeDataset({
    name: "numbered",
    features: Float32Array.from(labels.flatMap((_, i) => [i, 2 * i])),
    labels: Int32Array.from(labels),
    shape: [labels.length, 2],
    classes,
  });
}

const numbersOf = ({features}: Dataset) => [...features].filter((_, j) => j % 2 === 0);

test("examples are taken at their positions, twice if asked twice, features with labels", () => {
  const taken = examplesAt(numbered([0, 1, 2, 1]), [3, 0, 3]);
  assert.deepEqual([...taken.features], [3, 6, 0, 0, 3, 6]);
  assert.deepEqual([...taken.labels], [1, 0, 1]);
  assert.deepEqual(taken.shape, [3, 2]);
  assert.throws(() => examplesAt(numbered([0, 1]), [2]), /position 0 must .* from 0 to 1, got 2/);
});

test("a stretch of examples is a copy", () => {
  const whole = numbered([0, 1, 2, 1]);
  const part = examplesBetween(whole, 1, 3);
  assert.deepEqual(numbersOf(part), [1, 2]);
  part.features[0] = 99;
  assert.equal(whole.features[2], 1);
  assert.deepEqual(examplesBetween(whole, 2, 2).shape, [0, 2]);
  assert.throws(() => examplesBetween(whole, 3, 1), /to must be/);
});

test("shuffling keeps every example with its label, and follows the stream", () => {
  const whole = numbered(Array.from({length: 50}, (_, i) => i % 3));
  const once = shuffled(whole, randomStream(1));
  assert.deepEqual(once, shuffled(whole, randomStream(1)));
  assert.notDeepEqual(numbersOf(once), numbersOf(whole));
  assert.deepEqual(
    numbersOf(once).sort((a, b) => a - b),
    numbersOf(whole),
  );
  numbersOf(once).forEach((number, i) => assert.equal(once.labels[i], number % 3));
});

test("a split in file order needs something on both sides", () => {
  const {train, test: held} = splitAt(numbered([0, 1, 2, 0, 1]), 3);
  assert.deepEqual(
    [numbersOf(train), numbersOf(held)],
    [
      [0, 1, 2],
      [3, 4],
    ],
  );
  for (const bad of [0, 5, 2.5]) assert.throws(() => splitAt(numbered([0, 1, 2, 0, 1]), bad));
});

test("a split by class keeps shares, loses nothing and shares nothing", () => {
  const random = randomStream(2);
  for (let round = 0; round < 30; round++) {
    const labels = Array.from({length: 30 + random.integer(100)}, (_, i) =>
      i < 6 ? i % 3 : random.integer(3),
    );
    const whole = numbered(labels);
    const testShare = 0.05 + 0.9 * random.uniform();
    const {train, test: held} = splitByClass(whole, {testShare, random});
    const all = [...numbersOf(train), ...numbersOf(held)].sort((a, b) => a - b);
    assert.deepEqual(all, numbersOf(whole));
    classCounts(whole).forEach((count, label) => {
      const kept = classCounts(held)[label];
      assert.ok(kept >= 1 && kept < count);
      assert.ok(Math.abs(kept - testShare * count) <= 1);
    });
  }
});

test("a class of one example cannot be split, and shares must lie inside", () => {
  const random = randomStream(3);
  assert.throws(
    () => splitByClass(numbered([0, 0, 1, 2, 2]), {testShare: 0.5, random}),
    /numbered: class b has one example and cannot be split; leave it out/,
  );
  for (const testShare of [0, 1, NaN]) {
    assert.throws(() => splitByClass(numbered([0, 0]), {testShare, random}), /testShare must lie/);
  }
});
