import assert from "node:assert/strict";
import {test} from "node:test";
import {dot, norm, plus} from "../../src/numerics/vector";

test("3 4 has length 5, and 1 2 3 . 4 5 6 is 32", () => {
  assert.equal(norm([3, 4]), 5);
  assert.equal(dot([1, 2, 3], [4, 5, 6]), 32);
  assert.equal(norm([]), 0);
});

test("a sum is a new vector", () => {
  const a = Float64Array.of(1, 2);
  assert.deepEqual(plus(a, [10, 20]), Float64Array.of(11, 22));
  assert.deepEqual(plus(a, [10, 20], -0.5), Float64Array.of(-4, -8));
  assert.deepEqual(a, Float64Array.of(1, 2));
});
