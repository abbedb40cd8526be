import assert from "node:assert/strict";
import {test} from "node:test";
import {classCounts, makeDataset} from "../../src/datasets/dataset";
import {noisyLabels, shuffledLabels} from "../../src/datasets/noisy-labels";
import {gaussianMixture} from "../../src/datasets/toys";
import {randomStream} from "../../src/numerics/random";

const data = gaussianMixture({count: 4000, classes: 5, random: randomStream(1)});
const wrongAt = (share: number, seed = 2) => {
  const {labels} = noisyLabels(data, {share, random: randomStream(seed)});
  return [...labels.keys()].filter((i) => labels[i] !== data.labels[i]);
};

test("as many labels are wrong as was asked for, the same ones first", () => {
  const [few, many] = [wrongAt(0.1), wrongAt(0.3)];
  // Four deviations of a binomial count.
  for (const [share, wrong] of [
    [0.1, few],
    [0.3, many],
  ] as const) {
    assert.ok(Math.abs(wrong.length - share * 4000) < 4 * Math.sqrt(4000 * share * (1 - share)));
  }
  assert.ok(few.every((i) => many.includes(i)));
  assert.deepEqual(wrongAt(0), []);
  assert.equal(wrongAt(1).length, 4000);
});

test("wrong classes are spread over all others", () => {
  const {labels} = noisyLabels(data, {share: 1, random: randomStream(3)});
  const counts = new Array<number>(5).fill(0);
  labels.forEach((label, i) => counts[(label - data.labels[i] + 5) % 5]++);
  assert.equal(counts[0], 0);
  counts.slice(1).forEach((count) => assert.ok(Math.abs(count - 1000) < 4 * Math.sqrt(750)));
});

test("a share that is none is refused", () => {
  assert.throws(() => wrongAt(1.5), /share must lie between 0 and 1, got 1.5/);
});

test("labels keep their counts and lose their examples", () => {
  const labels = Int32Array.from({length: 900}, (_, i) => (i % 9 === 0 ? 1 : i % 2 === 0 ? 2 : 0));
  const dataset = makeDataset({
    name: "x",
    features: Float32Array.from({length: 900}, (_, i) => i),
    labels,
    shape: [900, 1],
    classes: ["a", "b", "c"],
  });
  const shuffled = shuffledLabels(dataset, {random: randomStream(1)});
  assert.deepEqual(classCounts(shuffled), classCounts(dataset));
  assert.equal(shuffled.features, dataset.features);
  assert.equal(shuffled.name, "x, shuffled labels");
  // A label stays by chance with probability Σ share²; 900 draws, four deviations.
  const counts = classCounts(dataset);
  const chance = counts.reduce((sum, count) => sum + (count / 900) ** 2, 0);
  const same = shuffled.labels.reduce((sum, label, i) => sum + (label === labels[i] ? 1 : 0), 0);
  assert.ok(Math.abs(same / 900 - chance) < 4 * Math.sqrt((chance * (1 - chance)) / 900));
});
