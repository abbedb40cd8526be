import assert from "node:assert/strict";
import {test} from "node:test";
import {randomStream} from "../../src/numerics/random";
import {totalVariation} from "../../src/numerics/total-variation";

test("equal distributions are 0 apart, disjoint ones 1, and a worked pair 0.3", () => {
  assert.equal(totalVariation([0.5, 0.5], [0.5, 0.5]), 0);
  assert.equal(totalVariation([1, 0], [0, 1]), 1);
  assert.ok(Math.abs(totalVariation([0.2, 0.3, 0.5], [0.5, 0.3, 0.2]) - 0.3) < 1e-15);
});

test("it is the largest difference that any event can have, over all events", () => {
  const random = randomStream(1);
  for (let trial = 0; trial < 30; trial++) {
    const [a, b] = [0, 1].map(() => {
      const raw = Array.from({length: 6}, () => random.uniform());
      const whole = raw.reduce((total, share) => total + share, 0);
      return raw.map((share) => share / whole);
    });
    const events = Array.from({length: 2 ** 6}, (_, event) =>
      Math.abs(a.reduce((d, share, i) => d + (((event >> i) & 1) === 1 ? share - b[i] : 0), 0)),
    );
    assert.ok(Math.abs(totalVariation(a, b) - Math.max(...events)) < 1e-14);
  }
});

test("what is no pair of distributions is refused", () => {
  assert.throws(() => totalVariation([1], [0.5, 0.5]), /same outcomes, got 1 and 2/);
  assert.throws(
    () => totalVariation([0.5, 0.4], [0.5, 0.5]),
    /the first .* sum to 1, got a sum of/,
  );
  assert.throws(() => totalVariation([0.5, 0.5], [1.5, -0.5]), /the second .* no negative share/);
  assert.throws(() => totalVariation([NaN, 1], [0.5, 0.5]), /the first/);
});
