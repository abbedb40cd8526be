import assert from "node:assert/strict";
import {test} from "node:test";
import {requireAbove, requireWhole, requireWithin} from "../../src/numerics/require-number";

test("a wrong number is named, with what is allowed and what came", () => {
  assert.throws(() => requireWhole("depth", 1.5, {from: 1, of: "weight layers"}), {
    name: "RangeError",
    message: "depth must be a whole number of weight layers, at least 1, got 1.5",
  });
  assert.throws(() => requireWhole("k", 9, {from: 0, to: 5}), /from 0 to 5, got 9/);
  assert.throws(() => requireAbove("beta", -2), /beta must be a finite number above 0, got -2/);
  assert.throws(
    () => requireWithin("rho", 1.2, [0, 1]),
    /rho must be a number from 0 to 1, got 1.2/,
  );
});

test("NaN, infinities and strings do not slip through", () => {
  for (const bad of [NaN, Infinity, "3" as unknown as number, undefined as unknown as number]) {
    assert.throws(() => requireWhole("n", bad, {from: 0}), RangeError);
    assert.throws(() => requireAbove("x", bad), RangeError);
  }
  assert.throws(() => requireAbove("x", "3" as unknown as number), /got "3" \(string\)/);
  assert.throws(() => requireWithin("x", "0.5" as unknown as number, [0, 1]), /got "0.5"/);
  assert.throws(() => requireWithin("x", NaN, [0, 1]), /got NaN/);
});

test("right numbers pass", () => {
  requireWhole("n", 3, {from: 3, to: 3});
  requireAbove("x", 1e-300);
  requireWithin("x", 0, [0, 1]);
});
