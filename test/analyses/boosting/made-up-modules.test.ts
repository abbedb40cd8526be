import assert from "node:assert/strict";
import {test} from "node:test";
import {boostingRounds} from "../../../src/analyses/boosting/boosting-rounds";
import {
  deceivingModules,
  forbiddenModules,
  madeUpModules,
} from "../../../src/analyses/boosting/made-up-modules";
import {randomStream} from "../../../src/numerics/random";

test("made-up modules lie within −1 and 1 and get better", () => {
  const made = madeUpModules({examples: 400, count: 4, random: randomStream(3)});
  const edges = boostingRounds(made).map(({plainEdge}) => plainEdge);
  assert.deepEqual(
    [...edges].sort((a, b) => a - b),
    edges,
  );
  assert.ok(made.modules.flatMap((list) => [...list]).every((value) => Math.abs(value) <= 1));
});

test("forbidden modules have a covariance above 0 and break the bound of the last edge", () => {
  for (const share of [0.05, 0.1, 0.2, 0.3]) {
    const [, {covariance, product, bound}] = boostingRounds(
      forbiddenModules({examples: 200, share}),
    );
    assert.ok(covariance > 0, `covariance ${covariance}`);
    assert.ok(product > bound + 1e-3, `${product} against ${bound}`);
  }
});

test("made-up modules of one noise pass both halves of the condition in every round", () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const random = randomStream(seed);
    const made = madeUpModules({examples: 40 * seed, count: 9, noise: "shared", random});
    for (const {improvement, covariance} of boostingRounds(made)) {
      assert.ok(improvement > 0 && covariance <= 1e-12, `${improvement} and ${covariance}`);
    }
  }
});

test("deceiving modules reach their edge by equal steps and stay wrong on a third of all examples", () => {
  const rounds = boostingRounds(deceivingModules({examples: 200, rounds: 120, edge: 0.95}));
  const step = 1 - (1 - 0.95 ** 2) ** (1 / 120);
  rounds.forEach(({improvement, covariance}, t) => {
    assert.ok(Math.abs(improvement - step) < 1e-9, `${improvement} against ${step}`);
    assert.ok(t === 0 || covariance > 1e-6, `${covariance}`);
  });
  assert.ok(Math.abs(rounds[119].edge - 0.95) < 1e-12);
  assert.ok(rounds[119].error > 1 / 3);
});
