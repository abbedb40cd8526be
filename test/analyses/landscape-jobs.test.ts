import assert from "node:assert/strict";
import {test} from "node:test";
import {
  countsOfSeed,
  deepeningOfSeed,
  descentsOfSeed,
  digitsCurvatureOfSeed,
  expectedOfSeed,
} from "../../src/analyses/landscape-jobs";
import {countGlasses} from "../../src/analyses/glass-counts";
import {expectedGrowth} from "../../src/analyses/expected-growth";
import {randomStream} from "../../src/numerics/random";
import {fromJson, toJson} from "../../src/runs/plain-data";

test("a job gives what the study gives with a stream of its kind's name", () => {
  const settings = {size: 3, weights: [0, 0, 1], glasses: 2};
  const {cubic} = countsOfSeed(5, {cubic: settings});
  assert.deepEqual(cubic, countGlasses({...settings, random: randomStream(5).child("cubic")}));
  const grow = {sizes: [2], ratios: [2], draws: 5};
  assert.deepEqual(expectedOfSeed(5, grow), expectedGrowth({...grow, random: randomStream(5)}));
});

test("what the jobs give can be sent, and another kind beside it changes nothing", async () => {
  const descent = {size: 5, weights: [0, 0, 1], starts: 2};
  const deepening = {size: 5, depth: 3, betas: [0.1, 1], starts: 2};
  const curvature = {
    networks: {residual: {depth: 2, width: 3}, plain: {depth: 2, width: 3, skip: false}},
    training: {steps: 3, optimizer: {kind: "descent", rate: 0.1}},
    at: [0, 3],
    spectrum: {steps: 5, probes: 2},
    examples: 40,
    pool: 2,
  } as const;
  const results = [
    descentsOfSeed(1, {cubic: descent}),
    deepeningOfSeed(1, {small: deepening}),
    await digitsCurvatureOfSeed(1, curvature),
  ];
  for (const result of results) assert.deepEqual(fromJson(toJson(result)), result);
  assert.deepEqual(
    descentsOfSeed(1, {square: {...descent, weights: [0, 1]}, cubic: descent}).cubic,
    (results[0] as ReturnType<typeof descentsOfSeed>).cubic,
  );
  const {residual, plain} = results[2] as Awaited<ReturnType<typeof digitsCurvatureOfSeed>>;
  assert.equal(residual[0].size, plain[0].size);
  assert.notEqual(residual[0].loss, plain[0].loss);
});
