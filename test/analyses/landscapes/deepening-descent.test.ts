import assert from "node:assert/strict";
import {test} from "node:test";
import {deepeningDescent} from "../../../src/analyses/landscapes/deepening-descent";
import {randomStream} from "../../../src/numerics/random";

const settings = {
  size: 8,
  depth: 3,
  betas: [0.1, 0.5, 2],
  glasses: 2,
  starts: 3,
  random: randomStream(1),
};

test("each stage goes down from where it arrives, and the first is the same either way", () => {
  const stages = deepeningDescent(settings);
  assert.deepEqual(
    stages.map(({beta}) => beta),
    settings.betas,
  );
  for (const {arrived, reached} of stages) assert.ok(reached <= arrived);
  assert.equal(stages[0].reached, stages[0].atOnce);
});

test("where one valley is all there is, both ways end in it", () => {
  const [, last] = deepeningDescent({...settings, betas: [0.01, 0.02]});
  assert.ok(Math.abs(last.reached - last.atOnce) <= 1e-8);
});

test("on foreign couplings the last stage is the same landscape, reached from elsewhere", () => {
  const [own, foreign] = [false, true].map((foreign) => deepeningDescent({...settings, foreign}));
  assert.equal(own[2].atOnce, foreign[2].atOnce);
  for (const stage of [0, 1]) assert.notEqual(own[stage].atOnce, foreign[stage].atOnce);
  assert.notEqual(own[2].arrived, foreign[2].arrived);
});

test("betas that do not rise, one stage and no start are refused", () => {
  const bad = (change: object) => () => deepeningDescent({...settings, ...change});
  assert.throws(bad({betas: [1, 0.5]}), /each beta must be a finite number above 1, got 0.5/);
  assert.throws(bad({betas: [1]}), /number of betas must be .* got 1/);
  assert.throws(bad({betas: [-1, 1]}), /beta must be .* got -1/);
  assert.throws(bad({starts: 0}), /starts must be .* got 0/);
  assert.throws(bad({glasses: 0.5}), /glasses must be .* got 0.5/);
});
