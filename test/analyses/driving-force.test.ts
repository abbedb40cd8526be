import assert from "node:assert/strict";
import {test} from "node:test";
import {
  layerScaleResponse,
  opposingCosine,
  scaleDrive,
  scaleResponse,
} from "../../src/analyses/driving-force";
import {randomSpherePoint} from "../../src/models/sphere";
import {
  drawSphericalGlass,
  expandGlass,
  type SphericalGlass,
} from "../../src/models/spherical-glass";
import {bisect} from "../../src/numerics/bisect";
import {randomStream} from "../../src/numerics/random";

const root = randomStream(1);
const size = 8;
const [m, p] = [2, 4];

const lossOf = (glass: SphericalGlass, term: number, weights: Float64Array) =>
  expandGlass({size, terms: [glass.terms[term]]}, weights);

/** Places on great circles of radius √Λ where a combination of L_m and L_p is zero. */
function* zeros(name: string, count: number, combine: (short: number, deep: number) => number) {
  for (let i = 0, found = 0; found < count; i++) {
    const random = root.child(`${name} ${i}`);
    const weights = [0, Math.SQRT1_2, 0, Math.SQRT1_2];
    const unit = drawSphericalGlass({size, weights, random});
    // Λ^{−(r−1)/2} of the paper's Hamiltonian for w on the sphere of radius √Λ.
    const glass = {
      size,
      terms: unit.terms.map(({length, couplings}) => ({
        length,
        couplings: couplings.map((x) => x * size ** (-(length - 1) / 2)),
      })),
    };
    const [a, b] = ["a", "b"].map((end) => randomSpherePoint(size, random.child(end)));
    const at = (t: number) => {
      const mixed = a.map((x, j) => Math.cos(t) * x + Math.sin(t) * b[j]);
      const length = Math.hypot(...mixed);
      return mixed.map((x) => (x * Math.sqrt(size)) / length);
    };
    const value = (t: number) => {
      const w = at(t);
      return combine(lossOf(glass, 0, w).value, lossOf(glass, 1, w).value);
    };
    const step = 0.1;
    for (let t = 0; t < Math.PI; t += step) {
      if (value(t) * value(t + step) >= 0) continue;
      found++;
      yield {glass, weights: at(bisect(value, [t, t + step]))};
      break;
    }
  }
}

const step = 1e-4;

/** Exact over predicted is 1 + O(step), and the O is bounded by the curvature over the slope. */
function assertFirstOrder(responses: {predicted: number; exact: number}[]) {
  const ratios = responses.map(({exact, predicted}) => exact / predicted).sort((a, b) => a - b);
  const n = ratios.length;
  assert.ok(Math.abs(ratios[n >> 1] - 1) <= 1e-3);
  // All but the places where the prediction itself nearly vanishes.
  assert.ok(ratios[Math.floor(0.05 * n)] > 0.99 && ratios[Math.ceil(0.95 * n) - 1] < 1.01);
  for (const {exact, predicted} of responses) assert.equal(Math.sign(exact), Math.sign(predicted));
}

test("Theorem 4: the force on C is predicted in size and sign at every place tried", () => {
  const responses = [];
  for (const place of zeros("scale", 100, (short, deep) => m * short + p * deep)) {
    const response = scaleResponse(place.glass, {weights: place.weights, step});
    const [short, deep] = [0, 1].map((term) => lossOf(place.glass, term, place.weights).gradient);
    // By Euler's theorem the hypothesis says that the gradient is tangent to the sphere.
    const radial = place.weights.reduce((total, w, i) => total + w * (short[i] + deep[i]), 0);
    assert.ok(Math.abs(radial) <= 1e-11);
    // And Q is the form of two gradients, their lengths and their angle; here C = 1.
    const [a, b] = [short, deep].map((g) => Math.hypot(...g));
    const cosine = short.reduce((total, g, i) => total + g * deep[i], 0) / (a * b);
    const drive = scaleDrive({
      shortLength: m,
      deepLength: p,
      shortGradient: a,
      deepGradient: b,
      cosine,
    });
    assert.ok(Math.abs(response.predicted + step * drive) <= 1e-12 * (1 + drive));
    responses.push(response);
  }
  assertFirstOrder(responses);
});

test("Theorem 3: an un-skipped scale always grows, by the square of the gradient", () => {
  const responses = [];
  for (const place of zeros("un-skipped", 100, (short, deep) => short + deep)) {
    responses.push(layerScaleResponse(place.glass, {...place, layer: "un-skipped", step}));
  }
  assertFirstOrder(responses);
  assert.ok(responses.every(({exact}) => exact < 0));
});

test("Theorem 3: a skipped scale grows where |g_p|^2 + g_p . g_m > 0, and |g_p| > |g_m| suffices", () => {
  const responses = [];
  for (const place of zeros("skipped", 100, (_, deep) => deep)) {
    const response = layerScaleResponse(place.glass, {...place, layer: "skipped", step});
    const [short, deep] = [0, 1].map((term) => lossOf(place.glass, term, place.weights).gradient);
    const condition = deep.reduce((total, g, i) => total + g * (g + short[i]), 0);
    assert.equal(Math.sign(response.predicted), -Math.sign(condition));
    if (Math.hypot(...deep) > Math.hypot(...short)) assert.ok(response.exact < 0);
    responses.push(response);
  }
  assertFirstOrder(responses);
});

test("what the prediction misses is of second order: a tenth of the step, a hundredth of it", () => {
  const factors = [];
  for (const place of zeros("order", 31, (short, deep) => m * short + p * deep)) {
    const missed = (mu: number) => {
      const {exact, predicted} = scaleResponse(place.glass, {weights: place.weights, step: mu});
      return exact - predicted;
    };
    factors.push(missed(1e-3) / missed(1e-4));
  }
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
  const [place] = [...zeros("bad", 1, (short, deep) => short + deep)];
  assert.throws(() => scaleResponse(place.glass, {...place, step: 0}), /step must be .* got 0/);
  const single = {size, terms: place.glass.terms.slice(0, 1)};
  assert.throws(
    () => layerScaleResponse(single, {...place, layer: "skipped", step}),
    /one skip makes paths of two lengths, got 1/,
  );
  const dial = {shortLength: 1, deepLength: 2, shortGradient: 1, deepGradient: 1, cosine: 0};
  assert.throws(() => scaleDrive({...dial, cosine: 1.1}), /cosine must be/);
  assert.throws(() => scaleDrive({...dial, deepLength: 0}), /deepLength must be/);
});
