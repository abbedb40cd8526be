import assert from "node:assert/strict";
import {test} from "node:test";
import {
  randomProfilesOfSeed,
  reachableOfSeed,
  scaledBranchesOfSeed,
} from "../../../src/analyses/paths/random-network-jobs";
import {randomNetworkProfile} from "../../../src/analyses/paths/random-network-paths";
import {reachableLengths} from "../../../src/analyses/paths/reachable-lengths";
import {scaledBranches} from "../../../src/analyses/paths/scaled-branches";
import {randomStream} from "../../../src/numerics/random";
import {fromJson, toJson} from "../../../src/runs/plain-data";
import {tf} from "../../../src/tensors/tensorflow";

const shallow = {input: [5], classes: 3, depth: 2, width: 8};

test("a job gives what the study gives for each network, can be sent, and leaves no tensor", async () => {
  const before = tf.memory().numTensors;
  const networks = {shallow, deep: {...shallow, depth: 6}};
  const both = await randomProfilesOfSeed(4, {networks, examples: 3});
  assert.deepEqual(both.deep, {
    seed: 4,
    ...randomNetworkProfile(networks.deep, {examples: 3, random: randomStream(4)}),
  });
  assert.deepEqual(await randomProfilesOfSeed(4, {networks: {shallow}, examples: 3}), {
    shallow: both.shallow,
  });
  assert.deepEqual(fromJson(toJson(both)), both);
  assert.equal(tf.memory().numTensors, before);
});

test("so does the one of scaled branches", async () => {
  const scales = {raised: [1, 2, 2], level: [1, 1, 1]};
  const both = await scaledBranchesOfSeed(4, {scales, examples: 16});
  assert.deepEqual(
    both.raised,
    scaledBranches(scales.raised, {examples: 16, random: randomStream(4)}),
  );
  assert.deepEqual(fromJson(toJson(both)), both);
});

test("and the one of reachable lengths", async () => {
  const both = await reachableOfSeed(4, {
    networks: {shallow, other: {...shallow, depth: 3}},
    scales: [0.1, 10],
  });
  const random = randomStream(4);
  assert.deepEqual(both.shallow, reachableLengths(shallow, {scales: [0.1, 10], random}));
  assert.deepEqual(fromJson(toJson(both)), both);
});
