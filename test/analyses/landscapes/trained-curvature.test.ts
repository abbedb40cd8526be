import assert from "node:assert/strict";
import {test} from "node:test";
import {trainedCurvature} from "../../../src/analyses/landscapes/trained-curvature";
import {drawFromClouds, gaussianTask} from "../../../src/datasets/gaussian-task";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

const task = gaussianTask({clouds: 3, dimensions: 4, spread: 2, random: randomStream(1)});
const data = drawFromClouds(task, {count: 30, random: randomStream(2)});
const settings = {
  network: {depth: 2, width: 4, weightScale: 1},
  training: {steps: 60, optimizer: {kind: "descent", rate: 0.3}},
  at: [0, 60],
  spectrum: {steps: 100},
  random: randomStream(3),
} as const;

test("training lowers the loss, and all of it is measured on the same examples", async () => {
  const before = tf.memory().numTensors;
  const [start, end] = await trainedCurvature(data, settings);
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual([start.step, end.step], [0, 60]);
  assert.ok(end.loss < 0.7 * start.loss);
  assert.ok(end.accuracy >= start.accuracy);
  // 4 × 4 + 4 × 4 + 4 × 3 weights, every eigenvalue found.
  assert.equal(end.size, 44);
  assert.equal(end.downwardError, 0);
  for (const {downward, smallest, largest, slope} of [start, end]) {
    assert.ok(Math.abs(downward * 44 - Math.round(downward * 44)) <= 1e-9);
    assert.ok(largest > 0 && smallest < largest && slope > 0);
    assert.equal(downward > 0, smallest < -1e-6 * Math.max(largest, -smallest));
  }
});

test("the same seed gives the same numbers, with skips or without", async () => {
  for (const skip of [true, false]) {
    const network = {...settings.network, skip};
    const [one, two] = [
      await trainedCurvature(data, {...settings, network}),
      await trainedCurvature(data, {...settings, network}),
    ];
    assert.deepEqual(one, two);
  }
});
