import assert from "node:assert/strict";
import {test} from "node:test";
import {classCounts, makeDataset} from "../../src/datasets/dataset";
import {shuffledLabels} from "../../src/datasets/shuffled-labels";
import {randomStream} from "../../src/numerics/random";

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
