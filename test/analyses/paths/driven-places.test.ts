import assert from "node:assert/strict";
import {test} from "node:test";
import {drivenPlace} from "../../../src/analyses/paths/driven-places";
import type {DrivenScale} from "../../../src/analyses/paths/driven-places";
import {opposingCosine, scaleDrive} from "../../../src/analyses/paths/driving-force";
import {randomStream} from "../../../src/numerics/random";

const places = (scale: DrivenScale, count: number) =>
  Array.from({length: count}, (_, i) => drivenPlace(scale, {random: randomStream(i + 1)}));

const median = (numbers: readonly number[]) =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

for (const scale of ["C", "un-skipped", "skipped"] as const) {
  test(`${scale}: the derivative after a step is the predicted one, in size and in sign`, () => {
    const all = places(scale, 60);
    for (const {response, error} of all) {
      // The next order is μ/2 times a curvature; of 8 weights' losses it stays below 200.
      assert.ok(error < 0.01, `${error}`);
      if (Math.abs(response.predicted) > 0.02 * 1e-4)
        assert.equal(Math.sign(response.exact), Math.sign(response.predicted));
    }
    assert.ok(Math.abs(median(all.map(({response: r}) => r.exact / r.predicted)) - 1) < 1e-3);
  });

  test(`${scale}: where the hypothesis does not hold, the prediction is worth nothing`, () => {
    for (const {elsewhere} of places(scale, 60)) assert.ok(elsewhere.error > 1);
  });
}

test("a skipped scale grows where |g_p|² + g_p · g_m > 0, and |g_p| > |g_m| suffices", () => {
  for (const {response, shortGradient: a, deepGradient: b, cosine} of places("skipped", 60)) {
    const condition = b ** 2 + a * b * cosine;
    assert.ok(Math.abs(response.predicted + 1e-4 * condition) < 1e-12 * (1 + condition));
    if (b > a) assert.ok(response.exact < 0);
  }
  for (const {response} of places("un-skipped", 60)) assert.ok(response.exact < 0);
});

test("the predicted force on C is the form of two gradients and their angle", () => {
  for (const {response, shortGradient, deepGradient, cosine} of places("C", 20)) {
    const drive = scaleDrive({shortLength: 2, deepLength: 4, shortGradient, deepGradient, cosine});
    assert.ok(Math.abs(response.predicted + 1e-4 * drive) < 1e-12 * (1 + Math.abs(drive)));
    if (cosine > opposingCosine(2, 4)) assert.ok(drive > 0);
  }
});

test("other lengths, and the same seed the same place", () => {
  const place = () => drivenPlace("C", {lengths: [1, 3], size: 5, random: randomStream(4)});
  assert.deepEqual(place(), place());
  assert.ok(place().error < 0.01);
});

test("a deep length that is not the longer one, or no step, is refused", () => {
  const random = randomStream(1);
  assert.throws(
    () => drivenPlace("C", {lengths: [3, 3], random}),
    /deep length.*at least 4, got 3/,
  );
  assert.throws(() => drivenPlace("C", {step: 0, random}), /step must be .* got 0/);
  assert.throws(() => drivenPlace("C", {size: 1, random}), /size must be .* got 1/);
});
