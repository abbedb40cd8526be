import assert from "node:assert/strict";
import {existsSync, mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import type {Dataset} from "../../src/datasets/dataset";
import {allVariables, disposeNetwork} from "../../src/models/network";
import type {Network} from "../../src/models/network";
import {createPerceptron} from "../../src/models/perceptron";
import {predict, predictProbability, score} from "../../src/models/resfgb-predict";
import {createResidualNetwork} from "../../src/models/residual-network";
import {snapshotNetwork} from "../../src/models/snapshot";
import {createStack} from "../../src/models/stack/stack-network";
import {randomStream} from "../../src/numerics/random";
import {tf} from "../../src/tensors/tensorflow";
import {fitResfgb} from "../../src/training/boosted/fit-resfgb";
import {labRecipe} from "../../src/training/boosted/recipes";
import {trainStack} from "../../src/training/boosted/train-stack";
import {evaluateNetwork} from "../../src/training/evaluate-network";
import {trainNetwork} from "../../src/training/train-network";

function waves(examples: number): Dataset {
  const labels = Int32Array.from({length: examples}, (_, i) => i % 3);
  const features = Float32Array.from(
    {length: 4 * examples},
    (_, i) => Math.sin(i) + (labels[i >> 2] === (i & 3) ? 2 : 0),
  );
  return {name: "waves", features, labels, shape: [examples, 4], classes: ["a", "b", "c"]};
}

const data = waves(60);
const spoiled = (value: number): Dataset => {
  const features = data.features.slice();
  features[4 * 10 + 2] = value;
  return {...data, features};
};
const labelled = (label: number, at = 7): Dataset => {
  const labels = Array.from(data.labels);
  labels[at] = label;
  return {...data, labels: labels as unknown as Int32Array};
};

const networks: Record<string, () => Network> = {
  perceptron: () =>
    createPerceptron({input: [4], hidden: [4], classes: 3}, {random: randomStream(1)}),
  residual: () =>
    createResidualNetwork(
      {input: [4], classes: 3, depth: 3, width: 6, normalisation: "rms"},
      {random: randomStream(1)},
    ),
};
const common = {
  batchSize: 20,
  steps: 6,
  random: randomStream(2),
  optimizer: {kind: "momentum", rate: 0.01} as const,
};
const fitSettings = () => ({
  ...labRecipe({hidden: [4, 4], epochs: 1}),
  blocks: 1,
  random: randomStream(3),
});
const stackSettings = {
  way: "greedy",
  blocks: 1,
  hidden: [4],
  epochs: 1,
  rate: 0.01,
  batchSize: 20,
  decay: 0,
  scaling: "none",
  padding: 0,
  random: randomStream(3),
} as const;

test("no way of learning or judging takes a feature that is not finite or a label of no class", async () => {
  const before = tf.memory().numTensors;
  const wrong: [Dataset, RegExp][] = [
    [spoiled(NaN), /waves row 11 has NaN in column 3/],
    [spoiled(-Infinity), /waves row 11 has -Infinity in column 3/],
    [labelled(3), /label 3 of example 7 must be from 0 to 2/],
    [labelled(-1, 59), /label -1 of example 59/],
    [labelled(0.5), /label 0.5 of example 7/],
    [labelled(NaN), /label NaN of example 7/],
    [{...data, labels: data.labels.slice(1)}, /60 examples need as many labels, got 59/],
  ];
  for (const make of Object.values(networks)) {
    const network = make();
    const initial = snapshotNetwork(network);
    for (const [given, message] of wrong) {
      for (const loss of ["cross-entropy", "hinge", "squared"] as const) {
        for (const eager of [false, true])
          await assert.rejects(trainNetwork(network, given, {...common, loss, eager}), message);
        assert.throws(() => evaluateNetwork(network, given, {loss}), message);
      }
      const stream = {name: "fresh", input: [4], draw: () => given};
      await assert.rejects(trainNetwork(network, stream, {...common, batchSize: 60}), message);
    }
    assert.deepEqual(snapshotNetwork(network), initial, "refused before the first step");
    disposeNetwork(network);
  }
  for (const [given, message] of wrong) {
    await assert.rejects(fitResfgb(given, fitSettings()), message);
    await assert.rejects(fitResfgb(data, {...fitSettings(), validation: given}), message);
    await assert.rejects(trainStack(given, stackSettings), message);
  }
  const {model} = await fitResfgb(data, fitSettings());
  for (const guess of [predict, predictProbability])
    assert.throws(() => guess(model, spoiled(NaN)), /the rows: row 11 has NaN in column 3/);
  assert.throws(() => score(model, labelled(3)), /label 3 of example 7 must be from 0 to 2/);
  assert.equal(tf.memory().numTensors, before);
});

test("labels beyond the classes of the network are refused, though they are classes of the data", async () => {
  const narrow = createPerceptron({input: [4], hidden: [4], classes: 2}, {random: randomStream(1)});
  for (const loss of ["cross-entropy", "hinge", "squared"] as const) {
    await assert.rejects(trainNetwork(narrow, data, {...common, loss}), {
      name: "RangeError",
      message: /label 2 of example 2 must be from 0 to 1/,
    });
    assert.throws(() => evaluateNetwork(narrow, data, {loss}), /label 2 of example 2/);
  }
  disposeNetwork(narrow);
});

test("weights that are no longer finite end a run also where a ReLU hides them from the loss", async () => {
  const made = () =>
    createPerceptron({input: [4], hidden: [4], classes: 3}, {random: randomStream(1)});
  for (const eager of [false, true]) {
    const spoilt = made();
    tf.tidy(() => spoilt.weights[0].assign(tf.fill([4, 4], NaN)));
    await assert.rejects(
      trainNetwork(spoilt, data, {...common, eager}),
      /training diverged: (the loss is NaN|".+" is no longer finite)/,
    );
    disposeNetwork(spoilt);

    // Below -Infinity a ReLU gives 0, and so does its gradient: no loss ever shows it.
    const silent = made();
    const [name, bias] = [...allVariables(silent)].find(([, {shape}]) => shape.join() === "4")!;
    tf.tidy(() => bias.assign(tf.fill([4], -Infinity)));
    assert.ok(Number.isFinite(evaluateNetwork(silent, data).loss));
    const hidden = new RegExp(`training diverged: "${name}" is no longer finite`);
    await assert.rejects(trainNetwork(silent, data, {...common, eager}), hidden);
    disposeNetwork(silent);
  }
});

test("a stack with batch norm takes no batch of one, and one that drops no checkpoint", async () => {
  const make = (shortcut: "identity" | "dropout") =>
    createStack({input: [4], classes: 3, blocks: 1, width: 4, shortcut}, {random: randomStream(1)});
  const [identity, drops] = [make("identity"), make("dropout")];
  assert.throws(() => evaluateNetwork(identity, data, {batchSize: 1}), /needs at least 2 examples/);
  const checkpoint = {file: path.join(tmpdir(), "never-written.checkpoint"), every: 1};
  await assert.rejects(
    trainNetwork(drops, data, {...common, checkpoint}),
    /drops at random cannot go on from a checkpoint .* train it without one/,
  );
  const before = tf.memory().numTensors;
  const {finished} = await trainNetwork(drops, data, common);
  assert.ok(finished);
  assert.equal(tf.memory().numTensors, before);
  assert.ok(drops.noise!.draws.dataSync()[0] > 0, "every step draws");
  disposeNetwork(identity);
  disposeNetwork(drops);
});

test("a rest of one example is judged as well as one batch of all", () => {
  const many = waves(1001);
  const network = createResidualNetwork(
    {input: [4], classes: 3, depth: 3, width: 6, normalisation: "standard", scope: "unit"},
    {random: randomStream(1)},
  );
  const whole = evaluateNetwork(network, many, {batchSize: 1001});
  for (const batchSize of [1000, 500, 334, 100]) {
    const {loss} = evaluateNetwork(network, many, {batchSize});
    assert.ok(Math.abs(loss / whole.loss - 1) < 0.2, `${loss} for ${whole.loss} at ${batchSize}`);
  }
  // Three examples in batches of two are one batch: one example has no deviation.
  const three = waves(3);
  assert.deepEqual(
    evaluateNetwork(network, three, {batchSize: 2}),
    evaluateNetwork(network, three),
  );
  assert.throws(
    () => evaluateNetwork(network, many, {batchSize: 1}),
    /"standard" takes deviations over a batch, which needs at least 2 examples, got 1/,
  );
  disposeNetwork(network);
});

test("a checkpoint of a network with other initial weights is refused, and serves its own", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "checkpoint-"));
  const checkpoint = {file: path.join(folder, "run.json"), every: 3};
  const settings = {...common, checkpoint};
  for (const kind of ["perceptron", "residual"] as const) {
    const made = (seed: number): Network =>
      kind === "perceptron"
        ? createPerceptron({input: [4], hidden: [4], classes: 3}, {random: randomStream(seed)})
        : createResidualNetwork(
            {input: [4], classes: 3, depth: 2, width: 4},
            {random: randomStream(seed)},
          );
    const first = made(1);
    await trainNetwork(first, data, settings);
    const trained = snapshotNetwork(first);
    const other = made(777);
    const initial = snapshotNetwork(other);
    await assert.rejects(trainNetwork(other, data, settings), {
      name: "RangeError",
      message:
        /run\.json belongs to a run of a network with other initial weights: .*delete the file/,
    });
    assert.deepEqual(snapshotNetwork(other), initial);
    const moved = made(1);
    tf.tidy(() => moved.weights[0].assign(moved.weights[0].mul(1.0001)));
    await assert.rejects(trainNetwork(moved, data, settings), /other initial weights/);
    // The same beginning, and the same end: both may go on.
    const again = made(1);
    await trainNetwork(again, data, settings);
    assert.deepEqual(snapshotNetwork(again), trained);
    await trainNetwork(first, data, settings);
    assert.deepEqual(snapshotNetwork(first), trained);
    [first, other, moved, again].forEach(disposeNetwork);
    assert.ok(existsSync(checkpoint.file));
    rmSync(checkpoint.file);
  }
  rmSync(folder, {recursive: true});
});

test("a checkpoint of a stream that differs only later in the run is refused", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "checkpoint-"));
  const checkpoint = {file: path.join(folder, "run.json"), every: 3};
  const stream = (later: Dataset) => ({
    name: "fresh",
    input: [4],
    draw: (step: number) => (step < 6 ? data : later),
  });
  const settings = {...common, batchSize: 60, checkpoint};
  const [first, other] = [networks.perceptron(), networks.perceptron()];
  await trainNetwork(first, stream(data), settings);
  await assert.rejects(
    trainNetwork(other, stream(spoiled(5)), settings),
    /belongs to a run with other settings/,
  );
  [first, other].forEach(disposeNetwork);
  rmSync(folder, {recursive: true});
});
