import assert from "node:assert/strict";
import {test} from "node:test";
import {boostingRounds} from "../../../src/analyses/boosting/boosting-rounds";
import {forbiddenModules, madeUpModules} from "../../../src/analyses/boosting/made-up-modules";
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
