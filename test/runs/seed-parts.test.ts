import assert from "node:assert/strict";
import {test} from "node:test";
import {joinParts, partsOf} from "../../src/runs/seed-parts";

const job = (settings: unknown, splitBy?: string) => ({module: "m", name: "n", settings, splitBy});

test("a job is split by the entries of a list or of a record, the other settings go with each", () => {
  assert.deepEqual(partsOf(job({arms: ["a", "b"], steps: 3})), [{arms: ["a", "b"], steps: 3}]);
  assert.deepEqual(partsOf(job({arms: ["a", "b"], steps: 3}, "arms")), [
    {arms: ["a"], steps: 3},
    {arms: ["b"], steps: 3},
  ]);
  assert.deepEqual(partsOf(job({nets: {x: {depth: 1}, y: {depth: 2}}, at: [1, 2]}, "nets")), [
    {nets: {x: {depth: 1}}, at: [1, 2]},
    {nets: {y: {depth: 2}}, at: [1, 2]},
  ]);
});

test("a setting without entries is refused by its name", () => {
  for (const settings of [{arms: []}, {arms: {}}, {}, {arms: 3}]) {
    assert.throws(() => partsOf(job(settings, "arms")), /"arms" .* must be a list or a record/);
  }
});

test("lists are joined in their order, records by their names, a single value is left alone", () => {
  assert.deepEqual(joinParts([[1, [2]], [], [3]]), [1, [2], 3]);
  assert.deepEqual(joinParts([{a: 1}, {b: [2]}]), {a: 1, b: [2]});
  assert.equal(joinParts([7]), 7);
});

test("what cannot be joined is refused", () => {
  for (const values of [
    [1, 2],
    [[1], {a: 1}],
    [null, {a: 1}],
    [new Float32Array(1), new Float32Array(1)],
  ]) {
    assert.throws(() => joinParts(values), /a list or a record for each part/);
  }
});
