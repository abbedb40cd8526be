import assert from "node:assert/strict";
import {test} from "node:test";
import {isDeepStrictEqual} from "node:util";
import {candidatesFor} from "../../../src/analyses/rivals/candidates";
import {ablated, ablations} from "../../../src/analyses/rivals/ablations";
import {neighboursOfSeed, resfgbOfSeed} from "../../../src/analyses/rivals/jobs";
import {chooseResfgb, judgeResfgb} from "../../../src/analyses/rivals/choose-resfgb";
import {
  comparisonSplit,
  hasOneSplit,
  innerSplit,
  taskName,
} from "../../../src/analyses/rivals/task";
import {loadLetter} from "../../../src/datasets/letter";
import {tf} from "../../../src/tensors/tensorflow";
import {labRecipe} from "../../../src/training/boosted/recipes";

test("a seed draws the same rows each time, another seed others; the test rows of letter stay", async () => {
  const task = {data: "letter", examples: 300} as const;
  const [a, b, c] = await Promise.all([1, 1, 2].map((seed) => comparisonSplit(task, {seed})));
  assert.deepEqual(a.train.features, b.train.features);
  assert.notDeepEqual(a.train.features, c.train.features);
  assert.deepEqual(a.test.labels, loadLetter().test.labels);
});

test("the holdout is a fifth of every class of the training rows and shares none with the rest", async () => {
  const split = await comparisonSplit({data: "digits"}, {seed: 1});
  const all = [...split.inner, ...split.holdout].sort((x, y) => x - y);
  assert.deepEqual(all, [...split.train.labels.keys()]);
  const {test: holdout} = innerSplit(split);
  for (let label = 0; label < 10; label++) {
    const [part, whole] = [holdout, split.train].map(
      ({labels}) => labels.filter((mark) => mark === label).length,
    );
    assert.ok(Math.abs(part - whole / 5) <= 0.5, `${part} of ${whole}`);
  }
});

test("wrong labels are put among the training rows alone, and tasks have names", async () => {
  const task = {data: "digits", noise: 0.2} as const;
  const [clean, noisy] = await Promise.all([
    comparisonSplit({data: "digits"}, {seed: 1}),
    comparisonSplit(task, {seed: 1}),
  ]);
  assert.deepEqual(noisy.test.labels, clean.test.labels);
  const wrong = noisy.train.labels.filter((label, i) => label !== clean.train.labels[i]).length;
  const count = clean.train.labels.length;
  assert.ok(Math.abs(wrong / count - 0.2) < 4 * Math.sqrt(0.16 / count));
  assert.equal(
    taskName({data: "letter", examples: 2000, noise: 0.1}),
    "letter, 2,000 examples, 10 % wrong labels",
  );
  assert.ok(hasOneSplit({data: "letter"}) && !hasOneSplit({data: "letter", examples: 9}));
  assert.ok(!hasOneSplit({data: "moons"}) && !hasOneSplit(task));
});

test("choosing looks at the holdout alone: test labels turned round change nothing", async () => {
  const split = await comparisonSplit({data: "moons"}, {seed: 1});
  const candidates = [
    {recipe: labRecipe({hidden: [8, 8], epochs: 2}), blocks: 2},
    {recipe: labRecipe({hidden: [16, 16], epochs: 6}), blocks: 3},
  ];
  const turned = {
    ...split,
    test: {...split.test, labels: split.test.labels.map((mark) => 1 - mark)},
  };
  const before = tf.memory().numTensors;
  const options = {candidates, patience: 2, seed: 1};
  const [one, other] = [await chooseResfgb(split, options), await chooseResfgb(turned, options)];
  assert.deepEqual(one.chosen, other.chosen);
  assert.deepEqual(one.tried, other.tried);
  assert.equal(one.holdout, Math.max(...one.tried.map(({holdout}) => holdout)));
  assert.ok(one.chosen.blocks <= 3);
  const judged = await judgeResfgb(split, {chosen: one.chosen, seed: 1});
  const reversed = await judgeResfgb(turned, {chosen: one.chosen, seed: 1});
  assert.ok(Math.abs(judged.accuracy + reversed.accuracy - 1) < 1e-12);
  assert.equal(judged.curve.length, one.chosen.blocks + 1);
  assert.ok(
    judged.curve.every(({seconds}, i) => i === 0 || seconds >= judged.curve[i - 1].seconds),
  );
  assert.equal(tf.memory().numTensors, before);
  await assert.rejects(chooseResfgb(split, {...options, candidates: []}), /at least one candidate/);
});

test("every data set has its candidates, at most eight", async () => {
  for (const data of ["letter", "satimage", "digits", "moons", "spirals"] as const) {
    const {train} = await comparisonSplit({data}, {seed: 1});
    for (const mode of ["lab", "authors"] as const) {
      const {length} = candidatesFor(train, {mode});
      assert.ok(length > 0 && length <= 8);
    }
  }
});

test("seven ways to a residual network are judged on the same rows, ResFGB as it is alone", async () => {
  const task = {data: "moons", examples: 120} as const;
  const chosen = {1: {recipe: labRecipe({hidden: [8, 8], epochs: 3, padding: 2}), blocks: 2}};
  const before = tf.memory().numTensors;
  const stack = {rate: 0.01, batchSize: 32, decay: 0};
  const ways = await neighboursOfSeed(1, {task, chosen, stack, longer: 3});
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual(
    ways.map(({way}) => way),
    [
      "linear classifier",
      "grown by gradients",
      "grown, random features",
      "greedy",
      "corrective",
      "end to end",
      "end to end, longer",
    ],
  );
  for (const {accuracy, seconds, onlyThis, onlyGrown} of ways) {
    assert.ok(accuracy > 0.7 && accuracy <= 1 && seconds > 0);
    const ahead =
      (onlyThis - onlyGrown) / (await comparisonSplit(task, {seed: 1})).test.labels.length;
    assert.ok(Math.abs(accuracy - ways[1].accuracy - ahead) < 1e-12);
  }
  const two = await neighboursOfSeed(1, {task, chosen, stack, longer: 3, ways: ["end to end"]});
  assert.deepEqual(
    two.map(({way, accuracy}) => [way, accuracy]),
    [0, 1, 5].map((k) => [ways[k].way, ways[k].accuracy]),
  );
  const alone = await resfgbOfSeed(1, {task, chosen});
  assert.equal(alone.accuracy, ways[1].accuracy);
  await assert.rejects(resfgbOfSeed(2, {task, chosen}), /nothing was chosen for seed 2: run npm/);
});

test("an ablation takes one change of the lab's variant back, and leaves the others", async () => {
  const {train} = await comparisonSplit({data: "letter", examples: 500}, {seed: 1});
  const usual = candidatesFor(train, {mode: "lab"});
  const published = candidatesFor(train, {mode: "authors"})[0].recipe;
  const parts = ["padding", "paddingAnchor", "classifier", "step"] as const;
  for (const method of Object.keys(ablations)) {
    const taken = ablated(usual, {method})[0].recipe;
    const moved = parts.filter((part) => !isDeepStrictEqual(taken[part], usual[0].recipe[part]));
    for (const part of moved) assert.equal(typeof taken[part], typeof published[part]);
    const inEmbedding = !isDeepStrictEqual(
      JSON.parse(JSON.stringify(taken.embedding)),
      usual[0].recipe.embedding,
    );
    const count = method === "ResFGB without coordinates" ? 2 : 1;
    assert.equal(moved.length + Number(inEmbedding), count, method);
  }
  assert.throws(() => ablated(usual, {method: "ResFGB"}), /name one of ResFGB without coordinates/);
});
