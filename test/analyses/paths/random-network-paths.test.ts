import assert from "node:assert/strict";
import {test} from "node:test";
import {lengthMeanAndDeviation} from "../../../src/analyses/paths/path-statistics";
import {
  predictedLengthShares,
  randomNetworkPaths,
  randomNetworkProfile,
} from "../../../src/analyses/paths/random-network-paths";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

const depth = 20;
const network = (weightScale: number) => ({
  input: [30],
  classes: 10,
  depth,
  width: 100,
  weightScale,
});

const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;

test("12 random networks reproduce the known means of length: real gates, independent gates, laws", () => {
  // Mean energy length with real gates, measured elsewhere on 40 networks (p = 20, n = 100, d = 30).
  for (const [weightScale, real, law] of [
    [1, 7.86, 7.247],
    [Math.SQRT2, 10.1, 8.826],
  ]) {
    const rows = Array.from({length: 12}, (_, seed) =>
      randomNetworkPaths(network(weightScale), {random: randomStream(seed)}),
    );
    const actual = rows.map((row) => row.actual.energyMean);
    const independent = rows.map((row) => row.independent.energyMean);
    const {paper, binomial} = predictedLengthShares({depth, weightScale});
    // From network to network the mean length has a deviation of 0.19 with either kind of gates: the
    // means of 12 and of 40 networks differ by 3 · 0.19 √(1/12 + 1/40) at most.
    assert.ok(Math.abs(mean(actual) - real) < 0.19, `${mean(actual)} against ${real}`);
    const exact = lengthMeanAndDeviation(binomial);
    assert.ok(Math.abs(mean(independent) - exact.mean) < 0.17, `${mean(independent)}`);
    // g = c² / 2: mean 1 + 19 g / (1 + g), variance 19 g / (1 + g)².
    const odds = weightScale ** 2 / 2;
    assert.ok(Math.abs(exact.mean - 1 - (19 * odds) / (1 + odds)) < 1e-9);
    assert.ok(Math.abs(exact.deviation ** 2 - (19 * odds) / (1 + odds) ** 2) < 1e-9);
    assert.ok(Math.abs(lengthMeanAndDeviation(paper).mean - law) < 0.0005);
    // The widths tell the three apart: about 1.6, 2.1 and 1.5.
    const widths = rows.map((row) => row.actual.energyDeviation);
    assert.ok(mean(widths) < exact.deviation - 0.3);
    assert.ok(mean(widths) > lengthMeanAndDeviation(paper).deviation);
    for (const {error, tolerance} of rows) assert.ok(error <= tolerance);
  }
});

test("shares are shares, a seed repeats, and no tensor stays", () => {
  const before = tf.memory().numTensors;
  const run = (seed: number) =>
    randomNetworkPaths(
      {...network(1), depth: 6, width: 10},
      {random: randomStream(seed), examples: 3},
    );
  const [first, again, other] = [run(1), run(1), run(2)];
  assert.deepEqual(first, again);
  assert.notDeepEqual(first.actual.energy, other.actual.energy);
  for (const {energy, coherent} of [first.actual, first.independent, other.actual]) {
    assert.ok(energy.every((share) => share >= 0));
    for (const shares of [energy, coherent]) assert.ok(Math.abs(mean([...shares]) * 6 - 1) < 1e-9);
  }
  assert.equal(tf.memory().numTensors, before);
});

test("the profile alone is the first of the two, number for number, and leaves no tensor", () => {
  const before = tf.memory().numTensors;
  const {actual} = randomNetworkPaths(network(1), {random: randomStream(7)});
  assert.deepEqual(randomNetworkProfile(network(1), {random: randomStream(7)}), actual);
  assert.throws(() => randomNetworkProfile(network(1), {examples: 0, random: randomStream(7)}), {
    message: /examples must be a whole number/,
  });
  assert.equal(tf.memory().numTensors, before);
});
