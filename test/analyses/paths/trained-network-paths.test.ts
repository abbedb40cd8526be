import assert from "node:assert/strict";
import {test} from "node:test";
import {trainedNetworkPaths} from "../../../src/analyses/paths/trained-network-paths";
import {drawFromClouds, gaussianTask} from "../../../src/datasets/gaussian-task";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

const random = randomStream(5);
const task = gaussianTask({clouds: 4, dimensions: 5, spread: 2, random: random.child("centres")});
const train = drawFromClouds(task, {count: 400, random: random.child("train")});
const held = drawFromClouds(task, {count: 100, random: random.child("test")});
const settings = {
  network: {depth: 4, width: 12, normalisation: "rms", logitScale: 3} as const,
  training: {epochs: 10, batchSize: 50, optimizer: {kind: "adam", rate: 0.01} as const},
  probe: 64,
};

test("a network learns, and its profile is known before, in between and after", async () => {
  const before = tf.memory().numTensors;
  const result = await trainedNetworkPaths(
    {train, test: held},
    {...settings, at: [0, 20, 80], random: randomStream(1)},
  );
  assert.deepEqual(
    result.stages.map(({step}) => step),
    [0, 20, 80],
  );
  assert.ok(result.accuracy > 0.9 && result.stages[0].accuracy < 0.7);
  assert.equal(result.before, result.stages[0].profile);
  assert.equal(result.after, result.stages[2].profile);
  assert.notDeepEqual(result.before.energy, result.after.energy);
  assert.ok(result.error <= result.tolerance);
  assert.equal(result.seed, 1);
  assert.equal(tf.memory().numTensors, before);
});

test("the same seed gives the same numbers, measured often or not", async () => {
  const run = (at: number[]) =>
    trainedNetworkPaths({train, test: held}, {...settings, at, random: randomStream(2)});
  const [often, rarely] = [await run([1, 2, 3]), await run([])];
  assert.deepEqual(often.after, rarely.after);
  assert.deepEqual(often.rows, rarely.rows);
  assert.deepEqual(
    rarely.stages.map(({step}) => step),
    [0, 80],
  );
});

test("frozen divisors are those of the untrained network: same start as live ones, another end", async () => {
  const run = (normalisation: "rms" | "frozen") =>
    trainedNetworkPaths(
      {train, test: held},
      {...settings, network: {...settings.network, normalisation}, random: randomStream(4)},
    );
  const [live, frozen] = [await run("rms"), await run("frozen")];
  const gap = (a: number, b: number) => Math.abs(a - b);
  assert.ok(gap(live.before.energyMean, frozen.before.energyMean) < 1e-4);
  assert.ok(gap(live.after.energyMean, frozen.after.energyMean) > 1e-2);
});

test("a run that is stopped is measured where it stopped", async () => {
  const controller = new AbortController();
  const result = await trainedNetworkPaths(
    {train, test: held},
    {
      ...settings,
      training: {
        ...settings.training,
        every: 10,
        signal: controller.signal,
        onProgress: ({step}) => step === 30 && controller.abort(),
      },
      random: randomStream(3),
    },
  );
  assert.deepEqual(
    result.stages.map(({step}) => step),
    [0, 30],
  );
});

test("a run that fails leaves no tensor", async () => {
  const before = tf.memory().numTensors;
  const wild = {...settings.training, optimizer: {kind: "descent", rate: 1e6} as const};
  const run = trainedNetworkPaths(
    {train, test: held},
    {...settings, network: {depth: 4, width: 12}, training: wild, random: randomStream(3)},
  );
  await assert.rejects(run, /diverged/);
  assert.equal(tf.memory().numTensors, before);
});
