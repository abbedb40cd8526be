import assert from "node:assert/strict";
import {test} from "node:test";
import {drawSphericalGlass, expandGlass} from "../../src/models/spherical-glass";
import {randomSpherePoint} from "../../src/models/sphere";
import {randomStream} from "../../src/numerics/random";

const root = randomStream(1);
const mixed = [0.5, 0.5, 0.5, 0.5];

test("the energies of two places have covariance sum eps_r^2 <s, s'>^r", () => {
  const size = 4;
  const weights = [0.6, 0, 0.8];
  const s = randomSpherePoint(size, root.child("s"));
  const other = randomSpherePoint(size, root.child("other"));
  const overlap = s.reduce((total, x, i) => total + x * other[i], 0);
  const glasses = 6000;
  let [variance, covariance, mean] = [0, 0, 0];
  for (let i = 0; i < glasses; i++) {
    const glass = drawSphericalGlass({size, weights, random: root.child(`glass ${i}`)});
    const [a, b] = [s, other].map((point) => expandGlass(glass, point).value);
    mean += a / glasses;
    variance += a ** 2 / glasses;
    covariance += (a * b) / glasses;
  }
  const expected = 0.36 * overlap + 0.64 * overlap ** 3;
  // Products of two unit normals of correlation c have variance 1 + c².
  assert.ok(Math.abs(mean) <= 5 / Math.sqrt(glasses));
  assert.ok(Math.abs(variance - 1) <= 5 * Math.sqrt(2 / glasses));
  assert.ok(Math.abs(covariance - expected) <= 5 * Math.sqrt((1 + expected ** 2) / glasses));
});

test("couplings are symmetric, and value and derivatives are the sums over all of them", () => {
  const size = 3;
  const glass = drawSphericalGlass({size, weights: mixed, random: root.child("sums")});
  const point = Float64Array.of(0.3, -1.2, 0.7);
  let value = 0;
  for (const {length, couplings} of glass.terms) {
    for (let at = 0; at < couplings.length; at++) {
      const indices = at.toString(size).padStart(length, "0").split("").map(Number);
      const turned = [...indices.slice(1), indices[0]];
      assert.equal(couplings[parseInt(turned.join(""), size)], couplings[at]);
      value += indices.reduce((product, i) => product * point[i], couplings[at]);
    }
  }
  assert.ok(Math.abs(expandGlass(glass, point).value - value) <= 1e-13);
});

test("gradient and Hessian agree with central differences", () => {
  const h = 1e-4;
  for (let round = 0; round < 10; round++) {
    const random = root.child(`derivatives ${round}`);
    const size = 2 + random.integer(4);
    const glass = drawSphericalGlass({size, weights: mixed, random});
    const point = randomSpherePoint(size, random);
    const {gradient, hessian} = expandGlass(glass, point);
    const moved = (i: number, by: number) => {
      const at = point.slice();
      at[i] += by;
      return expandGlass(glass, at);
    };
    for (let i = 0; i < size; i++) {
      const [up, down] = [moved(i, h), moved(i, -h)];
      // A quartic's third derivatives are below 24 N² |T|; times h²/6, plus rounding 1e-16/h.
      const allowed = 100 * h ** 2;
      assert.ok(Math.abs((up.value - down.value) / (2 * h) - gradient[i]) <= allowed);
      for (let j = 0; j < size; j++) {
        const slope = (up.gradient[j] - down.gradient[j]) / (2 * h);
        assert.ok(Math.abs(slope - hessian[i * size + j]) <= allowed);
      }
    }
  }
});

test("Euler: each length's loss is homogeneous, s . gradient = r value", () => {
  const glass = drawSphericalGlass({size: 5, weights: mixed, random: root.child("euler")});
  const point = randomSpherePoint(5, root.child("euler point")).map((x) => 1.7 * x);
  for (const term of glass.terms) {
    const {value, gradient} = expandGlass({size: 5, terms: [term]}, point);
    const along = gradient.reduce((total, g, i) => total + g * point[i], 0);
    assert.ok(Math.abs(along - term.length * value) <= 1e-12 * (1 + Math.abs(value)));
  }
});

test("adding a length leaves the couplings of the others alone", () => {
  const random = root.child("lengths");
  const pure = drawSphericalGlass({size: 3, weights: [0, 1], random});
  const more = drawSphericalGlass({size: 3, weights: [0, Math.SQRT1_2, Math.SQRT1_2], random});
  const half = more.terms[0].couplings;
  pure.terms[0].couplings.forEach((x, i) =>
    assert.ok(Math.abs(half[i] - x * Math.SQRT1_2) <= 1e-15),
  );
});

test("weights that do not normalise, one spin and too many couplings are refused", () => {
  const random = root.child("bad");
  const draw = (size: number, weights: number[]) => () =>
    drawSphericalGlass({size, weights, random});
  assert.throws(draw(3, [0.5, 0.5]), /squared weights of the lengths must sum to 1, got 0.5/);
  assert.throws(draw(3, [NaN, 1]), /must sum to 1, got NaN/);
  assert.throws(draw(1, [0, 1]), /size must be a whole number of spins, at least 2, got 1/);
  assert.throws(draw(2.5, [0, 1]), /size must be .* got 2.5/);
  assert.throws(draw(100, [0, 0, 0, 1]), /length 4 with 100 spins needs 100000000 couplings/);
  const glass = draw(3, [0, 1])();
  assert.throws(() => expandGlass(glass, [1, 0]), /has 3 coordinates, got 2/);
});
