import assert from "node:assert/strict";
import {test} from "node:test";
import {deepenedStackOfSeed, trainedStacksOfSeed} from "../../../src/analyses/depth/depth-jobs";
import {tf} from "../../../src/tensors/tensorflow";

const recipe = (epochs: number, rate: number) => ({
  epochs,
  batchSize: 128,
  optimizer: {kind: "momentum", rate, weightDecay: 1e-4} as const,
});
const deep = {blocks: 15, width: 32} as const;

test("32 plain layers fail to learn the digits that 32 residual ones, or ones near the identity, learn", async () => {
  const before = tf.memory().numTensors;
  const {plain, residual, near} = await trainedStacksOfSeed(9001, {
    trials: {
      plain: {network: {...deep, shortcut: "none"}, ...recipe(8, 0.05)},
      residual: {network: deep, ...recipe(8, 0.05)},
      near: {network: {...deep, shortcut: "none", start: "identity"}, ...recipe(8, 0.05)},
    },
  });
  assert.equal(tf.memory().numTensors, before);
  assert.ok(plain.trainError > 0.3, `plain: ${plain.trainError}`);
  assert.ok(residual.trainError < 0.15, `residual: ${residual.trainError}`);
  assert.ok(near.trainError < 0.15, `near the identity: ${near.trainError}`);
});

test("a run whose loss leaves the finite numbers counts as one that guesses", async () => {
  const {he} = await trainedStacksOfSeed(9001, {
    trials: {he: {network: {...deep, normalisation: "none"}, ...recipe(1, 0.05)}},
  });
  assert.ok(he.diverged);
  assert.ok(Math.abs(he.trainError - 0.9) < 1e-12);
});

test("another draw of a seed has other weights and batches, and trials without one share theirs", async () => {
  const network = {blocks: 1, width: 8, shortcut: "none"} as const;
  const short = {network, ...recipe(1, 0.05)};
  const {first, same, other} = await trainedStacksOfSeed(9001, {
    trials: {first: short, same: short, other: {...short, draw: 2}},
  });
  assert.equal(same.trainLoss, first.trainLoss);
  assert.notEqual(other.trainLoss, first.trainLoss);
  assert.notEqual(other.streams.before[0].kept, first.streams.before[0].kept);
});

test("inserting identities into a stack with batch norm moves a logit by rounding alone", async () => {
  const {identity, he, shallowError} = await deepenedStackOfSeed(9001, {
    shallow: {network: {blocks: 1, width: 16, shortcut: "none"}, ...recipe(4, 0.05)},
    blocks: 6,
  });
  // Ten batch norms, each with a rounding of 2^-24 of numbers of order 10 through weights of order 1.
  assert.ok(identity.difference < 1e-3, `${identity.difference}`);
  assert.equal(identity.error, shallowError);
  assert.ok(he.difference > 1);
});

test("inserting identities moves no logit, and inserting random blocks undoes what was learned", async () => {
  const {identity, he, shallowError} = await deepenedStackOfSeed(9001, {
    shallow: {
      network: {blocks: 1, width: 16, shortcut: "none", normalisation: "none"},
      ...recipe(4, 0.05),
    },
    blocks: 6,
  });
  assert.equal(identity.difference, 0);
  assert.equal(identity.error, shallowError);
  assert.ok(he.difference > 1);
  assert.ok(he.error > 0.5);
});
