import assert from "node:assert/strict";
import {test} from "node:test";
import {checkPathSum} from "../../../src/analyses/paths/path-sum-check";
import {loadMnist} from "../../../src/datasets/mnist";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

const images = loadMnist({train: 1, test: 6}).test;

test("on digits the parts match the logits and the listing, and foreign gates miss them", () => {
  const before = tf.memory().numTensors;
  for (const normalisation of ["none", "rms"] as const) {
    const settings = {depth: 7, width: 24, normalisation};
    const check = checkPathSum(settings, {images, random: randomStream(3)});
    assert.ok(check.sumError <= check.tolerance);
    assert.ok(check.listingError !== null && check.listingError <= check.tolerance);
    assert.ok(check.foreignGatesError > 100 * check.tolerance);
  }
  assert.equal(tf.memory().numTensors, before);
});

test("convolutional and very deep networks are summed but not listed", () => {
  const convolutional = {kind: "convolutional", depth: 4, width: 4, stride: 2} as const;
  const [small, deep] = [convolutional, {depth: 40, width: 8}].map((settings) =>
    checkPathSum(settings, {images, random: randomStream(3)}),
  );
  for (const check of [small, deep]) {
    assert.equal(check.listingError, null);
    assert.ok(check.sumError <= check.tolerance);
  }
});
