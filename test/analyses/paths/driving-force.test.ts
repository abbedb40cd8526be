import assert from "node:assert/strict";
import {test} from "node:test";
import {drivenPlace} from "../../../src/analyses/paths/driven-places";
import {
  layerScaleResponse,
  opposingCosine,
  scaleDrive,
  scaleResponse,
} from "../../../src/analyses/paths/driving-force";
import {randomSpherePoint} from "../../../src/models/sphere";
import {drawSphericalGlass} from "../../../src/models/spherical-glass";
import {randomStream} from "../../../src/numerics/random";

// That the theorems hold where their hypotheses do is tried in driven-places.test.ts.

test("what the prediction misses is of second order: a tenth of the step, a hundredth of it", () => {
  const factors = Array.from({length: 31}, (_, i) => {
    const missed = (step: number) => {
      const {exact, predicted} = drivenPlace("C", {step, random: randomStream(i + 1)}).response;
      return exact - predicted;
    };
    return missed(1e-3) / missed(1e-4);
  });
  // The median, since at a few places the second-order term itself vanishes.
  const median = factors.sort((x, y) => x - y)[15];
  assert.ok(Math.abs(median - 100) <= 5, `the factor is ${median}`);
});

test("Q < 0 needs opposed gradients: below -.575 for 1 and 10, -.943 for 2 and 4 or 5 and 10", () => {
  assert.equal(opposingCosine(1, 10).toFixed(3), "-0.575");
  assert.equal(opposingCosine(2, 4).toFixed(3), "-0.943");
  assert.equal(opposingCosine(5, 10).toFixed(3), "-0.943");
  const random = randomStream(2);
  for (let round = 0; round < 500; round++) {
    const shortLength = 1 + random.integer(10);
    const deepLength = shortLength + random.integer(10);
    const edge = opposingCosine(shortLength, deepLength);
    const drive = (ratio: number, cosine: number) =>
      scaleDrive({shortLength, deepLength, shortGradient: 1, deepGradient: ratio, cosine});
    // Least over b/a at √(m/p): the quadratic form's own minimum.
    const worst = Math.sqrt(shortLength / deepLength);
    assert.ok(drive(worst, Math.max(-1, edge - 0.01)) <= 1e-12);
    const mild = edge + (1 - edge) * random.uniform();
    assert.ok(drive(10 ** (2 * random.uniform() - 1), mild) >= -1e-12);
    // Fully opposed: Q = (b − a)(p b − m a), negative only for m/p < b/a < 1.
    const b = 2 * random.uniform();
    const product = (b - 1) * (deepLength * b - shortLength);
    assert.ok(Math.abs(drive(b, -1) - product) <= 1e-12 * (1 + deepLength * b ** 2));
  }
});

test("settings that make no sense get their sentence", () => {
  const random = randomStream(1);
  const weights = randomSpherePoint(8, random.child("point"));
  const glass = drawSphericalGlass({size: 8, weights: [0, Math.SQRT1_2, 0, Math.SQRT1_2], random});
  assert.throws(() => scaleResponse(glass, {weights, step: 0}), /step must be .* got 0/);
  const single = {size: 8, terms: glass.terms.slice(0, 1)};
  assert.throws(
    () => layerScaleResponse(single, {weights, layer: "skipped", step: 1e-4}),
    /one skip makes paths of two lengths, got 1/,
  );
  const dial = {shortLength: 1, deepLength: 2, shortGradient: 1, deepGradient: 1, cosine: 0};
  assert.throws(() => scaleDrive({...dial, cosine: 1.1}), /cosine must be/);
  assert.throws(() => scaleDrive({...dial, deepLength: 0}), /deepLength must be/);
});
