import assert from "node:assert/strict";
import {test} from "node:test";
import {heightAboveLowest} from "../../../src/analyses/landscapes/descent-height";

test("the height is that of the mean end above the lowest, over the size of the lowest", () => {
  assert.ok(Math.abs(heightAboveLowest([-1.6, -1.2, -1.4]) - 0.2 / 1.6) < 1e-12);
  assert.equal(heightAboveLowest(new Float64Array([-1.5, -1.5])), 0);
  assert.ok(Math.abs(heightAboveLowest([2, 4]) - 0.5) < 1e-12);
});

test("no descent at all, or a lowest energy of 0, is refused", () => {
  assert.throws(() => heightAboveLowest([]), /one descent at least/);
  assert.throws(() => heightAboveLowest([0, 1]), /lowest energy of 0/);
});
