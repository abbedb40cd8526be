import assert from "node:assert/strict";
import {test} from "node:test";
import {boostingRounds} from "../../../src/analyses/boosting/boosting-rounds";
import {
  distanceFromFunctionalStep,
  randomScene,
  residuals,
} from "../../../src/analyses/boosting/functional-step";
import {madeUpModules} from "../../../src/analyses/boosting/made-up-modules";
import {randomStream} from "../../../src/numerics/random";

test("a block that has not moved begins with the functional-gradient step, and one that has moved does not", () => {
  for (const seed of [1, 2, 3, 4]) {
    const random = randomStream(seed);
    assert.ok(distanceFromFunctionalStep(randomScene({moved: 0}, {random})) < 1e-8);
    assert.ok(distanceFromFunctionalStep(randomScene({moved: 0.3}, {random})) > 1e-2);
  }
});

test("residuals are the weights that Algorithm 1 has for the scores α o", () => {
  const made = madeUpModules({examples: 90, count: 3, random: randomStream(7)});
  const [, , {alpha, weights}] = boostingRounds(made);
  const found = residuals(
    made.labels,
    made.modules[2].map((value) => alpha * value),
  );
  found.forEach((share, i) => assert.ok(Math.abs(share - weights[i]) < 1e-13));
  assert.ok([...residuals([1, -1], [-2000, 0])].every(Number.isFinite));
});

test("the gradient is not the step of other labels, which is how far a step can be", () => {
  for (const seed of [1, 2, 3]) {
    const scene = randomScene({moved: 0}, {random: randomStream(seed)});
    const from = {...scene, labels: scene.labels.map((label) => -label)};
    assert.ok(distanceFromFunctionalStep(scene, {from}) > 0.1);
    const same = distanceFromFunctionalStep(scene, {from: scene});
    assert.equal(same, distanceFromFunctionalStep(scene));
  }
});
