import assert from "node:assert/strict";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import {readTable, rowsOfTable, splitTable, tableOfText} from "../../../src/datasets/mixed-table";
import type {MixedTable} from "../../../src/datasets/mixed-table";
import {randomStream} from "../../../src/numerics/random";
import {labRecipe} from "../../../src/training/boosted/recipes";
import {crossValidate, foldsOf} from "../../../src/training/tables/cross-validate";
import {fitTable, tableOfRows} from "../../../src/training/tables/fit-table";
import {permutationImportance} from "../../../src/training/tables/permutation-importance";
import {
  predictTable,
  scoreTable,
  tableProbabilities,
} from "../../../src/training/tables/predict-table";
import {loadTableModel, saveTableModel} from "../../../src/training/tables/table-model-file";

/** Trees by length, bark and ground; of some rows the length is not known. What `noise` is says nothing. */
function treesText(
  rows: number,
  {seed = 1, label = true}: {seed?: number; label?: boolean} = {},
): string {
  const random = randomStream(seed);
  const lines = Array.from({length: rows}, () => {
    const tree = random.integer(3);
    const bark = random.uniform() < 0.8 ? ["rough", "smooth", "rough"][tree] : "smooth";
    const length = random.uniform() < 0.1 ? "NA" : (3 * tree + random.normal()).toFixed(3);
    const cells = [length, bark, random.normal().toFixed(3), ["elm", "oak", "ash"][tree]];
    return (label ? cells : cells.slice(0, 3)).join(",");
  });
  return [label ? "length,bark,noise,tree" : "length,bark,noise", ...lines].join("\n");
}
const read = (text: string, label: string | undefined = "tree"): MixedTable =>
  tableOfText(text, {name: "trees.csv", ...(label === undefined ? {} : {label})});
const settings = {
  recipe: labRecipe({hidden: [12, 12], epochs: 4}),
  blocks: 3,
  random: randomStream(2),
};
const {train, test: unseen} = splitTable(read(treesText(400)), {
  testShare: 0.4,
  random: randomStream(3),
});
const trees = fitTable(train, settings);
const shownOf = (value: object): string =>
  (value as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]()[
    "text/plain"
  ];

test("a table with gaps and texts is learned from, and rows without classes are told theirs", async () => {
  const model = await trees;
  const score = scoreTable(model, unseen);
  assert.ok(score.accuracy > 0.85, `${score.accuracy}`);
  // The same rows as a file without classes, its columns in another order.
  const [header, ...lines] = treesText(400).split("\n");
  const taken = [...unseen.lines].map((line) => lines[line - 2].split(","));
  const turned = [
    "bark,length,noise",
    ...taken.map(([length, bark, noise]) => [bark, length, noise].join(",")),
  ];
  const found = predictTable(model, tableOfText(turned.join("\n"), {name: "new.csv"}));
  const hits = found.filter((tree, i) => tree === taken[i][3]).length;
  assert.equal(hits / taken.length, score.accuracy);
  assert.equal(header.split(",").length, 4);
  const shares = tableProbabilities(model, rowsOfTable(unseen, [0]))[0];
  assert.deepEqual(Object.keys(shares), ["ash", "elm", "oak"]);
  assert.ok(Math.abs(Object.values(shares).reduce((sum, share) => sum + share, 0) - 1) < 1e-6);
  const one = tableOfText("length,bark,noise\n6.1,rough,0\n", {name: "one.csv"});
  assert.deepEqual(predictTable(model, one), ["ash"]);
});

test("a fit and a score show themselves in a few lines", async () => {
  const model = await trees;
  const shown = shownOf(model);
  assert.match(
    shown,
    /^ResFGB for tree: ash, elm, oak\nlearned from 240 rows: 2 columns of numbers, 1 of texts/,
  );
  assert.match(shown, /gaps imputed in length\n/);
  assert.ok(shown.length < 700, shown);
  assert.match(
    shownOf(scoreTable(model, unseen)),
    /^\d+\.\d % of 160 rows right; log loss 0\.\d+ \(1\.0/,
  );
});

test("the log loss, the confusion and unseen classes are counted as by hand", async () => {
  const model = await trees;
  const score = scoreTable(model, unseen);
  const {classes, codes} = unseen.label!;
  const shares = tableProbabilities(model, unseen);
  const losses = shares.map((share, i) => -Math.log(share[classes[codes[i]]]));
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  assert.ok(Math.abs(score.logLoss - mean) < 1e-9);
  assert.equal(
    score.confusion.flat().reduce((sum, count) => sum + count, 0),
    160,
  );
  const right = score.confusion.reduce((sum, row, k) => sum + row[k], 0);
  assert.equal(right / 160, score.accuracy);
  const renamed = read(treesText(60, {seed: 5}).replace(/oak/g, "fir"));
  const strange = scoreTable(model, renamed);
  assert.deepEqual(Object.keys(strange.unseen), ["fir"]);
  assert.ok(strange.accuracy < 0.8);
  assert.match(shownOf(strange), /Note: \d+ of fir are of classes that the model never saw/);
  assert.throws(
    () => scoreTable(model, read(treesText(60).replace(/elm|oak|ash/g, "x$&"))),
    /knows none/,
  );
});

test("a saved model predicts the same to the bit", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "trees-"));
  try {
    const model = await trees;
    const file = path.join(folder, "trees.json");
    saveTableModel(file, model);
    const back = loadTableModel(file);
    assert.deepEqual(tableProbabilities(back, unseen), tableProbabilities(model, unseen));
    const csv = path.join(folder, "new.csv");
    writeFileSync(csv, treesText(20, {seed: 9, label: false}));
    assert.equal(predictTable(back, readTable(csv)).length, 20);
    assert.throws(() => loadTableModel(path.join(folder, "none.json")), /there is no model in/);
  } finally {
    rmSync(folder, {recursive: true});
  }
});

test("what has to be decided first is asked before anything is fitted", async () => {
  const lines = treesText(40).split("\n");
  const indexed = [`,${lines[0]}`, ...lines.slice(1).map((line, i) => `${i},${line}`)].join("\n");
  await assert.rejects(
    () => fitTable(read(indexed), settings),
    /a column without a name and counts the rows/,
  );
  const plain = tableOfText(treesText(40), {name: "trees.csv"});
  await assert.rejects(() => fitTable(plain, settings), /read without classes: name the column/);
  await assert.rejects(
    () => fitTable(read(treesText(40)), {...settings, holdoutShare: 1}),
    /testShare must lie/,
  );
  await assert.rejects(
    () => fitTable(read(treesText(40)), {...settings, classWeights: {pine: 2}}),
    /names "pine"/,
  );
});

test("shuffling a column that says much costs much, one that says nothing costs nothing", async () => {
  const model = await trees;
  const rows = permutationImportance(model, unseen, {random: randomStream(4), repeats: 3});
  assert.deepEqual(rows.map(({column}) => column).sort(), ["bark", "length", "noise"]);
  const of = (name: string) => rows.find(({column}) => column === name)!;
  assert.equal(rows[0].column, "length");
  assert.ok(of("length").accuracyDrop > 0.2 && of("length").logLossRise > 0.2);
  assert.ok(Math.abs(of("noise").accuracyDrop) < 0.05, `${of("noise").accuracyDrop}`);
  assert.ok(
    of("length").low <= of("length").accuracyDrop && of("length").accuracyDrop <= of("length").high,
  );
});

test("every row is judged once, and each class dealt out evenly", async () => {
  const codes = Int32Array.from({length: 103}, (_, i) => (i * i) % 3);
  const fold = foldsOf(codes, {folds: 5, random: randomStream(1)});
  for (const k of [0, 1]) {
    const sizes = [0, 1, 2, 3, 4].map(
      (f) => fold.filter((one, i) => one === f && codes[i] === k).length,
    );
    assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, sizes.join(" "));
  }
  const found = await crossValidate(read(treesText(90)), {...settings, folds: 3, blocks: 1});
  assert.equal(
    found.folds.reduce((sum, {rows}) => sum + rows, 0),
    90,
  );
  const [a, b, c] = found.folds.map(({accuracy}) => accuracy);
  assert.ok(Math.abs(found.accuracy.mean - (a + b + c) / 3) < 1e-12);
  // Student's 97.5 % point for two degrees of freedom is 4.3027.
  const spread = Math.sqrt(
    ((a - found.accuracy.mean) ** 2 +
      (b - found.accuracy.mean) ** 2 +
      (c - found.accuracy.mean) ** 2) /
      2,
  );
  const half = 4.3027 * spread * Math.sqrt(1 / 3 + 1 / 2);
  assert.ok(Math.abs(found.accuracy.high - found.accuracy.mean - half) < 1e-4);
  assert.match(shownOf(found), /^3 folds: accuracy 0\.\d+ \(/);
  await assert.rejects(
    () => crossValidate(read(treesText(90)), {...settings, folds: 1}),
    /folds must be/,
  );
  await assert.rejects(
    () => crossValidate(read(`${treesText(40)}\n1,rough,2,fir\n2,rough,3,fir`), settings),
    /class fir has 2 rows, so it cannot be in each of 5 folds/,
  );
});

test("rows of numbers as other libraries hold them make a table", async () => {
  const rows = Array.from({length: 60}, (_, i) => [Math.sin(i), i % 2 ? NaN : Math.cos(i)]);
  const table = tableOfRows(rows, {
    columns: ["a", "b"],
    classes: rows.map(([a]) => (a > 0 ? 1 : 0)),
  });
  assert.deepEqual(table.label!.classes, ["0", "1"]);
  assert.equal(table.columns[1].numbers.filter(Number.isNaN).length, 30);
  assert.throws(
    () => tableOfRows([[1, 2], [3]], {columns: ["a", "b"]}),
    /row 2 has 1 cells, but there are 2 columns/,
  );
});
