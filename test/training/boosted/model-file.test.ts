import assert from "node:assert/strict";
import {copyFileSync, mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, test} from "node:test";
import type {ResfgbModel} from "../../../src/models/resfgb-model";
import type {StoredTensor} from "../../../src/models/snapshot";
import {readStages, writeStage} from "../../../src/training/boosted/checkpoint";
import type {StoredStage} from "../../../src/training/boosted/checkpoint";
import {loadResfgb, saveResfgb} from "../../../src/training/boosted/model-file";
import {readCheckpoint, writeCheckpoint} from "../../../src/training/checkpoint";
import {assertDamageIsRefused} from "../damage";

const folder = mkdtempSync(path.join(tmpdir(), "resfgb-file-"));
after(() => rmSync(folder, {recursive: true}));
const file = path.join(folder, "model.json");

const tensor = (...shape: number[]): StoredTensor => {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return {shape, values: Float32Array.from({length: size}, (_, i) => i / 7)};
};
const classifier = {weights: tensor(3, 2), bias: tensor(2)};
const model: ResfgbModel = {
  kind: "resfgb",
  classes: ["a", "b"],
  loss: "logistic",
  input: {columns: 2, padding: 1, centre: tensor(2), scale: tensor(2)},
  blocks: [
    {embedding: {kind: "gaussian", width: 0.5, centres: tensor(4, 3)}, matrix: tensor(4, 3)},
    {
      embedding: {
        kind: "layers",
        layers: [
          {weights: tensor(6, 2), bias: tensor(2), activation: "relu"},
          {weights: tensor(2, 1), bias: tensor(1), activation: "tanh"},
        ],
        constant: true,
        seesInput: true,
      },
      matrix: tensor(2, 3),
    },
  ],
  stages: [classifier, classifier, classifier],
};

test("a model file cut at any length, or with any byte changed, is refused by name", () => {
  saveResfgb(file, model);
  assert.deepEqual(loadResfgb(file), model);
  assertDamageIsRefused(file, () => loadResfgb(file));
  assert.deepEqual(loadResfgb(file), model);
});

test("a model with a part that fits no other is not saved", () => {
  const [gaussian, layers] = model.blocks;
  const {input, stages} = model;
  const others: [Partial<ResfgbModel>, RegExp][] = [
    [{blocks: [{...gaussian, matrix: tensor(3, 3)}, layers]}, /"block 0 block matrix" .*\[4, 3\]/],
    [{blocks: [layers, {...layers, matrix: tensor(1, 3)}]}, /"block 1 block matrix" .*\[2, 3\]/],
    [{input: {...input, scale: tensor(3)}}, /"scale" must have shape \[2\], it has \[3\]/],
    [{input: {...input, padding: 0}}, /"block 0 centres" must have shape \[4, 2\]/],
    [{input: {...input, columns: 1.5}}, /1\.5 columns/],
    [{stages: stages.slice(1)}, /2 blocks and 2 stages/],
    [{classes: ["a"]}, /"stage 0 weights" must have shape \[3, 1\], it has \[3, 2\]/],
    [{loss: "squared" as "logistic"}, /its loss must be/],
  ];
  for (const [part, message] of others) {
    assert.throws(() => saveResfgb(file, {...model, ...part}), {name: "RangeError", message});
  }
  assert.deepEqual(loadResfgb(file), model, "the file is as it was");
});

test("a model file that lacks a tensor, or holds one of another shape, is refused by name", () => {
  const settings = "ResFGB model 1";
  saveResfgb(file, model);
  const whole = readCheckpoint<object>(file, {settings})!;
  for (const name of Object.keys(whole.tensors)) {
    const {[name]: lost, ...rest} = whole.tensors;
    writeCheckpoint(file, {...whole, tensors: rest});
    assert.throws(
      () => loadResfgb(file),
      /model\.json is no ResFGB model \(.*write it again/,
      name,
    );
    const turned = {shape: [1, ...lost.shape], values: lost.values};
    writeCheckpoint(file, {...whole, tensors: {...rest, [name]: turned}});
    assert.throws(
      () => loadResfgb(file),
      /model\.json is no ResFGB model \(.*write it again/,
      name,
    );
  }
  writeCheckpoint(file, {...whole, settings: "another run"});
  assert.throws(() => loadResfgb(file), /is no ResFGB model but the checkpoint of a run/);
});

const row = {
  stage: 0,
  ...{loss: 0.5, accuracy: 0.9, validationLoss: NaN, validationAccuracy: NaN},
  ...{gradientL1: 0.1, block: null, seconds: 1},
};
const stages: StoredStage[] = [null, ...model.blocks].map((block, stage) => ({
  row: {...row, stage},
  classifier,
  block,
  state: {"classifier rate": tensor(1)},
}));
const settings = "moons";
const stageFile = (stage: number): string => path.join(folder, "fit", `stage-000${stage}.json`);
const writeAll = (): void =>
  stages.forEach((stage) => writeStage(path.join(folder, "fit"), {settings, code: "a", stage}));
const readAll = (): StoredStage[] => readStages(path.join(folder, "fit"), {settings, code: "a"});

test("a stage cut at any length, or with any byte changed, is refused by name", () => {
  writeAll();
  assert.deepEqual(
    readAll().map(({block}) => block),
    [null, ...model.blocks],
  );
  assertDamageIsRefused(stageFile(1), readAll);
});

test("a stage of another place, or one that lacks a part, is refused by name", () => {
  writeAll();
  copyFileSync(stageFile(2), stageFile(1));
  assert.throws(readAll, /stage-0001\.json is no .*\(stage 1 belongs there, it holds stage 2\)/);
  writeAll();
  const whole = readCheckpoint<object>(stageFile(2), {settings})!;
  for (const name of Object.keys(whole.tensors)) {
    const {[name]: lost, ...rest} = whole.tensors;
    assert.ok(lost);
    writeCheckpoint(stageFile(2), {...whole, tensors: rest});
    assert.throws(readAll, /stage-0002\.json is no checkpoint of a stage \(.*delete it/, name);
  }
});
