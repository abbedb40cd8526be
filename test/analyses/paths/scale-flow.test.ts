import assert from "node:assert/strict";
import {test} from "node:test";
import {descendScales} from "../../../src/analyses/paths/scale-flow";

const toy = {unskipped: 2, depth: 5, shortLoss: -0.7, deepLoss: -0.3, step: 1e-4, time: 0.5};

test("the worked example: 1.774255 un-skipped, 1.372020 skipped, squares 1.265541 apart", () => {
  const scales = descendScales(toy);
  assert.equal(scales[0].toFixed(6), "1.774255");
  assert.equal(scales[4].toFixed(6), "1.372020");
  assert.equal((scales[0] ** 2 - scales[4] ** 2).toFixed(6), "1.265541");
});

test("layers of one group stay equal, and the groups part by -2 times the integral of L_m", () => {
  const scales = descendScales(toy);
  assert.equal(scales[1], scales[0]);
  assert.deepEqual([scales[3], scales[4]], [scales[2], scales[2]]);
  // Trapezoids over the times 0, .05, …, .5 of L_m = a u²; the rule errs by h²/12 · T · |L_m″|.
  const nodes = 10;
  const losses = Array.from({length: nodes + 1}, (_, i) => {
    const u = i === 0 ? 1 : descendScales({...toy, time: (0.5 * i) / nodes})[0];
    return toy.shortLoss * u ** 2;
  });
  const integral =
    (0.5 / nodes) * (losses.reduce((a, b) => a + b) - (losses[0] + losses[nodes]) / 2);
  const parted = scales[0] ** 2 - scales[4] ** 2;
  assert.ok(Math.abs(parted + 2 * integral) <= (2 * 0.05 ** 2 * 0.5 * 40) / 12);
});

test("halving the step halves the distance to the flow", () => {
  const end = (step: number) => descendScales({...toy, step})[0];
  const ratio = (end(4e-3) - end(2e-3)) / (end(2e-3) - end(1e-3));
  assert.ok(Math.abs(ratio - 2) <= 0.05);
});

test("paths that hurt shrink their scales", () => {
  const scales = descendScales({...toy, shortLoss: 0.7, deepLoss: 0.3});
  assert.ok(scales.every((scale) => scale < 1) && scales[0] < scales[4]);
});

test("without skipped layers, or without time, it is refused", () => {
  assert.throws(() => descendScales({...toy, depth: 2}), /depth must be .* at least 3, got 2/);
  assert.throws(() => descendScales({...toy, time: 0}), /time must be .* got 0/);
});

test("from unequal starts, differences of squares stay within a group and move between the groups", () => {
  const start = [1.3, 0.6, 0.8, 1.2, 0.9];
  const end = descendScales({...toy, start});
  const apart = (scales: ArrayLike<number>, l: number, k: number) =>
    scales[l] ** 2 - scales[k] ** 2;
  // Each step errs by step² (slope_l² − slope_k²), and slopes stay below 5 here.
  const bound = 0.5 * 1e-4 * 25;
  for (const [l, k] of [
    [0, 1],
    [2, 3],
    [3, 4],
  ]) {
    assert.ok(Math.abs(apart(end, l, k) - apart(start, l, k)) <= bound);
  }
  assert.ok(Math.abs(apart(end, 0, 2) - apart(start, 0, 2)) > 100 * bound);
  assert.throws(
    () => descendScales({...toy, start: [1, 1]}),
    /starting scales must be .* 5, got 2/,
  );
  assert.throws(
    () => descendScales({...toy, start: [1, 1, 0, 1, 1]}),
    /starting scale of layer 3 must be .* got 0/,
  );
});
