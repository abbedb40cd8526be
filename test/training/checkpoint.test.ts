import assert from "node:assert/strict";
import fs from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, test} from "node:test";
import {sealed} from "../../src/files/sealed-text";
import {readCheckpoint, writeCheckpoint} from "../../src/training/checkpoint";
import type {Checkpoint} from "../../src/training/checkpoint";
import {assertDamageIsRefused} from "./damage";

const folder = fs.mkdtempSync(path.join(tmpdir(), "checkpoint-"));
after(() => fs.rmSync(folder, {recursive: true}));
const file = path.join(folder, "run.json");
const kept: Checkpoint<{rows: number[]}> = {
  settings: "moons, rate 0.1",
  step: 7,
  progress: {rows: [0.5]},
  tensors: {
    weights: {shape: [2, 2], values: Float32Array.of(0.1, -0, Infinity, NaN)},
    rate: {shape: [], values: Float32Array.of(3)},
  },
};
const {settings} = kept;

test("a checkpoint comes back bit for bit; where there is none, null", () => {
  assert.equal(readCheckpoint(file, {settings}), null);
  writeCheckpoint(file, kept);
  assert.deepEqual(readCheckpoint(file, {settings}), kept);
  assert.throws(() => readCheckpoint(file, {settings: "xor"}), /other settings: it has moons/);
});

test("a checkpoint of other code is refused where the code matters, also one that names none", () => {
  const other = /run\.json was written before the code that trains was changed.*: delete it/;
  writeCheckpoint(file, {...kept, code: "one"});
  assert.equal(readCheckpoint(file, {settings, code: "one"})?.step, 7);
  assert.equal(readCheckpoint(file, {settings})?.step, 7);
  assert.throws(() => readCheckpoint(file, {settings, code: "two"}), other);
  writeCheckpoint(file, kept);
  assert.throws(() => readCheckpoint(file, {settings, code: "one"}), other);
});

test("a checkpoint cut at any length, or with any byte changed, is refused by name", () => {
  writeCheckpoint(file, kept);
  assertDamageIsRefused(file, () => readCheckpoint(file, {settings}));
});

test("steps and shapes that do not fit are refused when written and when read", () => {
  const written = (changes: object): void => writeCheckpoint(file, {...kept, ...changes});
  for (const step of ["x", 1.5, -1, NaN, null]) {
    assert.throws(() => written({step}), /its step must be a whole number from 0, got/);
  }
  const values = Float32Array.of(1, 2, 3);
  for (const shape of [[2, 2], [], [-3], [1.5, 2]]) {
    assert.throws(() => written({tensors: {a: {shape, values}}}), /"a" of shape \[.*has 3 numbers/);
  }
  const read = (changes: object, more = {}) => {
    const tensors = {weights: {shape: [2, 2], base64: Buffer.alloc(16).toString("base64")}};
    const body = JSON.stringify({...kept, tensors, ...changes});
    fs.writeFileSync(file, sealed("residual-lab checkpoint 2", body));
    return () => readCheckpoint(file, {settings, ...more});
  };
  assert.equal(read({})()?.step, 7);
  assert.throws(read({step: "x"}), /run\.json is no checkpoint \(its step must be .* got "x"\)/);
  assert.throws(read({}, {steps: 6}), /whole number from 0 to 6, got 7/);
  const cut = {weights: {shape: [2, 2], base64: Buffer.alloc(12).toString("base64")}};
  assert.throws(read({tensors: cut}), /"weights" of shape \[2, 2\] has 3 numbers/);
  assert.throws(read({tensors: undefined}), /run\.json is no checkpoint/);
  const shapes = (name: string, shape: number[]) => ({shapes: new Map([[name, {shape}]])});
  assert.throws(read({}, shapes("weights", [4])), /must have shape \[4\], it has \[2, 2\]/);
  assert.throws(read({}, shapes("bias", [2])), /"bias" must have shape \[2\], there is none/);
});

test("a file of an earlier lab, a folder and a circle of links are refused by name", () => {
  const at = (name: string): string => path.join(folder, name);
  fs.writeFileSync(at("old"), '{"format":"residual-lab checkpoint 1","step":3}');
  fs.mkdirSync(at("folder"));
  fs.symlinkSync("circle", at("circle"));
  const read = (name: string) => () => readCheckpoint(at(name), {settings});
  assert.throws(
    read("old"),
    /old is no checkpoint \(expected the format .* 2".*delete it to start/,
  );
  assert.throws(read("folder"), /folder cannot be read: it is a folder; delete it to start afresh/);
  assert.throws(read("circle"), /circle cannot be read: its link leads in a circle/);
});

test("a disk that fills up keeps the checkpoint before", (t) => {
  writeCheckpoint(file, kept);
  t.mock.method(fs, "writeSync", () => {
    throw Object.assign(new Error("ENOSPC"), {code: "ENOSPC"});
  });
  assert.throws(() => writeCheckpoint(file, {...kept, step: 8}), {code: "ENOSPC"});
  assert.equal(readCheckpoint(file, {settings})?.step, 7);
});
