import assert from "node:assert/strict";
import {test} from "node:test";
import {bisect} from "../../src/numerics/bisect";

test("finds roots to the last bit, rising or falling", () => {
  assert.ok(Math.abs(bisect((x) => x * x - 2, [1, 2]) - Math.SQRT2) <= 2 ** -52);
  assert.ok(Math.abs(bisect(Math.cos, [0, 3]) - Math.PI / 2) <= 2 ** -52);
  assert.ok(Math.abs(bisect((x) => 1e-300 - x, [-1, 1]) - 1e-300) <= 1e-315);
});

test("a root at an end is taken", () => {
  assert.equal(
    bisect((x) => x - 1, [1, 5]),
    1,
  );
  assert.equal(
    bisect((x) => x - 5, [1, 5]),
    5,
  );
});

test("no change of sign, or NaN, is refused with both values", () => {
  assert.throws(() => bisect((x) => x * x + 1, [-1, 2]), /got 2 at -1 and 5 at 2/);
  assert.throws(() => bisect(() => NaN, [0, 1]), /change of sign, got NaN/);
});
