import assert from "node:assert/strict";
import {test} from "node:test";
import {rankStatistics, rankTable, storedRanks} from "../../../src/analyses/rivals/ranks";

const near = (found: number, expected: number, by: number): void =>
  assert.ok(Math.abs(found - expected) < by, `${found} is not ${expected}`);

test("four methods on fourteen sets give the published statistics", () => {
  // The worked example of Demšar (2006), Statistical comparisons of classifiers over multiple data sets.
  const found = rankStatistics([3.143, 2.0, 2.893, 1.964], 14);
  near(found.friedman, 9.28, 0.02);
  near(found.imanDavenport, 3.69, 0.02);
  near(found.criticalDifference, 1.25, 0.005);
});

test("ranks are shared by equals, and count from the best, whichever way is better", () => {
  const values = [
    [0.9, 0.8, 0.8],
    [0.7, 0.9, 0.6],
  ];
  const {ranks, sets} = rankTable(["a", "b", "c"], {values, better: "more"});
  assert.deepEqual(ranks, [
    {method: "a", rank: 1.5},
    {method: "b", rank: 1.75},
    {method: "c", rank: 2.75},
  ]);
  assert.equal(sets, 2);
  const turned = rankTable(["a", "b", "c"], {values, better: "less"}).ranks;
  assert.deepEqual(
    turned.map(({method}) => method),
    ["c", "b", "a"],
  );
  assert.ok(Math.abs(ranks.reduce((sum, {rank}) => sum + rank, 0) - 6) < 1e-12);
});

test("what cannot be ranked is refused", () => {
  const two = ["a", "b"];
  assert.throws(
    () => rankTable(two, {values: [[1, 2]], better: "more"}),
    /at least 2 data sets, got 1/,
  );
  assert.throws(
    () => rankTable(["a"], {values: [[1], [2]], better: "more"}),
    /2 to 12 methods, got 1/,
  );
  assert.throws(
    () =>
      rankTable(two, {
        values: [
          [1, NaN],
          [1, 2],
        ],
        better: "more",
      }),
    /finite value/,
  );
});

test("stored splits are averaged within a set, and sets with too few are named", () => {
  const row = (data: string, method: string, seed: number, accuracy: number) => ({
    ...{task: {data}, method, seed, accuracy, logLoss: 1 - accuracy, holdout: accuracy, chosen: {}},
    ...{trials: 8, tuneSeconds: 1, seconds: 1, bytes: 1, curve: [], run: 0},
  });
  const of = (data: string, method: string, accuracies: number[]) =>
    accuracies.map((accuracy, i) => row(data, method, i + 1, accuracy));
  const rows = [
    ...of("letter", "A", [0.9, 0.8]),
    ...of("letter", "B", [0.7, 0.75]),
    ...of("digits", "A", [0.6, 0.9]),
    ...of("digits", "B", [0.8, 0.8]),
    ...of("moons", "A", [0.9]),
    ...of("moons", "B", [0.7, 0.7]),
  ];
  const tasks = ["letter", "digits", "moons"].map((data) => ({data}));
  for (const measure of ["accuracy", "logLoss"] as const) {
    const {table, leftOut} = storedRanks({rows}, {tasks, methods: ["A", "B"], measure, splits: 2});
    assert.equal(table!.sets, 2);
    assert.deepEqual(
      table!.ranks.map(({rank}) => rank),
      [1.5, 1.5],
    );
    assert.deepEqual(leftOut, ["moons: fewer than 2 splits of A"]);
  }
  const none = storedRanks(
    {rows},
    {tasks, methods: ["A", "B"], measure: "calibrationError", splits: 2},
  );
  assert.equal(none.table, undefined);
  assert.equal(none.leftOut.length, 3);
});
