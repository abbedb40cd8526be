import assert from "node:assert/strict";
import {test} from "node:test";
import {lowIndexComplexity} from "../../../src/analyses/landscapes/complexity";
import {
  exactExpectedCounts,
  expectedByIdentity,
} from "../../../src/analyses/landscapes/expected-critical-points";
import type {ExpectedCounts} from "../../../src/analyses/landscapes/expected-critical-points";
import {randomStream} from "../../../src/numerics/random";

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

const root = randomStream(1);
const counts = (size: number, ratio: number, draws = 4000): ExpectedCounts =>
  expectedByIdentity({size, ratio, draws, random: root.child(`${size} ${ratio}`)});

/** Within five standard errors and the rounding of the printed number. */
function assertWithin(value: number, error: number, printed: number, digits: number) {
  const allowed = 5 * error + 10 ** -digits;
  assert.ok(Math.abs(value - printed) <= allowed, `${value} ± ${error}, expected ${printed}`);
}

test("two and three spins agree with the closed forms, by index", () => {
  for (const size of [2, 3] as const) {
    for (const ratio of [1, 1.6, 3, 9]) {
      const {byIndex, errors} = counts(size, ratio, 8000);
      exactExpectedCounts(size, ratio).forEach((exact, k) =>
        assertWithin(byIndex[k], errors[k], exact, 9),
      );
    }
  }
});

test("the totals that brute-force counts were held against", () => {
  const table: [number, number, number, number][] = [
    [4, 2, 18.79, 2],
    [5, 2, 31.5, 1],
    [4, 1.6, 14.08, 2],
    [4, 1.68, 14.98, 2],
    [4, 2.5226, 25.65, 2],
    [6, 2, 50.89, 2],
    [4, 3, 32.52, 2],
    [4, 9, 156.3, 1],
  ];
  for (const [size, ratio, total, digits] of table) {
    const found = counts(size, ratio);
    // The printed totals were themselves averages over 1e5 draws.
    assertWithin(found.total, 1.05 * found.totalError, total, digits);
  }
});

test("by index: p = 3 at four and six spins", () => {
  const four = counts(4, 2);
  [3.58, 5.82, 5.81, 3.58].forEach((x, k) => assertWithin(four.byIndex[k], four.errors[k], x, 2));
  const six = counts(6, 2);
  [4.41, 8.99, 12.04].forEach((x, k) => assertWithin(six.byIndex[k], six.errors[k], x, 2));
});

test("at G = 1 there are exactly two points of every index", () => {
  for (const size of [2, 5, 20]) {
    const {byIndex, total} = counts(size, 1, 2);
    for (const count of byIndex) assert.ok(Math.abs(count - 2) <= 1e-12);
    assert.ok(Math.abs(total - 2 * size) <= 1e-11);
  }
});

test("alternating sums are the Euler characteristic: 2 on even spheres, 0 on odd", () => {
  for (const size of [2, 3, 4, 5, 7]) {
    const {byIndex, errors} = counts(size, 2);
    const alternating = byIndex.reduce((total, count, k) => total + (k % 2 ? -count : count), 0);
    const error = errors.reduce((total, x) => total + x, 0);
    assert.ok(Math.abs(alternating - (size % 2) * 2) <= 5 * error);
  }
});

test("more depth, more critical points of every index, at every size (Theorem 5, finite N)", () => {
  for (const [size, points, draws] of [
    [3, 60, 200],
    [6, 60, 100],
    [10, 20, 100],
    [20, 12, 60],
  ]) {
    let previous = new Float64Array(size);
    for (let i = 0; i < points; i++) {
      const ratio = 99 ** (i / (points - 1));
      // The same matrices at every G, so that sampling errors move together.
      const {byIndex} = expectedByIdentity({size, ratio, draws, random: randomStream(7)});
      byIndex.forEach((count, k) => assert.ok(count > previous[k], `N=${size} G=${ratio} k=${k}`));
      previous = byIndex;
    }
  }
});

test("growth per spin of the minima falls slowly towards Eq. 31", () => {
  const table: [number, number, number][] = [
    [9, 5, 0.736],
    [9, 10, 0.635],
    [9, 20, 0.546],
    [2, 5, 0.278],
    [2, 10, 0.181],
    [2, 20, 0.12],
    // At G = 9 and these sizes 1e5 draws are needed, as the docstring says.
    [2, 40, 0.082],
    [2, 80, 0.058],
  ];
  for (const [ratio, size, printed] of table) {
    const {byIndex, errors} = counts(size, ratio, size > 40 ? 40 : size > 20 ? 150 : 600);
    const growth = Math.log(byIndex[0]) / size;
    assertWithin(growth, errors[0] / byIndex[0] / size, printed, 3);
    assert.ok(growth > lowIndexComplexity(ratio));
  }
});

test("one spin, no ratio and one draw are refused", () => {
  const random = root;
  const good = {size: 3, ratio: 2, draws: 10, random};
  const bad = (change: object) => () => expectedByIdentity({...good, ...change});
  assert.throws(bad({size: 1}), /size must be a whole number of spins, at least 2, got 1/);
  assert.throws(bad({ratio: 0}), /ratio must be a finite number above 0, got 0/);
  assert.throws(bad({ratio: NaN}), /ratio must be .* got NaN/);
  assert.throws(bad({draws: 1}), /draws must be .* at least 2, got 1/);
});
