import assert from "node:assert/strict";
import {test} from "node:test";
import {logBinomial} from "../../src/numerics/log-binomial";
import {randomStream} from "../../src/numerics/random";

function binomial(n: number, k: number): bigint {
  let value = 1n;
  for (let j = 1; j <= k; j++) value = (value * BigInt(n - k + j)) / BigInt(j);
  return value;
}

/** ln of a big integer from its first 17 digits: relative error of the digits 1e-16. */
function logOf(big: bigint): number {
  const digits = big.toString();
  return Math.log(Number(`0.${digits.slice(0, 17)}`)) + digits.length * Math.LN10;
}

test("row 6 of Pascal's triangle is 1 6 15 20 15 6 1", () => {
  const row = [0, 1, 2, 3, 4, 5, 6].map((k) => Math.round(Math.exp(logBinomial(6, k))));
  assert.deepEqual(row, [1, 6, 15, 20, 15, 6, 1]);
});

test("agrees with exact integers up to n = 10000", () => {
  const random = randomStream(1);
  const cases = [
    [1, 0],
    [1100, 550],
    [10_000, 5000],
    [9999, 1],
  ];
  for (let i = 0; i < 60; i++) {
    const n = 1 + random.integer(3000);
    cases.push([n, random.integer(n + 1)]);
  }
  for (const [n, k] of cases) {
    const exact = logOf(binomial(n, k));
    // Each of m terms ln((n-m+j)/j) has error 2 ulp of at most ln n; both logs round once more.
    const allowed = 2 ** -52 * (2 * Math.sqrt(n) * Math.log(n + 1) + 2 * Math.abs(exact) + 1);
    assert.ok(Math.abs(logBinomial(n, k) - exact) <= allowed, `C(${n}, ${k})`);
  }
});

test("C(1100, 550) overflows, its logarithm rounds to 759", () => {
  assert.equal(Math.round(logBinomial(1100, 550)), 759);
});

test("a row of n = 10000 sums to 2^n and is symmetric", () => {
  const n = 10_000;
  let total = 0;
  for (let k = 4500; k <= 5500; k++) total += Math.exp(logBinomial(n, k) - n * Math.LN2);
  // Outside ten standard deviations (sd 50) lies less than 2 exp(-50).
  assert.ok(Math.abs(total - 1) < 1e-11);
  assert.equal(logBinomial(n, 1234), logBinomial(n, n - 1234));
});

test("k outside 0 … n is refused", () => {
  assert.throws(() => logBinomial(5, 6), /k must be a whole number, from 0 to 5, got 6/);
  assert.throws(() => logBinomial(-1, 0), /n must be a whole number, at least 0, got -1/);
  assert.throws(() => logBinomial(4, 1.5), /got 1.5/);
});
