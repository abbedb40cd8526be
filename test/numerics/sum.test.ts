import assert from "node:assert/strict";
import {test} from "node:test";
import {randomStream} from "../../src/numerics/random";
import {runningSum, sum} from "../../src/numerics/sum";

test("a tenth added a million times is a hundred thousand; a plain loop misses it", () => {
  const tenths = new Float64Array(1_000_000).fill(0.1);
  // The double 0.1 is 0.1 + 5.55e-18, so the exact sum is 100000 + 5.55e-12: it rounds to 100000.
  assert.equal(sum(tenths), 100_000);
  assert.notEqual(
    tenths.reduce((a, b) => a + b, 0),
    100_000,
  );
});

test("small terms survive between large ones that cancel", () => {
  assert.equal(sum([1, 1e100, 1, -1e100]), 2);
});

test("agrees with exact integer arithmetic on random terms, in any order", () => {
  const random = randomStream(1);
  for (let round = 0; round < 50; round++) {
    // Terms k · 2^e with |k| < 2^30 and e from -40 to 40 are whole multiples of 2^-40.
    const terms = Array.from({length: 200}, () => {
      const k = random.integer(2 ** 31) - 2 ** 30;
      return k * 2 ** (random.integer(81) - 40);
    });
    const scaled = terms.reduce((total, x) => {
      const high = Math.trunc(x);
      return total + BigInt(high) * 2n ** 40n + BigInt((x - high) * 2 ** 40);
    }, 0n);
    const exact = Number(scaled) / 2 ** 40;
    const absolute = sum(terms.map(Math.abs));
    // Neumaier's bound: eps |S| + O(n eps^2) Σ|x|.
    const allowed = 2 ** -52 * Math.abs(exact) + 2 ** -100 * 200 * 200 * absolute;
    assert.ok(Math.abs(sum(terms) - exact) <= allowed);
    const order = random.permutation(terms.length);
    assert.ok(Math.abs(sum([...order].map((i) => terms[i])) - exact) <= allowed);
  }
});

test("nothing sums to 0, infinity stays, NaN stays", () => {
  assert.equal(sum([]), 0);
  assert.equal(sum([1, Infinity, 2]), Infinity);
  assert.ok(Number.isNaN(sum([1, NaN])));
  const running = runningSum();
  running.add(1e308);
  running.add(1e308);
  assert.equal(running.value(), Infinity);
});
