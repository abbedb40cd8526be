import assert from "node:assert/strict";
import {test} from "node:test";
import {explore} from "../../src/display/explore";
import {bundleOf} from "./figure-rules";

const knobs = {
  depth: {value: 18, min: 1, max: 200, step: 1, why: "deeper nets do not fit into memory"},
  beta: {value: 0.5, min: 0, max: 2, step: 0.1},
  norm: {value: "rms", choices: ["none", "rms", "standard"]},
  skip: {value: true},
};

test("knobs stand at their defaults, turn within their range and come back", () => {
  const first = explore(knobs);
  assert.deepEqual(first.values, {depth: 18, beta: 0.5, norm: "rms", skip: true});
  const tried = first.set({depth: 40, norm: "none", skip: false, beta: 0.7});
  assert.deepEqual(tried.values, {depth: 40, beta: 0.7, norm: "none", skip: false});
  assert.equal(first.values.depth, 18);
  assert.equal(tried.set({depth: 50}).values.norm, "none");
  assert.deepEqual(tried.defaults().values, first.values);
  assert.ok(Object.isFrozen(tried.values));
});

test("a value out of range is refused with the range and the reason", () => {
  const {set} = explore(knobs);
  assert.throws(
    () => set({depth: 500}),
    /depth must lie between 1 and 200, got 500: deeper nets do not fit into memory/,
  );
  assert.throws(() => set({depth: 1.5}), /depth must go in steps of 1 from 1, got 1\.5/);
  assert.throws(() => set({depth: NaN}), /between 1 and 200, got NaN/);
  assert.throws(() => set({norm: "batch"}), /norm must be none, rms, standard, got "batch"/);
  assert.throws(() => set({skip: 1} as never), /skip must be a boolean, got 1/);
  assert.throws(() => set({depht: 3} as never), /there is no knob depht; there are depth, beta/);
  for (let i = 0; i <= 20; i++) set({beta: i * 0.1});
});

test("knobs that make no sense are refused when they are made", () => {
  assert.throws(() => explore({}), /at least one knob/);
  assert.throws(() => explore({depth: {value: 5, min: 6, max: 9}}), /between 6 and 9, got 5/);
  assert.throws(() => explore({depth: {value: 5} as never}), /needs a safe range/);
  assert.throws(() => explore({norm: {value: "x", choices: []}}), /needs its choices/);
});

test("an explorer shows each knob with its range, and its default where it was turned", () => {
  const shown = bundleOf(explore(knobs).set({depth: 40}));
  assert.deepEqual(shown["text/plain"].split("\n"), [
    "depth: 40 (1 to 200 in steps of 1, default 18)",
    "beta: 0.5 (0 to 2 in steps of 0.1)",
    "norm: rms (none, rms, standard)",
    "skip: on (on, off)",
  ]);
  assert.match(shown["text/html"] as string, /<table/);
});
