import assert from "node:assert/strict";
import {test} from "node:test";
import {matchedClasses, matchedRows} from "../../src/models/matched-rows";

const rows = (columns: string[] | undefined, values: number[], origin?: number[]) => ({
  features: Float32Array.from(values),
  shape: [values.length / 3, 3],
  ...(columns ? {columns} : {}),
  ...(origin ? {origin} : {}),
});

test("columns are found by name, in any order and among others", () => {
  const {features, shape} = matchedRows(rows(["c", "a", "b"], [3, 1, 2, 30, 10, 20]), {
    columns: ["a", "b", "c"],
  });
  assert.deepEqual([...features], [1, 2, 3, 10, 20, 30]);
  const fewer = matchedRows(rows(["c", "a", "b"], [3, 1, 2, 30, 10, 20]), {columns: ["b"]});
  assert.deepEqual([...fewer.features, ...fewer.shape], [2, 20, 2, 1]);
  assert.deepEqual([...shape], [2, 3]);
});

test("what either side subtracted from a column is made good", () => {
  const given = rows(["b", "a", "c"], [5, 1, 7], [100, 0, 0]);
  const {features} = matchedRows(given, {columns: ["a", "b", "c"], origin: [0, 90, 7]});
  assert.deepEqual([...features], [1, 15, 0]);
  assert.deepEqual(
    [...matchedRows(rows(undefined, [5, 1, 7]), {origin: [1, 1, 1]}).features],
    [4, 0, 6],
  );
});

test("rows without names, or all the same, are left as they are", () => {
  const plain = rows(undefined, [1, 2, 3]);
  assert.equal(matchedRows(plain, {columns: ["a", "b", "c"]}), plain);
  const same = rows(["a", "b", "c"], [1, 2, 3], [9, 9, 9]);
  assert.equal(matchedRows(same, {columns: ["a", "b", "c"], origin: [9, 9, 9]}), same);
});

test("columns and classes that are missing are named", () => {
  assert.throws(() => matchedRows(rows(["a", "b", "x"], [1, 2, 3]), {columns: ["a", "c", "d"]}), {
    name: "RangeError",
    message: /the rows lack: c, d; they have a, b, x/,
  });
  assert.deepEqual([...matchedClasses(["x", "b", "a"], {known: ["a", "b"]})], [-1, 1, 0]);
  assert.throws(() => matchedClasses(["x"], {known: ["a", "b"]}), /knows none of them, only a, b/);
});
