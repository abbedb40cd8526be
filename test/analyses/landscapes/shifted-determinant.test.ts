import assert from "node:assert/strict";
import {test} from "node:test";
import {
  exactExpectedCounts,
  expectedByIdentity,
  expectedByShift,
  expectedCriticalPoints,
} from "../../../src/analyses/landscapes/expected-critical-points";
import {randomStream} from "../../../src/numerics/random";

const root = randomStream(1);
const byShift = (size: number, ratio: number, draws = 3000) =>
  expectedByShift({size, ratio, draws, random: root.child(`${size} ${ratio}`)});

test("agrees with the closed forms at two and three spins, below and above G = 1", () => {
  for (const size of [2, 3] as const) {
    for (const ratio of [0.05, 0.3, 1, 4]) {
      const {byIndex, errors} = byShift(size, ratio);
      exactExpectedCounts(size, ratio).forEach((exact, k) => {
        // Besides sampling, the grid of 400 nodes at a kink: (step)² / 8 of the density there.
        assert.ok(Math.abs(byIndex[k] - exact) <= 5 * errors[k] + 1e-3 * exact, `${size} ${ratio}`);
      });
    }
  }
});

test("agrees with the identity, another formula, at more spins", () => {
  for (const [size, ratio] of [
    [4, 2],
    [5, 1.3],
    [8, 3],
  ]) {
    const shift = byShift(size, ratio);
    const identity = expectedByIdentity({size, ratio, draws: 3000, random: root.child("identity")});
    const error = Math.hypot(shift.totalError, identity.totalError);
    assert.ok(Math.abs(shift.total - identity.total) <= 5 * error);
    shift.byIndex.forEach((count, k) => {
      const both = Math.hypot(shift.errors[k], identity.errors[k]);
      assert.ok(Math.abs(count - identity.byIndex[k]) <= 5 * both);
    });
  }
});

test("residual mixtures at four spins: beta = .1 and .3 with their length-1 paths", () => {
  for (const [ratio, total] of [
    [0.1568, 2.344],
    [0.7271, 5.71],
    [2 / 3, 5.25],
  ]) {
    const found = byShift(4, ratio);
    // The printed totals were averages too; their error is at most ours.
    assert.ok(Math.abs(found.total - total) <= 5 * Math.SQRT2 * found.totalError + 0.005);
  }
});

test("below G = 1 the landscape empties: about one minimum and one maximum are left", () => {
  const printed: [number, number, number, number][] = [
    [0.3, 10, 2.33, 500],
    [0.3, 20, 2.04, 500],
    [0.3, 40, 2.02, 150],
    [0.3, 80, 1.99, 25],
    [0.5, 10, 3.63, 500],
    [0.5, 20, 2.7, 500],
    [0.5, 40, 2.3, 150],
    [0.5, 80, 2.05, 25],
  ];
  for (const [ratio, size, total, draws] of printed) {
    const found = byShift(size, ratio, draws);
    assert.ok(
      Math.abs(found.total - total) <= 5 * Math.SQRT2 * found.totalError + 0.005,
      `N=${size} G=${ratio}: ${found.total} ± ${found.totalError}, expected ${total}`,
    );
  }
  const empty = byShift(20, 0.3, 500);
  for (const k of [0, 19]) assert.ok(Math.abs(empty.byIndex[k] - 1) <= 5 * empty.errors[k] + 0.05);
});

test("the dispatcher takes the identity from G = 1 on and the shift below", () => {
  const options = {size: 4, draws: 50};
  const at = (ratio: number) => ({...options, ratio, random: randomStream(3)});
  assert.deepEqual(expectedCriticalPoints(at(2)), expectedByIdentity(at(2)));
  assert.deepEqual(expectedCriticalPoints(at(0.4)), expectedByShift(at(0.4)));
});
