import assert from "node:assert/strict";
import {test} from "node:test";
import {exactExpectedCounts} from "../../../src/analyses/landscapes/expected-critical-points";

const closeTo = (value: number, expected: number, digits: number) =>
  assert.ok(Math.abs(value - expected) <= 0.5000001 * 10 ** -digits, `${value} ≠ ${expected}`);

test("p = 3 has 5.2915 points on the circle, 10.5524 on the sphere; p = 4 15.1453", () => {
  const total = (size: 2 | 3, ratio: number) =>
    exactExpectedCounts(size, ratio).reduce((a, b) => a + b);
  closeTo(total(2, 2), 5.2915, 4);
  closeTo(total(3, 2), 10.5524, 4);
  closeTo(total(3, 3), 15.1453, 4);
});

test("minima less saddles plus maxima are 2 on the sphere, 0 on the circle, at any G", () => {
  for (const ratio of [0.01, 0.5, 1, 7, 99]) {
    const [minima, saddles, maxima] = exactExpectedCounts(3, ratio);
    assert.ok(Math.abs(minima - saddles + maxima - 2) <= 1e-12 * (1 + saddles));
    const [low, high] = exactExpectedCounts(2, ratio);
    assert.equal(low, high);
  }
});

test("a random trigonometric polynomial of degree 2 has 2 sqrt(1 + 3G) extremes (Rice)", () => {
  // On the circle E # = 2 √(E f″²/E f′²), and a mixture has E f′² = ν′, E f″² = 3ν″ + ν′.
  const [slope, curvature] = [2, 2];
  const rice = 2 * Math.sqrt((3 * curvature + slope) / slope);
  closeTo(exactExpectedCounts(2, curvature / slope)[0] * 2, rice, 12);
});

test("other sizes and ratios are refused", () => {
  assert.throws(() => exactExpectedCounts(4 as 3, 1), /known for 2 and 3 spins, got 4/);
  assert.throws(() => exactExpectedCounts(3, -1), /ratio must be .* got -1/);
});
