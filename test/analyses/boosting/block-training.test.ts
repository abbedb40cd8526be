import assert from "node:assert/strict";
import {test} from "node:test";
import {trainGreedily, trainTogether} from "../../../src/analyses/boosting/block-training";
import type {BlockRecipe} from "../../../src/analyses/boosting/block-trainer";
import {boostingRounds} from "../../../src/analyses/boosting/boosting-rounds";
import {scoresBehind} from "../../../src/analyses/boosting/depth-study";
import {plainObjective} from "../../../src/analyses/boosting/oracle-objective";
import {carried, linearScores} from "../../../src/models/additive-block";
import {denseMatrix} from "../../../src/numerics/dense-matrix";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";
import "../../tensors/one-thread";

/** Two noisy half moons, whose line of best fit leaves a tenth of the points wrong. */
function task(count = 160) {
  const random = randomStream(9);
  const labels = Float64Array.from({length: count}, (_, i) => (i % 2 === 0 ? 1 : -1));
  const values = [...labels].flatMap((label) => {
    const angle = Math.PI * random.uniform();
    const [x, y] = [Math.cos(angle), Math.sin(angle)];
    return label > 0 ? [x, y] : [1 - x, 0.5 - y];
  });
  return {rows: denseMatrix([count, 2], values), targets: labels, outputs: 1};
}

const recipe: BlockRecipe = {
  blocks: 2,
  hidden: 12,
  start: "zero",
  loss: "exponential",
  epochs: 30,
  batchSize: 32,
  rate: 0.02,
};

test("greedy training lowers the exponential loss stage by stage and gives back what it has trained", async () => {
  const data = task();
  const before = tf.memory().numTensors;
  const heard: number[] = [];
  const stages = await trainGreedily(data, {
    ...recipe,
    random: randomStream(1),
    onEpoch: ({updates}) => heard.push(updates),
  });
  assert.equal(tf.memory().numTensors, before);
  const losses = stages.map(({features, head}) => {
    return plainObjective({labels: data.targets}, linearScores(features, head).values);
  });
  assert.ok(losses[1] < 0.6 * losses[0] && losses[2] < losses[1], losses.join(" "));
  stages.forEach(({features, blocks}) => {
    assert.deepEqual(blocks.reduce(carried, data.rows).values, features.values);
  });
  assert.deepEqual(
    heard,
    Array.from({length: 90}, (_, epoch) => 5 * (epoch + 1)),
  );
  const {head, features} = stages[1];
  const tanh = linearScores(features, head).values.map(Math.tanh);
  assert.ok(boostingRounds({labels: data.targets, modules: [tanh]})[0].edge > 0.5);
});

test("the same seed trains the same numbers, with a listener and without one", async () => {
  const [quiet, loud] = [
    await trainGreedily(task(), {...recipe, epochs: 3, random: randomStream(2)}),
    await trainGreedily(task(), {
      ...recipe,
      epochs: 3,
      random: randomStream(2),
      onEpoch: () => undefined,
    }),
  ];
  assert.deepEqual(loud, quiet);
});

test("all blocks at once begin where greedy ones do, go on from others' values, and leave no tensor", async () => {
  const data = task();
  const before = tf.memory().numTensors;
  const grown = (await trainGreedily(data, {...recipe, random: randomStream(3)}))[2];
  const further = {...recipe, epochs: 1, rate: 1e-5, random: randomStream(3)};
  const more = await trainTogether(data, {...further, from: grown});
  const alone = await trainTogether(data, {...recipe, random: randomStream(3)});
  assert.equal(tf.memory().numTensors, before);
  const loss = (found: typeof more) =>
    plainObjective({labels: data.targets}, scoresBehind(data.rows, found!).values);
  assert.ok(loss(more) < 1.1 * loss(grown), `${loss(more)} against ${loss(grown)}`);
  assert.ok(loss(alone) < 0.5, `${loss(alone)}`);
});

test("a step of 0 adds no block, and one half adds half of it", async () => {
  const settings = {...recipe, blocks: 1, epochs: 4, random: randomStream(4)};
  const [none, half, full] = await Promise.all(
    [0, 0.5, 1].map((step) => trainGreedily(task(), {...settings, step})),
  );
  assert.deepEqual(none[1].features.values, task().rows.values);
  full[1].blocks[0].outer.values.forEach((value, at) => {
    assert.equal(half[1].blocks[0].outer.values[at], value / 2);
  });
});

test("a bounded module learns too, and settings that make no run are refused by name", async () => {
  const data = task();
  const stages = await trainGreedily(data, {...recipe, loss: "bounded", random: randomStream(5)});
  const [first, , last] = stages.map(
    ({features, head}) =>
      linearScores(features, head).values.filter((z, i) => z * data.targets[i] <= 0).length,
  );
  assert.ok(last < first, `${last} against ${first}`);
  await assert.rejects(
    trainGreedily(data, {...recipe, batchSize: 1000, random: randomStream(1)}),
    /batchSize must be a whole number of examples, from 1 to 160, got 1000/,
  );
  await assert.rejects(
    trainTogether(data, {...recipe, rate: 0, random: randomStream(1)}),
    /rate must be a finite number above 0, got 0/,
  );
});
