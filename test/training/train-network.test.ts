import assert from "node:assert/strict";
import {existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import type {Dataset} from "../../src/datasets/dataset";
import {sealed, unsealed} from "../../src/files/sealed-text";
import {disposeNetwork} from "../../src/models/network";
import {createPerceptron} from "../../src/models/perceptron";
import {createResidualNetwork} from "../../src/models/residual-network";
import {snapshotNetwork} from "../../src/models/snapshot";
import {randomStream} from "../../src/numerics/random";
import {tf} from "../../src/tensors/tensorflow";
import {evaluateNetwork} from "../../src/training/evaluate-network";
import type {OptimizerSettings} from "../../src/training/optimizer-settings";
import {trainNetwork} from "../../src/training/train-network";
import type {TrainingProgress} from "../../src/training/training-settings";

/** Three clouds in the plane, far enough apart to be told. */
function clouds(examples: number): Dataset {
  const random = randomStream(99);
  const labels = Int32Array.from({length: examples}, (_, i) => i % 3);
  const centres = [
    [2, 0],
    [-1, 1.7],
    [-1, -1.7],
  ];
  const features = new Float32Array(2 * examples);
  labels.forEach((label, i) => {
    for (const axis of [0, 1])
      features[2 * i + axis] = centres[label][axis] + 0.5 * random.normal();
  });
  return {name: "clouds", features, labels, shape: [examples, 2], classes: ["a", "b", "c"]};
}

const data = clouds(130);
const network = () =>
  createResidualNetwork(
    {input: [2], classes: 3, depth: 3, width: 8, normalisation: "rms"},
    {random: randomStream(1)},
  );
const descent: OptimizerSettings = {kind: "descent", rate: 0.1};
const common = {batchSize: 32, random: randomStream(2)};

test("each optimizer learns three clouds and leaves no tensor behind", async () => {
  for (const kind of ["descent", "momentum", "nesterov", "adam"] as const) {
    const before = tf.memory().numTensors;
    const trained = network();
    const optimizer = {kind, rate: kind === "descent" ? 0.1 : 0.01};
    const run = await trainNetwork(trained, data, {...common, epochs: 40, optimizer});
    assert.equal(run.steps, 40 * 4);
    assert.ok(run.finished);
    const {accuracy, loss} = evaluateNetwork(trained, data, {batchSize: 50});
    assert.ok(accuracy > 0.97 && loss < 0.2, `${kind}: ${accuracy}, ${loss}`);
    disposeNetwork(trained);
    assert.equal(tf.memory().numTensors, before);
  }
});

test("a linear classifier's first step is w - rate * gradient, by hand", async () => {
  const two: Dataset = {
    name: "two",
    features: Float32Array.of(1, 0, 0, 2),
    labels: Int32Array.of(0, 1),
    shape: [2, 2],
    classes: ["a", "b"],
  };
  const linear = createPerceptron({input: [2], hidden: [], classes: 2}, {random: randomStream(1)});
  tf.tidy(() =>
    linear.weights[0].assign(
      tf.tensor2d([
        [0, 0],
        [0, 0],
      ]),
    ),
  );
  const weightDecay = 0.5;
  const optimizer = {kind: "descent", rate: 1, weightDecay} as const;
  const run = await trainNetwork(linear, two, {...common, steps: 1, batchSize: 2, optimizer});
  // Both probabilities are 1/2: dL/dz = ±1/2 per example, averaged over two.
  assert.deepEqual([...linear.weights[0].dataSync()], [0.25, -0.25, -0.5, 0.5]);
  assert.ok(Math.abs(run.rows[0].loss - Math.log(2)) < 1e-6);
  await trainNetwork(linear, two, {...common, steps: 1, batchSize: 2, optimizer});
  // z = (1/4, −1/4) and (−1, 1); p(wrong) = 1/(1+e^{1/2}) and 1/(1+e²); decay takes half of w.
  const [first, second] = [0.5, 2].map((gap) => 1 / (1 + Math.exp(gap)));
  const expected = [0.125 + first / 2, -0.125 - first / 2, -0.25 - second, 0.25 + second];
  linear.weights[0]
    .dataSync<"float32">()
    .forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-6));
  disposeNetwork(linear);
});

test("the compiled step and the eager one agree, with decay, a schedule and each optimizer", async () => {
  for (const kind of ["descent", "momentum", "nesterov", "adam"] as const) {
    for (const [normalisation, scope] of [
      ["none", "layer"],
      ["rms", "layer"],
      ["stopped", "layer"],
      ["standard", "unit"],
      ["centred", "layer"],
      ["centred", "unit"],
    ] as const) {
      const [compiled, eager] = [true, false].map(() =>
        createResidualNetwork(
          {input: [2], classes: 3, depth: 3, width: 8, normalisation, scope},
          {random: randomStream(1)},
        ),
      );
      const schedule = {kind: "cosine", warmUp: 2} as const;
      const optimizer: OptimizerSettings = {kind, rate: 0.01, weightDecay: 0.01, schedule};
      const settings = {...common, optimizer, steps: 5};
      await trainNetwork(compiled, data, settings);
      await trainNetwork(eager, data, {...settings, eager: true});
      const [a, b] = [compiled, eager].map((trained) => snapshotNetwork(trained).values);
      for (const [name, {values}] of Object.entries(a)) {
        values.forEach((value, i) => {
          const difference = Math.abs(value - b[name].values[i]);
          // Adam divides by √v: where a gradient is near 0 its rounding is a share of the whole rate.
          assert.ok(difference < (kind === "adam" ? 1e-3 : 1e-5), `${kind} ${name}: ${difference}`);
        });
      }
      disposeNetwork(compiled);
      disposeNetwork(eager);
    }
  }
});

test("rows hold the means since the last row, progress tells the time, steps are visited", async () => {
  const trained = network();
  const seen: TrainingProgress[] = [];
  const visits: [number, Float32Array][] = [];
  const {rows} = await trainNetwork(trained, data, {
    ...common,
    optimizer: descent,
    steps: 25,
    every: 10,
    onProgress: (progress) => seen.push(progress),
    at: [0, 3, 25],
    onStep: (step) => {
      visits.push([step, trained.weights[0].dataSync<"float32">().slice()]);
    },
  });
  assert.deepEqual(
    rows.map(({step}) => step),
    [10, 20, 25],
  );
  assert.deepEqual(
    seen.map(({step}) => step),
    [10, 20, 25],
  );
  assert.ok(seen[0].remaining > 0 && seen[0].seconds > 0);
  assert.equal(seen[2].remaining, 0);
  assert.deepEqual(
    visits.map(([step]) => step),
    [0, 3, 25],
  );
  assert.deepEqual(visits[2][1], trained.weights[0].dataSync());
  assert.notDeepEqual(visits[1][1], visits[2][1]);
  const single = network();
  const {rows: each} = await trainNetwork(single, data, {
    ...common,
    optimizer: descent,
    steps: 10,
    every: 1,
  });
  const mean = each.reduce((sum, {loss}) => sum + loss / 10, 0);
  assert.ok(Math.abs(mean - rows[0].loss) < 1e-9);
  disposeNetwork(trained);
  disposeNetwork(single);
});

test("a run that is stopped and resumed gives the bits of the unbroken run", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "checkpoint-"));
  for (const kind of ["nesterov", "adam"] as const) {
    const file = path.join(folder, "deeper", `${kind}.json`);
    const optimizer: OptimizerSettings = {kind, rate: 0.01, schedule: {kind: "cosine", warmUp: 5}};
    const settings = {...common, optimizer, steps: 40, every: 7};
    const unbroken = network();
    const whole = await trainNetwork(unbroken, data, settings);

    const stopped = network();
    const controller = new AbortController();
    const half = await trainNetwork(stopped, data, {
      ...settings,
      checkpoint: {file, every: 10},
      signal: controller.signal,
      at: [17],
      onStep: () => controller.abort(),
    });
    assert.equal(half.steps, 17);
    assert.equal(half.finished, false);
    disposeNetwork(stopped);

    const resumed = network();
    const rest = await trainNetwork(resumed, data, {...settings, checkpoint: {file, every: 10}});
    assert.deepEqual(snapshotNetwork(resumed), snapshotNetwork(unbroken));
    assert.deepEqual(rest.rows, whole.rows);

    const again = network();
    const nothing = await trainNetwork(again, data, {...settings, checkpoint: {file, every: 10}});
    assert.deepEqual(snapshotNetwork(again), snapshotNetwork(unbroken));
    assert.deepEqual(nothing.rows, whole.rows);
    [unbroken, resumed, again].forEach(disposeNetwork);
    assert.deepEqual(
      readdirSync(path.dirname(file)).filter((name) => name.endsWith("tmp")),
      [],
    );
  }
  rmSync(folder, {recursive: true});
});

test("a checkpoint of another run, or a damaged one, is refused and left as it is", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "checkpoint-"));
  const checkpoint = {file: path.join(folder, "run.json"), every: 5};
  const settings = {...common, optimizer: descent, steps: 10, checkpoint};
  const trained = network();
  await trainNetwork(trained, data, settings);
  assert.ok(existsSync(checkpoint.file));
  const bytes = readFileSync(checkpoint.file);
  const before = tf.memory().numTensors;
  const otherRun = trainNetwork(trained, data, {...settings, steps: 11});
  await assert.rejects(otherRun, /other settings.*delete it or name another file/s);
  const shuffledLabels = {...data, labels: data.labels.slice().reverse()};
  await assert.rejects(trainNetwork(trained, shuffledLabels, settings), /other settings/);
  const otherOrder = {...settings, random: common.random.child("another")};
  await assert.rejects(trainNetwork(trained, data, otherOrder), /other settings/);
  assert.deepEqual(readFileSync(checkpoint.file), bytes);
  const format = "residual-lab checkpoint 2";
  const stored = JSON.parse(unsealed(format, bytes)) as {code: string};
  assert.match(stored.code, /^[0-9a-f]{64}$/);
  const older = JSON.stringify({...stored, code: stored.code.replace(/./g, "0")});
  writeFileSync(checkpoint.file, sealed(format, older));
  await assert.rejects(trainNetwork(trained, data, settings), /before the code .* was changed/);
  writeFileSync(checkpoint.file, bytes.subarray(0, bytes.length / 2));
  await assert.rejects(trainNetwork(trained, data, settings), /no checkpoint.*delete it to start/);
  assert.equal(tf.memory().numTensors, before);
  disposeNetwork(trained);
  rmSync(folder, {recursive: true});
});

test("a run whose loss is no longer finite says at which step and what to lower", async () => {
  const before = tf.memory().numTensors;
  const wild = createResidualNetwork(
    {input: [2], classes: 3, depth: 6, width: 8, weightScale: 3},
    {random: randomStream(1)},
  );
  const run = trainNetwork(wild, data, {
    ...common,
    optimizer: {kind: "descent", rate: 50},
    loss: "squared",
    steps: 50,
  });
  await assert.rejects(
    run,
    /diverged: the loss is .* at step \d+ of 50; lower the rate \(it is 50\)/,
  );
  disposeNetwork(wild);
  assert.equal(tf.memory().numTensors, before);
});

test("only the variables that are named move", async () => {
  const trained = network();
  const before = snapshotNetwork(trained).values;
  await trainNetwork(trained, data, {
    ...common,
    optimizer: descent,
    steps: 3,
    fixed: ["lambda"],
  });
  const after = snapshotNetwork(trained).values;
  for (const name of Object.keys(before)) {
    const moved = before[name].values.some((value, i) => value !== after[name].values[i]);
    assert.equal(moved, !name.startsWith("lambda"), name);
  }
  disposeNetwork(trained);
});

test("a factor on the rate of some variables is their own rate", async () => {
  const [scaled, reference] = [network(), network()];
  const settings = {...common, steps: 6};
  const momentum = {kind: "momentum", rate: 0.02} as const;
  await trainNetwork(scaled, data, {
    ...settings,
    optimizer: {...momentum, rateFactors: {lambda: 3}},
    fixed: ["weights", "readout"],
  });
  await trainNetwork(reference, data, {
    ...settings,
    optimizer: {...momentum, rate: 0.06},
    fixed: ["weights", "readout"],
  });
  const [a, b] = [scaled, reference].map((trained) => snapshotNetwork(trained).values);
  for (const name of ["lambda 1", "lambda 2", "lambda 3"]) {
    assert.ok(Math.abs(a[name].values[0] - b[name].values[0]) < 1e-6);
    assert.notEqual(a[name].values[0], 1);
  }
  const adam = {kind: "adam", rate: 0.01, rateFactors: {lambda: 3}} as const;
  await assert.rejects(trainNetwork(scaled, data, {...settings, optimizer: adam}), /under adam/);
  disposeNetwork(scaled);
  disposeNetwork(reference);
});

test("a stream of fresh examples trains as the same examples in a data set would", async () => {
  const [streamed, stored] = [network(), network()];
  const settings = {...common, optimizer: descent, batchSize: 130, steps: 4};
  const stream = {name: "clouds", input: [2], draw: () => data};
  await trainNetwork(streamed, stream, settings);
  await trainNetwork(stored, data, settings);
  const [a, b] = [streamed, stored].map((trained) => snapshotNetwork(trained).values);
  // One batch of all examples: the order within it moves only the last digits of its sums.
  a["weights 1"].values.forEach((value, i) =>
    assert.ok(Math.abs(value - b["weights 1"].values[i]) < 1e-5),
  );
  await assert.rejects(
    trainNetwork(streamed, stream, {...settings, steps: undefined, epochs: 2}),
    /no epochs: give steps/,
  );
  disposeNetwork(streamed);
  disposeNetwork(stored);
});

test("other work gets its turn while a run goes on", async (t) => {
  const trained = network();
  // A clock on which every step takes long enough, and reading the network no time.
  let time = 0;
  t.mock.method(performance, "now", () => (time += 30));
  t.mock.method(process, "cpuUsage", () => ({user: 0, system: 0}));
  let [turns, over] = [0, false];
  const turn = (): void => {
    turns++;
    if (!over) setImmediate(turn);
  };
  setImmediate(turn);
  await trainNetwork(trained, data, {...common, optimizer: descent, steps: 30});
  over = true;
  assert.ok(turns >= 30, `${turns} turns in 30 steps`);
  disposeNetwork(trained);
});

test("settings that make no run are named", async () => {
  const trained = network();
  const run = (change: object) =>
    trainNetwork(trained, data, {...common, optimizer: descent, steps: 1, ...change});
  await assert.rejects(run({steps: undefined}), /either steps or epochs/);
  await assert.rejects(run({steps: 1.5}), /steps must be a whole number.*got 1.5/);
  await assert.rejects(run({batchSize: 131}), /batchSize.*from 1 to 130, got 131/);
  await assert.rejects(run({optimizer: {kind: "descent", rate: 0}}), /rate.*above 0, got 0/);
  await assert.rejects(run({optimizer: {kind: "sgd", rate: 1}}), /descent, momentum.*got sgd/);
  await assert.rejects(
    run({fixed: ["weights", "lambda", "readout"]}),
    /no variable is left to train/,
  );
  disposeNetwork(trained);
});

test("a checkpoint that cannot be written is told once, and the run goes on to the same numbers", async (t) => {
  const warn = t.mock.method(console, "warn", () => undefined);
  const folder = mkdtempSync(path.join(tmpdir(), "checkpoint-"));
  writeFileSync(path.join(folder, "taken"), "a file where a folder should be");
  const settings = {...common, optimizer: descent, steps: 10};
  const [plain, kept] = [network(), network()];
  const without = await trainNetwork(plain, data, settings);
  const file = path.join(folder, "taken", "run.json");
  const run = await trainNetwork(kept, data, {...settings, checkpoint: {file, every: 2}});
  assert.deepEqual(run.rows, without.rows);
  assert.deepEqual(snapshotNetwork(kept), snapshotNetwork(plain));
  assert.equal(warn.mock.callCount(), 1);
  assert.match(
    String(warn.mock.calls[0].arguments[0]),
    /goes on without a checkpoint: .*run\.json could not be written/,
  );
  [plain, kept].forEach(disposeNetwork);
  rmSync(folder, {recursive: true});
});
