import assert from "node:assert/strict";
import {test} from "node:test";
import {logSumExp} from "../../src/numerics/log-sum-exp";
import {randomStream} from "../../src/numerics/random";

test("agrees with the plain formula where that does not overflow", () => {
  const random = randomStream(1);
  for (let i = 0; i < 100; i++) {
    const logs = Array.from({length: 1 + random.integer(30)}, () => 5 * random.normal());
    const plain = Math.log(logs.reduce((total, a) => total + Math.exp(a), 0));
    assert.ok(Math.abs(logSumExp(logs) - plain) <= 1e-14 * (1 + Math.abs(plain)) * 30);
  }
});

test("shifting every term by s shifts the result by s, also at 1e6", () => {
  for (const s of [-1e6, 1e6]) {
    // One rounding of a number of size 1e6.
    assert.ok(Math.abs(logSumExp([s, s + 1, s - 2]) - s - logSumExp([0, 1, -2])) <= 3e-10);
  }
});

test("an empty sum is the logarithm of 0, and NaN is not hidden", () => {
  assert.equal(logSumExp([]), -Infinity);
  assert.equal(logSumExp([-Infinity, -Infinity]), -Infinity);
  assert.equal(logSumExp([0, Infinity]), Infinity);
  assert.ok(Number.isNaN(logSumExp([0, NaN])));
});
