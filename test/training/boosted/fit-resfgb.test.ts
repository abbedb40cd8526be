import assert from "node:assert/strict";
import {mkdtempSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import {loadTable, parseTable} from "../../../src/datasets/table";
import {moons, spirals} from "../../../src/datasets/toys";
import {splitByClass} from "../../../src/datasets/subsets";
import {
  predict,
  predictProbability,
  predictScores,
  score,
  stagedAccuracies,
  stagedFeatures,
  stagedPredictions,
} from "../../../src/models/resfgb-predict";
import {atStage, modelSize} from "../../../src/models/resfgb-model";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";
import {fitResfgb} from "../../../src/training/boosted/fit-resfgb";
import {loadResfgb, saveResfgb} from "../../../src/training/boosted/model-file";
import {labRecipe, officialRecipe} from "../../../src/training/boosted/recipes";
import type {ResfgbRecipe, ResfgbSettings} from "../../../src/training/boosted/recipes";

const root = randomStream(11);
const {train, test: unseen} = splitByClass(moons({count: 240, noise: 0.2, random: root}), {
  testShare: 0.4,
  random: root.child("split"),
});
const small = labRecipe({hidden: [12, 12], epochs: 4});
const quick = (recipe: ResfgbRecipe, more: Partial<ResfgbSettings> = {}): ResfgbSettings => ({
  ...recipe,
  random: randomStream(5),
  blocks: 3,
  ...more,
});
const official: ResfgbRecipe = {
  ...officialRecipe({hidden: [10], epochs: 3, linearEpochs: 4, tuneSteps: 20, rate: 0.3}),
  scaling: "standard",
};

/** Runs something and asserts that it leaves no tensor behind. */
async function clean<T>(run: () => Promise<T>): Promise<T> {
  const before = tf.memory().numTensors;
  const result = await run();
  assert.equal(tf.memory().numTensors, before);
  return result;
}

test("every kind of embedding and step learns, and leaves no tensor behind", async () => {
  const recipes: Record<string, ResfgbRecipe> = {
    official: {
      ...official,
      embedding: {...official.embedding, initial: "glorot"} as ResfgbRecipe["embedding"],
    },
    "last hidden layer": small,
    "linear output": {
      ...small,
      embedding: {...small.embedding, output: "linear"} as ResfgbRecipe["embedding"],
    },
    "gaussian kernel": {
      ...small,
      embedding: {kind: "gaussian", width: 0.4},
      step: {kind: "displacement", size: 0.2},
    },
    "random features": {
      ...small,
      embedding: {kind: "random features", count: 40, seesInput: true, ridge: 1e-3},
    },
    "smooth hinge, padded": {...small, loss: "smooth hinge", padding: 2},
  };
  for (const [name, recipe] of Object.entries(recipes)) {
    const {rows, model} = await clean(() => fitResfgb(train, quick(recipe)));
    const [first, last] = [rows[0], rows[rows.length - 1]];
    assert.ok(last.loss < first.loss, `${name}: ${first.loss} → ${last.loss}`);
    assert.ok(last.accuracy > first.accuracy - 1e-9, name);
    assert.equal(rows.length, 4);
    assert.ok(rows[1].block!.alignment <= 1 + 1e-6);
    assert.ok(score(model, unseen) > 0.8, name);
  }
});

test("the stored blocks bring the training rows to where training left them, bit for bit", async () => {
  const seen: Float32Array[] = [];
  const {model} = await fitResfgb(
    train,
    quick(small, {onStage: (progress) => seen.push(predictScores(progress.model, train))}),
  );
  // A gaussian block stores the features it was fitted on: they are the next check.
  const kernel = quick({...small, embedding: {kind: "gaussian", width: 0.5}});
  const fitted = (await fitResfgb(train, kernel)).model;
  stagedFeatures(fitted, train).forEach((features, t) => {
    const block = fitted.blocks[t]?.embedding;
    if (block?.kind === "gaussian") assert.deepEqual(features, block.centres.values);
  });
  assert.deepEqual(predictScores(model, train), seen[seen.length - 1]);
  assert.deepEqual(predictScores(atStage(model, 1), train), seen[1]);
});

test("no block at all is plain logistic regression", async () => {
  const {model, rows} = await fitResfgb(train, quick(small, {blocks: 0}));
  assert.equal(model.blocks.length, 0);
  assert.deepEqual(stagedAccuracies(model, train), [rows[0].accuracy]);
  const doubled = {features: train.features.map((x) => 2 * x), shape: train.shape};
  const [a, b] = [train, doubled].map((list) => predictScores(model, list));
  const origin = predictScores(model, {features: new Float32Array(2), shape: [1, 2]});
  // Linear scores: s(2x) − s(0) = 2 (s(x) − s(0)), up to single precision.
  a.forEach((value, i) => {
    const expected = 2 * (value - origin[i % 2]) + origin[i % 2];
    assert.ok(Math.abs(b[i] - expected) < 1e-4 * (1 + Math.abs(expected)));
  });
});

test("one seed gives one network, another seed another", async () => {
  const [a, b, c] = await Promise.all(
    [5, 5, 6].map((seed) => fitResfgb(train, quick(small, {random: randomStream(seed)}))),
  );
  assert.deepEqual(predictScores(a.model, unseen), predictScores(b.model, unseen));
  assert.notDeepEqual(predictScores(a.model, unseen), predictScores(c.model, unseen));
});

test("predictions, probabilities and stages agree with each other", async () => {
  const {model} = await fitResfgb(train, quick(small));
  const [count] = unseen.shape;
  const classes = predict(model, unseen);
  const probability = predictProbability(model, unseen);
  const staged = stagedPredictions(model, unseen);
  assert.deepEqual(staged[staged.length - 1], classes);
  for (let i = 0; i < count; i++) {
    const row = probability.subarray(2 * i, 2 * i + 2);
    assert.ok(Math.abs(row[0] + row[1] - 1) < 1e-6);
    assert.equal(row[1] > row[0] ? 1 : 0, classes[i]);
  }
  const accuracies = stagedAccuracies(model, unseen);
  assert.equal(accuracies[3], score(model, unseen));
  assert.equal(accuracies[1], score(atStage(model, 1), unseen));
  assert.throws(() => atStage(model, 4), /stage must be a whole number from 0 to 3, got 4/);
  assert.throws(
    () => predict(model, {features: new Float32Array(6), shape: [2, 3]}),
    /fitted on rows of 2 numbers, got rows of 3/,
  );
  // Blocks of 12·2 + 12 + 12·12 + 12 and 13·2 numbers, and a classifier of 2·2 + 2.
  assert.equal(modelSize(model), 3 * (2 * 12 + 12 + 12 * 12 + 12 + 13 * 2) + 6);
});

test("the best stage on validation rows is kept, and patience ends the fit", async () => {
  const settings = quick(small, {blocks: 8, validation: unseen, patience: 2});
  const {model, rows, best} = await fitResfgb(train, settings);
  const accuracies = rows.map(({validationAccuracy}) => validationAccuracy);
  assert.equal(best, accuracies.indexOf(Math.max(...accuracies)));
  assert.equal(score(model, unseen), accuracies[best]);
  assert.ok(rows.length === 9 || rows.length - 1 - best === 2);
  await assert.rejects(
    fitResfgb(train, quick(small, {patience: 2})),
    /patience needs validation rows/,
  );
});

test("a fit that was stopped goes on from its folder to the same bits", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "resfgb-"));
  try {
    for (const [name, recipe] of Object.entries({small, official})) {
      const checkpoint = path.join(folder, name);
      const whole = await fitResfgb(train, quick(recipe));
      const ended = new AbortController();
      const part = await clean(() =>
        fitResfgb(
          train,
          quick(recipe, {
            checkpoint,
            signal: ended.signal,
            onStage: ({row}) => row.stage === 1 && ended.abort(),
          }),
        ),
      );
      assert.equal(part.finished, false);
      assert.equal(part.model.blocks.length, 1);
      assert.deepEqual(
        predictScores(part.model, unseen),
        predictScores(atStage(whole.model, 1), unseen),
      );
      const rest = await fitResfgb(train, quick(recipe, {checkpoint}));
      assert.deepEqual(predictScores(rest.model, unseen), predictScores(whole.model, unseen));
      assert.deepEqual(
        rest.rows.map(({loss}) => loss),
        whole.rows.map(({loss}) => loss),
      );
      assert.equal(readdirSync(checkpoint).length, 4);
      await assert.rejects(
        fitResfgb(train, quick(recipe, {checkpoint, random: randomStream(6)})),
        /belongs to a run with other settings/,
      );
    }
  } finally {
    rmSync(folder, {recursive: true});
  }
});

test("a saved model comes back bit for bit, and a file of something else is refused", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "resfgb-"));
  try {
    const file = path.join(folder, "moons.json");
    for (const embedding of [small.embedding, {kind: "gaussian", width: 0.5}] as const) {
      const {model} = await fitResfgb(train, quick({...small, embedding}, {blocks: 1}));
      saveResfgb(file, model);
      assert.deepEqual(loadResfgb(file), model);
    }
    writeFileSync(file, "{}");
    assert.throws(() => loadResfgb(file), /is no ResFGB model .*write it again with saveResfgb/);
    assert.throws(() => loadResfgb(path.join(folder, "none.json")), /there is no model in/);
  } finally {
    rmSync(folder, {recursive: true});
  }
});

test("padding and a line search unwind spirals that no line can part", async () => {
  const data = spirals({count: 600, noise: 0.02, turns: 1.25, random: root.child("spirals")});
  const recipe = labRecipe({hidden: [40, 40], padding: 4, epochs: 15});
  const {rows} = await fitResfgb(data, quick(recipe, {blocks: 5}));
  assert.ok(rows[0].accuracy < 0.75 && rows[5].accuracy > 0.95, `${rows[5].accuracy}`);
});

test("least squares points a block along the gradient better than the average product", async () => {
  const cosines = [];
  for (const ridge of [1e-3, "none"] as const) {
    const {rows} = await fitResfgb(train, quick(labRecipe({hidden: [12, 12], epochs: 4, ridge})));
    cosines.push(rows[1].block!.cosine);
  }
  // The fit minimises the distance to the gradient over all matrices, the average product among them,
  // so its cosine is the largest there is, up to the ridge.
  assert.ok(cosines[0] > cosines[1] + 0.05, `${cosines}`);
});

test("a reader's file is fitted in five lines and judged on rows kept apart", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "resfgb-"));
  try {
    const file = path.join(folder, "leaves.csv");
    const lines = [...train.labels].map(
      (label, i) =>
        `${train.features[2 * i]},${train.features[2 * i + 1]},${["oak", "elm"][label]}`,
    );
    writeFileSync(file, ["length,width,tree", ...lines].join("\n"));
    const split = splitByClass(loadTable(file, {label: "tree"}), {testShare: 0.3, random: root});
    const mine = await clean(() => fitResfgb(split.train, quick(small)));
    assert.ok(score(mine.model, split.test) > 0.85);
    assert.deepEqual(mine.model.classes, ["elm", "oak"]);
    writeFileSync(file, "length,width,tree\n1,2,oak\n,3,elm\nlong,1,oak\n");
    assert.throws(
      () => loadTable(file, {label: "tree"}),
      /row 2 has no length: fill it or drop the row \(line 3 of the file\); row 3 has "long" for length/,
    );
  } finally {
    rmSync(folder, {recursive: true});
  }
});

test("a reader's table is fitted in a few lines, and data without use get their sentence", async () => {
  const rows = Array.from(
    {length: 40},
    (_, i) => `${i % 7},${(i * 5) % 11},${i % 7 > 3 ? "b" : "a"}`,
  );
  const table = parseTable(["x,y,kind", ...rows].join("\n"), {label: "kind", name: "table"});
  const {model} = await fitResfgb(table, quick(small));
  assert.ok(score(model, table) > 0.9);
  const one = {...table, classes: ["a"], labels: new Int32Array(40)};
  await assert.rejects(fitResfgb(one, quick(small)), /table has one class only: two are needed/);
  const absent = {...table, classes: ["a", "b", "c"]};
  await assert.rejects(fitResfgb(absent, quick(small)), /no training example of class c: leave/);
  const gap = {...table, features: table.features.map((x, i) => (i === 5 ? NaN : x))};
  await assert.rejects(fitResfgb(gap, quick(small)), /table row 3 has NaN in column 2: every/);
});
