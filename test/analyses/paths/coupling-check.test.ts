import assert from "node:assert/strict";
import {test} from "node:test";
import {checkCouplings} from "../../../src/analyses/paths/coupling-check";
import {randomStream} from "../../../src/numerics/random";

test("spread evenly, the bound of Lemma 2 is attained and all couplings are one", () => {
  for (const network of [
    {inputs: 3, width: 4, depth: 3, distinct: 2},
    {inputs: 2, width: 3, depth: 4, distinct: 3},
    {inputs: 4, width: 4, depth: 3, distinct: 4},
  ]) {
    const checks = checkCouplings(network);
    assert.deepEqual(
      checks.map(({length}) => length),
      [1, 2, 3, 4].slice(0, network.depth),
    );
    for (const {variance, correlation} of checks) {
      for (const end of [...variance, ...correlation]) assert.ok(Math.abs(end - 1) <= 1e-14);
    }
  }
});

test("an input of its own for each weight: the upper bound, and independence", () => {
  const network = {
    inputs: 2,
    width: 2,
    depth: 1,
    distinct: 2,
    assign: ({from}: {from: number}) => from,
  };
  assert.deepEqual(checkCouplings(network), [{length: 1, variance: [2, 2], correlation: [0, 0]}]);
});

test("never both: the further below 1 a correlation, the further above 1 some variance", () => {
  // |a|² d / M² = 1 + d var(a)/M²: couplings with ratios v and v' correlate by at least
  // (1 − √((v−1)(v'−1))) / √(v v').
  for (let seed = 0; seed < 30; seed++) {
    const random = randomStream(seed);
    const drawn = new Map<string, number>();
    const assign = (edge: object) => {
      const key = JSON.stringify(edge);
      if (!drawn.has(key)) drawn.set(key, random.integer(2));
      return drawn.get(key) as number;
    };
    for (const check of checkCouplings({inputs: 3, width: 4, depth: 2, distinct: 2, assign})) {
      const worst = check.variance[1];
      assert.ok(check.variance[0] >= 1 - 1e-14 && worst <= 3 + 1e-14);
      const least = 1 - (worst - 1);
      assert.ok(check.correlation[0] >= Math.min(least, least / worst) - 1e-12);
    }
  }
});
