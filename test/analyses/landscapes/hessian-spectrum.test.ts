import assert from "node:assert/strict";
import {test} from "node:test";
import {hessianSpectrum} from "../../../src/analyses/landscapes/hessian-spectrum";
import {randomStream} from "../../../src/numerics/random";

/** A diagonal Hessian with these eigenvalues. */
const diagonal = (values: number[]) => ({
  size: values.length,
  hessianTimes: (v: Float64Array) => v.map((x, i) => values[i] * x),
});
const random = randomStream(1);

test("as many products as weights give the index exactly", () => {
  const values = [-3, -1, -1, -1e-9, 0, 0, 1e-9, 2, 5, 8];
  const found = hessianSpectrum(diagonal(values), {steps: 10, random});
  assert.equal(found.exact, true);
  assert.equal(found.downwardError, 0);
  // −1e-9 is flat beside 8.
  assert.ok(Math.abs(found.downward - 0.3) <= 1e-15);
  found.values.forEach((value, k) => assert.ok(Math.abs(value - values[k]) <= 1e-12));
  assert.ok(
    Math.abs(hessianSpectrum(diagonal(values), {steps: 10, flat: 0.2, random}).downward - 0.1) <=
      1e-15,
  );
});

test("fewer products give the ends, and the index within its error", () => {
  const size = 400;
  const values = Array.from({length: size}, (_, i) => (i < 80 ? -1 - i / 80 : (i - 60) / 10));
  const found = hessianSpectrum(diagonal(values), {steps: 60, probes: 12, random});
  assert.equal(found.exact, false);
  assert.ok(Math.abs(found.smallest - Math.min(...values)) <= 0.01);
  assert.ok(Math.abs(found.largest - Math.max(...values)) <= 0.01);
  assert.ok(found.downwardError > 0 && found.downwardError < 0.02);
  assert.ok(Math.abs(found.downward - 0.2) <= 5 * found.downwardError);
  const total = found.weights.reduce((sum, weight) => sum + weight, 0);
  assert.ok(Math.abs(total - 1) <= 1e-12);
});

test("no products, one probe and a tolerance above 1 are refused", () => {
  const run = (change: object) => () =>
    hessianSpectrum(diagonal([1, 2, 3]), {steps: 2, random, ...change});
  assert.throws(run({steps: 0}), /steps must be .* got 0/);
  assert.throws(run({probes: 1}), /probes must be .* got 1/);
  assert.throws(run({flat: 2}), /flat must be .* got 2/);
});
