import assert from "node:assert/strict";
import {test} from "node:test";
import {newtonMinimum} from "../../src/numerics/newton";

test("a quadratic takes one step to its minimum", () => {
  // ½ x'Hx − b'x with H = [[2, 1], [1, 3]], b = (1, 2): x = (1/5, 3/5).
  const {point, steps} = newtonMinimum(
    ([x, y]) => ({
      value: x * x + x * y + 1.5 * y * y - x - 2 * y,
      gradient: Float64Array.of(2 * x + y - 1, x + 3 * y - 2),
      hessian: () => Float64Array.of(2, 1, 1, 3),
    }),
    Float64Array.of(10, -7),
  );
  assert.ok(Math.abs(point[0] - 0.2) < 1e-13 && Math.abs(point[1] - 0.6) < 1e-13);
  assert.ok(steps <= 2);
});

test("where whole steps run away, halved ones arrive", () => {
  // ln cosh x + x²/200: plain Newton from 3 jumps to about −80.
  const {point} = newtonMinimum(
    ([x]) => ({
      value: Math.log(Math.cosh(x)) + x ** 2 / 200,
      gradient: Float64Array.of(Math.tanh(x) + x / 100),
      hessian: () => Float64Array.of(1 / Math.cosh(x) ** 2 + 0.01),
    }),
    Float64Array.of(3),
  );
  assert.ok(Math.abs(point[0]) < 1e-11);
});

test("a saddle and a function without a minimum are refused", () => {
  const saddle = ([x, y]: Float64Array) => ({
    value: x * x - y * y,
    gradient: Float64Array.of(2 * x, -2 * y),
    hessian: () => Float64Array.of(2, 0, 0, -2),
  });
  assert.throws(() => newtonMinimum(saddle, Float64Array.of(1, 1)), /not positive definite: add/);
  const falling = ([x]: Float64Array) => ({
    value: Math.exp(-x),
    gradient: Float64Array.of(-Math.exp(-x)),
    hessian: () => Float64Array.of(Math.exp(-x)),
  });
  assert.throws(
    () => newtonMinimum(falling, Float64Array.of(0), {maxSteps: 5}),
    /not converged after 5 steps/,
  );
});
