import assert from "node:assert/strict";
import {test} from "node:test";
import {dynamicsArm, dynamicsArms} from "../../../src/analyses/paths/dynamics-arms";
import type {DynamicsArm} from "../../../src/analyses/paths/dynamics-arms";
import {gaussianDynamics} from "../../../src/analyses/paths/gaussian-dynamics";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

test("every arm makes a network that takes a step, and leaves no tensor", async () => {
  const before = tf.memory().numTensors;
  for (const arm of Object.keys(dynamicsArms) as DynamicsArm[]) {
    const {stages} = await gaussianDynamics(
      {...dynamicsArm(arm), steps: 1, at: []},
      {random: randomStream(1)},
    );
    assert.equal(stages.length, 2, arm);
  }
  assert.equal(tf.memory().numTensors, before);
});

test("arms of one task start from the same network: only what they change differs", async () => {
  const start = async (arm: DynamicsArm) => {
    const {stages} = await gaussianDynamics(
      {...dynamicsArm(arm), steps: 1, at: []},
      {random: randomStream(2)},
    );
    return stages[0];
  };
  const [plain, held, random] = [
    await start("clouds"),
    await start("clouds, λ held"),
    await start("clouds, random labels"),
  ];
  assert.deepEqual(held, plain);
  assert.deepEqual(random.profile, plain.profile);
});

test("a name that is not an arm gets the list", () => {
  assert.throws(
    () => dynamicsArm("cloud" as DynamicsArm),
    /no arm "cloud"; there are clouds; parity/,
  );
  assert.throws(() => dynamicsArm("toString" as DynamicsArm), /no arm/);
});
