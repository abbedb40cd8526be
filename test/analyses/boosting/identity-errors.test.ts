import assert from "node:assert/strict";
import {test} from "node:test";
import {
  chainErrors,
  lastEdgeError,
  objectiveSpread,
  telescopingError,
  theoremErrors,
  weightsError,
} from "../../../src/analyses/boosting/identity-errors";
import {
  deceivingModules,
  forbiddenModules,
  madeUpModules,
} from "../../../src/analyses/boosting/made-up-modules";
import {randomStream} from "../../../src/numerics/random";

test("every identity holds for random modules, and breaks where the text or the script departs from it", () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const random = randomStream(seed);
    const made = madeUpModules({examples: 50 * seed, count: 1 + seed, random});
    assert.ok(telescopingError(made, {from: 0}) < 1e-13);
    assert.ok(telescopingError(made, {from: 1}) > 1e-2);
    assert.ok(weightsError(made, {weighting: "algorithm"}) < 1e-12);
    assert.ok(weightsError(made, {weighting: "script"}) > 1e-2);
    assert.ok(objectiveSpread(made, {objective: "weighted", random}) < 1e-12);
    assert.ok(objectiveSpread(made, {objective: "additive", random}) > 1e-3);
    assert.ok(lastEdgeError(made, {first: 0}) < 1e-13);
    assert.ok(lastEdgeError(made, {first: 0.5}) > 1e-3);
    assert.ok(Math.max(...chainErrors(made)) < 1e-12);
  }
});

test("the chain is promised nothing where the covariance is above 0, and breaks there if it is asked", () => {
  const made = forbiddenModules({examples: 200, share: 0.1});
  assert.deepEqual(
    chainErrors(made).map((error) => error > 1e-9),
    [false, false],
  );
  assert.deepEqual(
    chainErrors(made, {promised: false}).map((error) => error > 1e-9),
    [false, true],
  );
});

test("the theorem's promise is kept in every round up to which all pass, and broken without the covariance", () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const random = randomStream(seed);
    const made = madeUpModules({examples: 50 * seed, count: 2 + seed, noise: "shared", random});
    assert.deepEqual(theoremErrors(made), {rounds: 2 + seed, error: 0});
    const {labels, modules} = made;
    const repeated = {labels, modules: [...modules, modules[0]]};
    assert.equal(theoremErrors(repeated).rounds, 2 + seed);
  }
  const deceiving = deceivingModules({examples: 200, rounds: 120, edge: 0.95});
  assert.deepEqual(theoremErrors(deceiving), {rounds: 1, error: 0});
  const asked = theoremErrors(deceiving, {covariance: false});
  assert.equal(asked.rounds, 120);
  assert.ok(asked.error > 0.03, `${asked.error}`);
});
