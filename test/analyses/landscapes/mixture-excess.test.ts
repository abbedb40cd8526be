import assert from "node:assert/strict";
import {test} from "node:test";
import {excessOverPure} from "../../../src/analyses/landscapes/mixture-excess";
import {randomStream} from "../../../src/numerics/random";

test("no mixture of lengths 2 … p exceeds the pure glass, one with a longer path does", () => {
  for (const depth of [2, 3, 5, 40]) {
    for (let seed = 1; seed <= 5; seed++) {
      const settings = {depth, sizes: [2, 3, 5], draws: 30, random: randomStream(seed)};
      const {shorter, longer} = excessOverPure(settings);
      assert.ok(shorter <= 1e-12, `p = ${depth}: ${shorter}`);
      assert.ok(longer > 1e-4, `p = ${depth}: ${longer}`);
    }
  }
});

test("at two spins the excess of p + 1 over p is that of the roots, less a thousandth of mixture", () => {
  const {longer} = excessOverPure({depth: 3, sizes: [2], draws: 2, random: randomStream(1)});
  const whole = Math.sqrt(1 + 3 * 3) / Math.sqrt(1 + 3 * 2) - 1;
  assert.ok(longer < whole && longer > 0.98 * whole);
  const bad = {depth: 1, sizes: [2], draws: 2, random: randomStream(1)};
  assert.throws(() => excessOverPure(bad), /depth must be .* at least 2, got 1/);
});
