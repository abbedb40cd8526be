import assert from "node:assert/strict";
import {test} from "node:test";
import {functionalDescent} from "../../../src/analyses/descent/functional-descent";
import {dialOfSeed} from "../../../src/analyses/descent/functional-jobs";
import {kernelChoice} from "../../../src/analyses/descent/kernel-choice";
import {pointSet, toyKinds, toyPair, toySet} from "../../../src/analyses/descent/planar-sets";
import {
  alignmentOf,
  embeddings,
  shootoutOfSeed,
} from "../../../src/analyses/rivals/embedding-shootout";
import {
  alignmentsOfSeed,
  startsOfSeed,
  untrainedOutput,
} from "../../../src/analyses/rivals/embedding-starts";
import {loadLetter} from "../../../src/datasets/letter";
import {fitScaling} from "../../../src/datasets/scaling";
import {denseMatrix} from "../../../src/numerics/dense-matrix";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

test("every embedding gives a row, and only the ideal one knows no fresh point", async () => {
  const before = tf.memory().numTensors;
  const settings = {kind: "moons", examples: 60, fresh: 50, blocks: 2} as const;
  const rows = await shootoutOfSeed(1, settings);
  assert.deepEqual(
    rows.map(({embedding}) => embedding),
    embeddings,
  );
  for (const {embedding, alignment, trainAccuracy, freshAccuracy} of rows) {
    assert.ok(alignment >= 0 && alignment <= 1 + 1e-6, embedding);
    assert.equal(Number.isNaN(freshAccuracy), embedding === "ideal");
    assert.ok(trainAccuracy > 0.6, embedding);
  }
  assert.ok(Math.abs(rows[0].alignment - 1) < 1e-9, "two classes: all of the gradient");
  const [alone] = await shootoutOfSeed(1, {...settings, names: ["random features"]});
  assert.deepEqual(alone, rows[5]);
  assert.equal(tf.memory().numTensors, before);
});

test("the alignment of the ideal kernel is that of the ideal embedding", () => {
  const train = pointSet(toySet("spirals", {count: 80, random: randomStream(8)}));
  const [state] = functionalDescent(train, {smoothing: {kind: "ideal"}, layers: 0, decay: 0.01});
  const {ratio} = kernelChoice({...train, loss: "logistic", decay: 0.01});
  assert.ok(Math.abs(alignmentOf(state) - ratio) < 1e-12);
});

test("the authors' start is as small as was measured, and Glorot's is not", () => {
  const {train} = loadLetter();
  const fit = fitScaling(train);
  assert.equal(fit.means.length, 16);
  // The first 400 letters, each column from 0 to 1 as in the authors' loader (all run from 0 to 15).
  const values = train.features.slice(0, 16 * 400).map((value) => value / 15);
  const points = denseMatrix([400, 16], values);
  const rms = (hidden: number[], start: "±0.05" | "Glorot") => {
    const runs = [1, 2, 3, 4, 5].map((seed) =>
      untrainedOutput(points, {hidden, start, random: randomStream(seed)}),
    );
    return runs.reduce((sum, value) => sum + value, 0) / runs.length;
  };
  // Read off one draw elsewhere: 7.0e-5 and 6.0e-2 for 100 × 4; draws differ by some tens of percent.
  const [small, glorot] = [rms([100, 100, 100, 100], "±0.05"), rms([100, 100, 100, 100], "Glorot")];
  assert.ok(small > 4e-5 && small < 1.2e-4, `${small}`);
  assert.ok(glorot > 3e-2 && glorot < 1.2e-1, `${glorot}`);
});

test("a network that begins at the authors' width of 100 stays where it began", async () => {
  const [authors, glorot] = await startsOfSeed(3, {
    kind: "moons",
    examples: 60,
    blocks: 1,
    width: 100,
    tuneSteps: 100,
  });
  assert.ok(authors.misfits[0] > 0.95 && glorot.misfits[0] < 0.8);
  assert.equal(authors.accuracies[0], glorot.accuracies[0]);
});

test("the dial's rows are those of a descent at each width", () => {
  const settings = {widths: [0.1, 0.5], examples: 40, fresh: 30, layers: 3, boldness: 5};
  const rows = dialOfSeed(2, settings);
  const {train, fresh} = toyPair("moons", {examples: 40, fresh: 30, random: randomStream(2)});
  const states = functionalDescent(train, {
    smoothing: {kind: "gaussian", width: 0.5},
    layers: 3,
    decay: 0.01,
    boldness: 5,
    fresh,
  });
  assert.equal(rows[1].risk, states[3].risk);
  assert.equal(rows[1].freshGain, states[3].fresh!.accuracy - states[0].fresh!.accuracy);
});

test("a linear output passes on more of the gradient of digits than a ReLU", async () => {
  const [linear, relu] = await alignmentsOfSeed(1, {hidden: [20, 20], epochs: 3});
  assert.ok(linear.alignment > relu.alignment && linear.alignment <= 1);
});

test("toy pairs are standardised by their examples, and their draws do not depend on each other", () => {
  for (const kind of toyKinds) {
    const options = {examples: 50, fresh: 20, random: randomStream(9)};
    const {train, data} = toyPair(kind, options);
    const mean = train.points.values.reduce((sum, value) => sum + value, 0);
    assert.ok(Math.abs(mean) < 1e-4, kind);
    const longer = toyPair(kind, {...options, fresh: 200});
    assert.deepEqual(longer.train, train);
    assert.equal(data.test.shape[0], 20);
  }
});
