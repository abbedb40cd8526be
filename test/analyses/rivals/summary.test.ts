import assert from "node:assert/strict";
import {test} from "node:test";
import {
  accuracyAlong,
  accuracyTable,
  advantages,
  costCurve,
  meanBars,
  originOf,
  reducedRuns,
  summaryOf,
} from "../../../src/analyses/rivals/summary";
import {recalledTable} from "../../../src/analyses/rivals/recalled-table";
import {chosenFor} from "../../../src/runs/comparison-results";
import type {ComparisonRow} from "../../../src/runs/comparison-results";

const row = (
  method: string,
  seed: number,
  accuracy: number,
  task: ComparisonRow["task"] = {data: "digits"},
): ComparisonRow => ({
  task,
  method,
  seed,
  accuracy,
  holdout: 0.5,
  chosen: {},
  trials: 8,
  tuneSeconds: 10 * seed,
  seconds: seed,
  bytes: 2e6,
  curve: [
    {seconds: seed, accuracy: accuracy - 0.1},
    {seconds: 3 * seed, accuracy},
  ],
  run: 0,
});
const results = {
  format: "",
  runs: [{date: "2026-01-02", commit: "0123456789", changed: false, versions: {LightGBM: "4"}}],
  rows: [
    ...[1, 2, 3].map((seed) => row("A", seed, 0.9 + seed / 100)),
    ...[2, 3, 4].map((seed) => row("B", seed, 0.95)),
    row("A", 1, 0.7, {data: "digits", examples: 100}),
    row("A", 1, 0.8, {data: "digits", examples: 200}),
    row("A", 2, 0.6, {data: "digits", examples: 100}),
    row("A", 2, 0.9, {data: "digits", examples: 200}),
    row("A", 2, 0.9, {data: "digits", examples: 50}),
    row("A", 1, 0.5, {data: "digits", examples: 200, noise: 0.1}),
  ],
};

test("a summary has means, Student's interval and the best first", () => {
  const [first, second] = summaryOf(results, {data: "digits"});
  assert.deepEqual([first.method, second.method], ["B", "A"]);
  assert.ok(Math.abs(second.accuracy - 0.92) < 1e-12);
  // t(0.975, 2) = 4.302653, deviation 0.01 of three.
  assert.ok(Math.abs(second.high - (0.92 + (4.302653 * 0.01) / Math.sqrt(3))) < 1e-6);
  assert.deepEqual([second.seeds, second.seconds, second.megabytes], [3, 2, 2]);
  assert.ok(first.high - first.low < 1e-12);
});

test("advantages pair the seeds that both have", () => {
  const pairs = advantages(results, {task: {data: "digits"}, method: "A", over: "B"});
  assert.deepEqual(
    pairs.map(({seed}) => seed),
    [2, 3],
  );
  assert.ok(Math.abs(pairs[0].value + 0.03) < 1e-12);
});

test("curves are means over seeds, and stop where the shortest does", () => {
  const {x, y} = costCurve(results, {task: {data: "digits"}, method: "A"});
  assert.deepEqual(x, [2, 6]);
  assert.ok(Math.abs(y[1] - 0.92) < 1e-12);
  assert.deepEqual(costCurve(results, {task: {data: "letter"}, method: "A"}).x, []);
});

test("accuracy along the number of examples takes what all seeds have", () => {
  const {x, runs} = accuracyAlong(results, {data: "digits", method: "A", along: "examples"});
  assert.deepEqual(x, [100, 200]);
  assert.deepEqual(runs, [
    [0.7, 0.8],
    [0.6, 0.9],
  ]);
  const noisy = accuracyAlong(results, {
    ...{data: "digits", method: "A", along: "noise"},
    at: {examples: 200},
  });
  assert.deepEqual(noisy.x, [0]);
});

test("the origin names date, commit and versions, or what to run", () => {
  assert.match(originOf(results, {data: "digits"}), /2026-01-02 at commit 0123456; LightGBM 4/);
  const changed = {...results, runs: results.runs.map((run) => ({...run, changed: true}))};
  assert.match(originOf(changed, {data: "digits"}), /at commit 0123456 with changes; LightGBM 4/);
  assert.match(originOf(results, {data: "moons"}), /nothing is stored: run npm run rivals/);
});

test("the recalled table holds a figure for every method and data set", () => {
  const keys = Object.keys(recalledTable[0]);
  assert.equal(keys.length, 7);
  for (const one of recalledTable) assert.deepEqual(Object.keys(one).sort(), [...keys].sort());
});

test("bars have means and extremes, and the table a cell for every method and task", () => {
  const bars = meanBars("accuracy", [{method: "A", values: [1, 2, 6]}]);
  assert.deepEqual([bars.x, bars.y, bars.spread], [["A"], [3], {low: [1], high: [6]}]);
  const table = accuracyTable(results, {
    tasks: [{data: "digits"}, {data: "letter"}],
    methods: ["A", "C"],
  });
  assert.deepEqual(table[0], {method: "A", digits: "0.9200 ± 0.0248", letter: ""});
  assert.deepEqual(table[1], {method: "C", digits: "", letter: ""});
});

test("fewer seeds or fewer candidates than usual are named", () => {
  const rows = [
    row("A", 1, 0.9),
    row("A", 2, 0.9),
    row("B", 1, 0.8),
    {...row("C", 1, 0.7), trials: 2},
  ];
  const reduced = (seeds: number, candidates: number): unknown[] =>
    reducedRuns({rows}, {tasks: [{data: "digits"}], seeds, candidates});
  assert.deepEqual(reduced(2, 8), [
    {set: "digits", method: "B", seeds: 1, candidates: 8},
    {set: "digits", method: "C", seeds: 1, candidates: 2},
  ]);
  assert.deepEqual(reduced(1, 2), []);
});

test("what was chosen is found by seed, and a seed without a choice is named", () => {
  const which = {task: {data: "digits"}, method: "A"};
  assert.deepEqual(chosenFor(results, {...which, seeds: [1, 2]}), {1: {}, 2: {}});
  assert.throws(
    () => chosenFor(results, {...which, seeds: [9]}),
    /nothing is stored for A on digits with seed 9: run npm run rivals/,
  );
});
