import assert from "node:assert/strict";
import {test} from "node:test";
import {descentRate} from "../../../src/analyses/descent/descent-step";
import {functionalDescent} from "../../../src/analyses/descent/functional-descent";
import {toyPair} from "../../../src/analyses/descent/planar-sets";
import {bestClassifier, featureRisk, functionalGradient} from "../../../src/models/feature-risk";
import {added, denseMatrix} from "../../../src/numerics/dense-matrix";
import {randomStream} from "../../../src/numerics/random";

const {train} = toyPair("moons", {examples: 60, fresh: 10, random: randomStream(41)});
const problem = {...train, loss: "logistic", decay: 0.01} as const;
const {weights} = bestClassifier(problem);
const random = randomStream(42);
// The gradient and noise: a direction along which the risk has a minimum.
const direction = added(
  functionalGradient(problem, weights),
  denseMatrix(
    [60, 2],
    Array.from({length: 120}, () => 0.3 * random.normal()),
  ),
);
const riskAt = (rate: number) =>
  featureRisk({...problem, points: added(problem.points, direction, -rate)}, weights);

test("a search ends where no rate near by has a lower risk, wherever it begins", () => {
  for (const from of [1e-3, 0.1, 10]) {
    const step = {kind: "line search", share: 1} as const;
    const best = descentRate(problem, {weights, direction, from, step});
    assert.ok(best > 0);
    for (const share of [0.5, 0.98, 1.02, 2]) assert.ok(riskAt(share * best) >= riskAt(best));
    const half = descentRate(problem, {weights, direction, from, step: {...step, share: 0.5}});
    assert.ok(Math.abs(half / best - 0.5) < 1e-12);
  }
});

test("along a direction on which the risk falls for good the search ends where rounding sees no fall", () => {
  const away = functionalGradient(problem, weights);
  const step = {kind: "line search", share: 1} as const;
  const rate = descentRate(problem, {weights, direction: away, from: 1, step});
  const risk = featureRisk({...problem, points: added(problem.points, away, -rate)}, weights);
  const penalty = 0.005 * weights.values.reduce((sum, value) => sum + value * value, 0);
  assert.ok(rate <= 2 ** 21 && risk - penalty < 1e-12, `${rate}: ${risk - penalty}`);
});

test("a displacement has its size, and a direction that is rounding is not followed", () => {
  for (const layers of [1, 3]) {
    const states = functionalDescent(train, {
      smoothing: {kind: "gaussian", width: 0.4},
      layers,
      decay: 0.01,
      step: {kind: "displacement", size: 0.2},
    });
    states.slice(1).forEach(({points}, t) => {
      const moved = added(points, states[t].points, -1).values;
      const square = moved.reduce((total, value) => total + value * value, 0) / points.rows;
      assert.ok(Math.abs(Math.sqrt(square) - 0.2) < 1e-12);
    });
  }
  const dust = {...direction, values: direction.values.map((value) => 1e-14 * value)};
  for (const step of [
    {kind: "displacement", size: 0.2},
    {kind: "line search", share: 0.5},
  ] as const) {
    assert.equal(descentRate(problem, {weights, direction: dust, from: 1, step}), 0);
  }
});

test("a step of no size says so", () => {
  assert.throws(
    () =>
      descentRate(problem, {
        weights,
        direction,
        from: 1,
        step: {kind: "displacement", size: 0},
      }),
    /the size of a step must be .*got 0/,
  );
  assert.throws(
    () =>
      descentRate(problem, {weights, direction, from: 1, step: {kind: "line search", share: -1}}),
    /the share of a step must be .*got -1/,
  );
});
