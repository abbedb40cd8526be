import assert from "node:assert/strict";
import {test} from "node:test";
import {randomRotation} from "../../src/numerics/random-rotation";
import {randomStream} from "../../src/numerics/random";

test("a random rotation keeps all lengths and angles, and none is the identity", () => {
  for (const n of [1, 2, 7, 32]) {
    const q = randomRotation(n, {random: randomStream(n)});
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const product = Array.from({length: n}, (_, k) => q[i * n + k] * q[j * n + k]);
        const sum = product.reduce((a, b) => a + b, 0);
        assert.ok(
          Math.abs(sum - (i === j ? 1 : 0)) < 1e-13 * n,
          `rows ${i} and ${j} of ${n}: ${sum}`,
        );
      }
    }
  }
});

test("rotations lean to no direction: an entry has mean 0 and mean square 1/n", () => {
  const [n, draws] = [4, 4000];
  const entries = Array.from({length: draws}, (_, seed) =>
    Number(randomRotation(n, {random: randomStream(seed)})[5]),
  );
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / draws;
  // Standard errors are √(1/n / draws) = 0.008 and, as Var q² < 1/n, below that; four of them.
  assert.ok(Math.abs(mean(entries)) < 0.032);
  assert.ok(Math.abs(mean(entries.map((q) => q * q)) - 1 / n) < 0.032);
});

test("a rotation of half a row is refused", () => {
  assert.throws(
    () => randomRotation(1.5, {random: randomStream(1)}),
    /n must be a whole number, at least 1, got 1.5/,
  );
});
