import assert from "node:assert/strict";
import {readdirSync} from "node:fs";
import path from "node:path";
import {test} from "node:test";
import type {SeedJob} from "../../src/runs/seed-job";
import {joinParts, partsOf} from "../../src/runs/seed-job";

test("a job is split by the entries of a list or of a record, the other settings go with each", () => {
  const whole = {arms: ["a", "b"], steps: 3};
  assert.deepEqual(partsOf(whole, {}), [{name: null, settings: whole}]);
  assert.deepEqual(partsOf({arms: ["a", "b"], steps: 3}, {splitBy: "arms"}), [
    {name: "a", settings: {arms: ["a"], steps: 3}},
    {name: "b", settings: {arms: ["b"], steps: 3}},
  ]);
  assert.deepEqual(partsOf({nets: {x: {depth: 1}, y: {depth: 2}}, at: [1, 2]}, {splitBy: "nets"}), [
    {name: "x", settings: {nets: {x: {depth: 1}}, at: [1, 2]}},
    {name: "y", settings: {nets: {y: {depth: 2}}, at: [1, 2]}},
  ]);
});

test("a setting without entries is refused by its name", () => {
  for (const settings of [{arms: []}, {arms: {}}, {}, {arms: 3}]) {
    assert.throws(
      () => partsOf(settings, {splitBy: "arms"}),
      /"arms" .* must be a list or a record/,
    );
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

test("every job of the analyses is exported by its own file under its own name", () => {
  const analyses = path.join(__dirname, "..", "..", "src", "analyses");
  let seen = 0;
  for (const name of readdirSync(analyses, {recursive: true, encoding: "utf8"})) {
    if (!name.endsWith(".ts")) continue;
    const file = path.join(analyses, name);
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const loaded = require(file) as Record<string, unknown>;
    for (const [key, value] of Object.entries(loaded)) {
      if (typeof value !== "function" || !("place" in value)) continue;
      seen++;
      const {place} = value as SeedJob<unknown, unknown>;
      assert.deepEqual([place.file, place.name], [file, key]);
    }
  }
  assert.ok(seen > 10, `found ${seen} jobs`);
});
