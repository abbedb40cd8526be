import assert from "node:assert/strict";
import {test} from "node:test";
import {
  errorsByDepthOfSeed,
  grownModulesOfSeed,
  trainingWaysOfSeed,
} from "../../../src/analyses/boosting/boosting-jobs";
import {digitHalves} from "../../../src/analyses/boosting/boosting-tasks";
import {spentUntil} from "../../../src/analyses/boosting/training-ways";
import {multiplyAdds, numbersKept} from "../../../src/analyses/boosting/work";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";
import "../../tensors/one-thread";

const task = {examples: 300, fresh: 200, pool: 600};
const recipe = {blocks: 2, hidden: 16, start: "zero", epochs: 3, batchSize: 50} as const;

test("the halves of the digits are disjoint draws of one scale, and noise turns labels of the learned ones only", () => {
  const {train, test: fresh} = digitHalves(task, {random: randomStream(1)});
  const noisy = digitHalves({...task, noise: 0.2}, {random: randomStream(1)});
  assert.deepEqual([train.rows.rows, train.rows.columns, fresh.rows.rows], [300, 49, 200]);
  const mean =
    train.rows.values.reduce((total, value) => total + value, 0) / train.rows.values.length;
  assert.ok(Math.abs(mean) < 1e-5);
  assert.deepEqual(noisy.test, fresh);
  const turned = train.labels.filter((label, i) => label !== noisy.train.labels[i]).length;
  assert.ok(turned > 30 && turned < 90, `${turned}`);
  const rowsOf = ({rows}: typeof train) =>
    Array.from({length: rows.rows}, (_, i) => rows.values.subarray(49 * i, 49 * (i + 1)).join());
  const seen = new Set(rowsOf(train));
  assert.ok(rowsOf(fresh).every((row) => !seen.has(row)));
});

test("grown modules hold scores of every stage, and better ones after a block", async () => {
  const before = tf.memory().numTensors;
  const recipes = {plain: {...recipe, epochs: 8, loss: "exponential", rate: 0.01}} as const;
  const {plain} = await grownModulesOfSeed(2, {task, recipes});
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual(
    plain.scores.map((list) => list.length),
    [300, 300, 300],
  );
  assert.deepEqual([plain.norms.length, plain.heads.length, plain.testError.length], [2, 3, 3]);
  const wrong = plain.scores.map((list) => list.filter((z, i) => z * plain.labels[i] <= 0).length);
  assert.ok(wrong[2] < wrong[0], wrong.join(" "));
});

test("a network that diverges is an error, and not a shorter network", async () => {
  const recipes = {wild: {...recipe, start: "he", loss: "exponential", rate: 1e6}} as const;
  await assert.rejects(grownModulesOfSeed(2, {task, recipes}), /block \d of 2 diverged/);
});

test("greedy training passes through the depths that training at once has to try one by one", async () => {
  const own = {...recipe, rate: 0.003};
  const found = await errorsByDepthOfSeed(3, {
    trials: {
      greedy: {recipe: own, way: "greedy", depths: [1, 2]},
      together: {recipe: own, way: "together", depths: [1, 2]},
    },
  });
  for (const rows of Object.values(found)) {
    assert.deepEqual(
      rows.map(({blocks}) => blocks),
      [1, 2],
    );
    assert.ok(
      rows.every(({train, diverged}) => train < 0.7 && !diverged),
      JSON.stringify(rows),
    );
  }
});

test("the ways follow the error by updates and by work, and end with as much work", async () => {
  const settings = {task, recipe, rates: {greedy: 0.003, together: 0.003}, followed: 100};
  const {refined, together, again} = await trainingWaysOfSeed(4, {
    ...settings,
    ways: ["refined", "together", "again"],
  });
  const end = ({curve}: typeof refined) => curve[curve.length - 1];
  assert.equal(end(refined).updates, (3 + 1) * 3 * 6);
  assert.equal(end(together).updates, 2 * 3 * 6);
  // The read-out of the input, and one read-out more than once: a twentieth of the whole.
  assert.ok(Math.abs(end(refined).work / end(together).work - 1) < 0.06);
  assert.notDeepEqual(again.curve, together.curve);
  assert.equal(spentUntil(together, 1, {by: "updates"}), 6);
  assert.ok(Number.isNaN(spentUntil(together, -1, {by: "work"})));
});

test("work and memory are counted as by hand", () => {
  const extent = {columns: 3, hidden: 4, outputs: 2, batchSize: 5, blocks: 6};
  assert.equal(multiplyAdds(extent), 3 * 5 * (6 * 24 + 6));
  assert.equal(numbersKept(extent), 5 * (6 * 7 + 3) + 4 * (6 * 28 + 8));
});
