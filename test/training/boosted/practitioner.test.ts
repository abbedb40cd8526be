import assert from "node:assert/strict";
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import type {Dataset} from "../../../src/datasets/dataset";
import {examplesAt, splitByClass} from "../../../src/datasets/subsets";
import {parseTable} from "../../../src/datasets/table";
import {gaussianMixture, moons} from "../../../src/datasets/toys";
import {
  predict,
  predictClasses,
  predictScores,
  score,
  stagedAccuracies,
} from "../../../src/models/resfgb-predict";
import {randomStream} from "../../../src/numerics/random";
import {weightsOfClasses} from "../../../src/training/boosted/class-weights";
import {fitResfgb} from "../../../src/training/boosted/fit-resfgb";
import {loadResfgb, saveResfgb} from "../../../src/training/boosted/model-file";
import {labRecipe, officialRecipe} from "../../../src/training/boosted/recipes";
import type {ResfgbRecipe} from "../../../src/training/boosted/recipes";

const cloud = gaussianMixture({count: 240, classes: 4, spread: 0.4, random: randomStream(3)});
const names = ["elm", "oak", "ash", "fir"];
const order = [...names].sort();
/** The rows of a cloud as a file's text, its columns in an order of choice. */
const textOf = (positions: readonly number[], columns: readonly string[], from = 0): string =>
  [
    columns.join(","),
    ...positions.map((i) => {
      const cells: Record<string, string> = {
        width: `${cloud.features[2 * i] + from}`,
        length: `${cloud.features[2 * i + 1]}`,
        note: `${i}`,
        tree: names[cloud.labels[i]],
      };
      return columns.map((column) => cells[column]).join(",");
    }),
  ].join("\n");
const read = (text: string, more: object = {}): Dataset =>
  parseTable(text, {name: "t.csv", label: "tree", ...more});
const all = Array.from({length: 240}, (_, i) => i);
const learned = all.filter((i) => i % 3 > 0);
const kept = all.filter((i) => i % 3 === 0);
const small = labRecipe({hidden: [12, 12], epochs: 4});
const settings = {...small, blocks: 2, random: randomStream(5)};
/** The share that is right, counted by names. */
const byHand = (found: readonly string[], positions: readonly number[]): number =>
  positions.filter((i, at) => found[at] === names[cloud.labels[i]]).length / positions.length;

test("a file in another order of columns, or without one of the classes, gets its true score", async () => {
  const {model} = await fitResfgb(read(textOf(learned, ["width", "length", "tree"])), settings);
  const same = read(textOf(kept, ["width", "length", "tree"]));
  const expected = byHand(predictClasses(model, same), kept);
  assert.ok(expected > 0.8, `${expected}`);
  assert.equal(score(model, same), expected);
  const turned = read(textOf(kept, ["tree", "length", "note", "width"]), {keep: ["note"]});
  assert.equal(score(model, turned), expected);
  assert.deepEqual(predictScores(model, turned), predictScores(model, same));
  for (const lacking of names) {
    const fewer = kept.filter((i) => names[cloud.labels[i]] !== lacking);
    const rows = read(textOf(fewer, ["width", "length", "tree"]));
    assert.equal(rows.classes.length, 3);
    assert.equal(score(model, rows), byHand(predictClasses(model, rows), fewer));
    assert.equal(stagedAccuracies(model, rows)[2], score(model, rows));
  }
  assert.throws(
    () => score(model, read(textOf(kept, ["width", "note", "tree"]))),
    /rows lack: length/,
  );
});

test("a class that the model never saw is refused, or counted as wrong where that is asked", async () => {
  const three = learned.filter((i) => names[cloud.labels[i]] !== "fir");
  const {model} = await fitResfgb(read(textOf(three, ["width", "length", "tree"])), settings);
  const rows = read(textOf(kept, ["width", "length", "tree"]));
  const firs = kept.filter((i) => names[cloud.labels[i]] === "fir").length;
  assert.throws(() => score(model, rows), {
    name: "RangeError",
    message: new RegExp(`^${firs} of the rows are of class fir, which the model never saw`),
  });
  assert.equal(score(model, rows, {unseen: "wrong"}), byHand(predictClasses(model, rows), kept));
  const other = read(
    textOf(kept, ["width", "length", "tree"]).replace(/elm|oak|ash|fir/g, (t) => `${t}s`),
  );
  assert.throws(() => score(model, other), /the model knows none of them, only ash, elm, oak/);
});

test("validation rows are matched by name, too", async () => {
  const train = read(textOf(learned, ["width", "length", "tree"]));
  const [a, b] = await Promise.all(
    [
      read(textOf(kept, ["width", "length", "tree"])),
      read(
        textOf(
          kept.filter((i) => cloud.labels[i] < 3),
          ["tree", "length", "width"],
        ),
      ),
    ].map((validation) => fitResfgb(train, {...settings, validation})),
  );
  const rows = read(textOf(kept, ["width", "length", "tree"]));
  assert.equal(a.rows[a.best].validationAccuracy, score(a.model, rows));
  const fewer = examplesAt(
    rows,
    [...rows.labels.keys()].filter((i) => rows.classes[rows.labels[i]] !== "fir"),
  );
  assert.equal(b.rows[b.best].validationAccuracy, score(b.model, fewer));
});

test("numbers that are large beside their differences are learned from, and found in other files", async () => {
  const columns = ["width", "length", "tree"];
  const {model: plain} = await fitResfgb(read(textOf(learned, columns)), settings);
  const far = 2 ** 33;
  const {model} = await fitResfgb(read(textOf(learned, columns, far)), settings);
  const expected = score(plain, read(textOf(kept, columns)));
  assert.ok(Math.abs(score(model, read(textOf(kept, columns, far))) - expected) < 0.05);
  // One file alone: its median is another than that of the training rows.
  const some = kept.slice(0, 20);
  assert.equal(
    score(model, read(textOf(some, ["tree", "length", "width"], far))),
    byHand(predictClasses(model, read(textOf(kept, columns, far))).slice(0, 20), some),
  );
});

test("a saved model keeps names, origins and temperature", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "names-"));
  try {
    const {model} = await fitResfgb(
      read(textOf(learned, ["width", "length", "tree"], 2 ** 33)),
      settings,
    );
    const file = path.join(folder, "trees.json");
    saveResfgb(file, {...model, temperature: 1.5});
    const back = loadResfgb(file);
    assert.deepEqual(back.input.names, ["width", "length"]);
    assert.deepEqual(back.input.origin, model.input.origin);
    assert.equal(back.temperature, 1.5);
    assert.deepEqual(back.classes, order);
  } finally {
    rmSync(folder, {recursive: true});
  }
});

test("class weights do what copies of the rows would do", async () => {
  const {train} = splitByClass(
    gaussianMixture({count: 90, classes: 3, spread: 0.9, random: randomStream(4)}),
    {
      testShare: 0.3,
      random: randomStream(4).child("split"),
    },
  );
  const copies = [1, 3, 2];
  const repeated = examplesAt(
    train,
    [...train.labels].flatMap((label, i) => new Array<number>(copies[label]).fill(i)),
  );
  const weights = Object.fromEntries(train.classes.map((name, k) => [name, copies[k]]));
  const scaled = {...small, scaling: "none"} as const;
  const kernel = {...scaled, embedding: {kind: "random features", count: 30, ridge: 1e-3}} as const;
  for (const recipe of [
    {...scaled, blocks: 0},
    // A fixed embedding, and steps of a set rate: the average product is the same sum.
    {
      ...kernel,
      embedding: {kind: "random features", count: 30},
      step: {kind: "rate", rate: 1},
      blocks: 2,
    },
    {...kernel, embedding: {kind: "random features", count: 30}, blocks: 2},
  ] as (ResfgbRecipe & {blocks: number})[]) {
    const random = randomStream(6);
    const [a, b] = [
      await fitResfgb(train, {...recipe, random, classWeights: weights}),
      await fitResfgb(repeated, {...recipe, random}),
    ].map(({model}) => predictScores(model, train));
    const most = b.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    a.forEach((value, at) =>
      assert.ok(Math.abs(value - b[at]) < 0.01 * most, `${value} for ${b[at]}`),
    );
  }
});

test("balanced weights give rare classes their share of the answers", async () => {
  const whole = gaussianMixture({count: 400, classes: 2, spread: 1.6, random: randomStream(8)});
  const rare = examplesAt(
    whole,
    [...whole.labels.keys()].filter((i) => whole.labels[i] === 0 || i % 10 === 1),
  );
  const share = async (classWeights?: "balanced"): Promise<number> => {
    const settings = {
      ...small,
      blocks: 0,
      random: randomStream(1),
      ...(classWeights ? {classWeights} : {}),
    };
    const {model} = await fitResfgb(rare, settings);
    return predict(model, whole).filter((label) => label === 1).length / 400;
  };
  const [plain, balanced] = [await share(), await share("balanced")];
  assert.ok(plain < 0.35 && balanced > 0.4 && balanced < 0.6, `${plain} and ${balanced}`);
  const weights = weightsOfClasses(rare, {classWeights: "balanced"})!;
  const mean = rare.labels.reduce((sum, label) => sum + weights[label], 0) / rare.labels.length;
  assert.ok(Math.abs(mean - 1) < 1e-6);
  assert.throws(
    () => weightsOfClasses(rare, {classWeights: {pine: 2}}),
    /names "pine", which is no class/,
  );
  const first = rare.classes[0];
  for (const odd of [0, -1, NaN, Infinity]) {
    assert.throws(() => weightsOfClasses(rare, {classWeights: {[first]: odd}}), /above 0, got/);
  }
});

test("settings that are none are refused by name before anything is computed", async () => {
  const train = read(textOf(learned, ["width", "length", "tree"]));
  const refuse = (change: object, message: RegExp) =>
    assert.rejects(() => fitResfgb(train, {...settings, ...change}), {name: "RangeError", message});
  await refuse(labRecipe({epochs: -1}), /^epochs must be a whole number, at least 1, got -1/);
  await refuse(labRecipe({epochs: 0}), /^epochs must be .* got 0/);
  await refuse(labRecipe({share: -1}), /^share must be .* got -1/);
  await refuse(labRecipe({share: NaN}), /^share must be .* got NaN/);
  await refuse(labRecipe({share: 5}), /^share must be a number from 0 to 2, got 5/);
  await refuse(labRecipe({rate: NaN}), /^rate must be a finite number above 0, got NaN/);
  await refuse(
    labRecipe({decay: -1e-4}),
    /decay must be a finite number of at least 0, got -0.0001/,
  );
  await refuse(labRecipe({ridge: -1}), /^ridge must be .* got -1/);
  await refuse(labRecipe({hidden: []}), /^hidden must list the widths/);
  await refuse(labRecipe({hidden: [12, 0.5]}), /^hidden\[1\] must be a whole number of units/);
  await refuse(labRecipe({padding: -2}), /^padding must be/);
  await refuse(officialRecipe({rate: Infinity}), /^the rate of the step must be a finite number/);
  await refuse(officialRecipe({linearEpochs: 0}), /^the classifier's epochs must be/);
  await refuse({loss: "squared"}, /^loss must be one of logistic, smooth hinge, got "squared"/);
  await refuse({blocks: 2.5}, /^blocks must be/);
  await refuse(
    {classWeights: "even"},
    /^classWeights must be "balanced" or a number for each class/,
  );
});

test("blocks that change next to nothing are told, and those that learn are not", async () => {
  const train = read(textOf(learned, ["width", "length", "tree"]));
  const told: string[] = [];
  const onRemark = (remark: string): void => void told.push(remark);
  const narrow = officialRecipe({hidden: [8, 8, 8, 8], epochs: 3, linearEpochs: 20, tuneSteps: 20});
  const idle = await fitResfgb(train, {...narrow, blocks: 2, random: randomStream(5), onRemark});
  assert.equal(told.length, 1);
  assert.match(
    told[0],
    /hardly more than its linear classifier; its embedding never learned \(misfit/,
  );
  assert.deepEqual(idle.remarks[0], told[0]);
  const curved = {...moons({count: 200, noise: 0.2, random: randomStream(9)}), columns: ["a", "b"]};
  const learns = await fitResfgb(curved, {
    ...labRecipe(),
    blocks: 4,
    random: randomStream(5),
    onRemark,
  });
  assert.equal(told.length, 1);
  assert.ok(learns.rows[4].loss < 0.9 * learns.rows[0].loss);
  const shown = (learns as unknown as Record<symbol, () => Record<string, string>>)[
    Symbol.for("Jupyter.display")
  ]()["text/plain"];
  assert.match(shown, /^ResFGB: 2 columns, 2 classes \(.*\), 4 blocks/);
  assert.ok(shown.length < 1000, shown);
});
