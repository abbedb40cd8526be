import assert from "node:assert/strict";
import {test} from "node:test";
import {
  countAloneOfSeed,
  countsOfSeed,
  deepeningOfSeed,
  descentsOfSeed,
} from "../../../src/analyses/landscapes/glass-jobs";
import {countGlasses} from "../../../src/analyses/landscapes/glass-counts";
import {randomStream} from "../../../src/numerics/random";
import {fromJson, toJson} from "../../../src/runs/plain-data";

test("a job gives what the study gives with a stream of its kind's name", () => {
  const settings = {size: 3, weights: [0, 0, 1], glasses: 2};
  const {cubic} = countsOfSeed(5, {kinds: {cubic: settings}});
  assert.deepEqual(cubic, countGlasses({...settings, random: randomStream(5).child("cubic")}));
  assert.deepEqual(
    countAloneOfSeed(5, settings),
    countGlasses({...settings, random: randomStream(5)}),
  );
});

test("what the jobs give can be sent, and another kind beside it changes nothing", () => {
  const descent = {size: 5, weights: [0, 0, 1], starts: 2};
  const deepening = {size: 5, depth: 3, betas: [0.1, 1], starts: 2, glasses: 1};
  const {cubic} = descentsOfSeed(1, {kinds: {cubic: descent}});
  const stages = deepeningOfSeed(1, {kinds: {small: deepening}});
  for (const result of [cubic, stages]) assert.deepEqual(fromJson(toJson(result)), result);
  const beside = descentsOfSeed(1, {
    kinds: {square: {...descent, weights: [0, 1]}, cubic: descent},
  });
  assert.deepEqual(beside.cubic, cubic);
});
