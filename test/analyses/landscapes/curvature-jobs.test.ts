import assert from "node:assert/strict";
import {test} from "node:test";
import {digitsCurvatureOfSeed} from "../../../src/analyses/landscapes/curvature-jobs";
import {fromJson, toJson} from "../../../src/runs/plain-data";

test("the networks of a seed learn the same digits and have as many weights", async () => {
  const settings = {
    networks: {residual: {depth: 2, width: 3}, plain: {depth: 2, width: 3, skip: false}},
    training: {steps: 3, optimizer: {kind: "descent", rate: 0.1}},
    at: [0, 3],
    spectrum: {steps: 5, probes: 2},
    examples: 40,
    pool: 2,
  } as const;
  const both = await digitsCurvatureOfSeed(1, settings);
  assert.deepEqual(fromJson(toJson(both)), both);
  const [residual, plain] = [both.residual[0], both.plain[0]];
  // 16 × 3 + 3 × 3 + 3 × 10
  assert.deepEqual([residual.size, plain.size], [87, 87]);
  assert.notEqual(residual.loss, plain.loss);
  // A network alone is the same as one beside another.
  const {plain: alone} = await digitsCurvatureOfSeed(1, {
    ...settings,
    networks: {plain: settings.networks.plain},
  });
  assert.deepEqual(alone, both.plain);
});
