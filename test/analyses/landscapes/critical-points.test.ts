import assert from "node:assert/strict";
import {test} from "node:test";
import {findCriticalPoints} from "../../../src/analyses/landscapes/critical-points";
import {expectedCriticalPoints} from "../../../src/analyses/landscapes/expected-critical-points";
import {lengthWeights, pathLengthLaw} from "../../../src/analyses/paths/path-length-law";
import {mixtureMoments} from "../../../src/analyses/paths/path-statistics";
import {expandOnSphere} from "../../../src/models/sphere";
import {drawSphericalGlass, expandGlass} from "../../../src/models/spherical-glass";
import {randomStream} from "../../../src/numerics/random";
import {symmetricEigenvalues} from "../../../src/numerics/symmetric-matrix";

const root = randomStream(1);
const half = Math.SQRT1_2;

test("on the circle Newton finds every sign change of the slope on a fine grid", () => {
  for (let i = 0; i < 30; i++) {
    const random = root.child(`circle ${i}`);
    const glass = drawSphericalGlass({size: 2, weights: [0.5, 0.5, 0.5, 0.5], random});
    const {points, byIndex} = findCriticalPoints(glass, {random: random.child("starts")});
    const slope = (t: number) => {
      const {gradient} = expandGlass(glass, [Math.cos(t), Math.sin(t)]);
      return gradient[1] * Math.cos(t) - gradient[0] * Math.sin(t);
    };
    const nodes = 20_000;
    let changes = 0;
    for (let k = 0; k < nodes; k++) {
      const [a, b] = [k, k + 1].map((j) => slope((2 * Math.PI * (j + 0.123)) / nodes));
      if (a * b < 0) changes++;
    }
    assert.equal(points.length, changes);
    assert.equal(byIndex[0], byIndex[1]);
  }
});

test("two lengths of spins have the eigenvectors of one matrix: N pairs, one of each index", () => {
  for (const size of [2, 3, 4, 5]) {
    const random = root.child(`matrix ${size}`);
    const glass = drawSphericalGlass({size, weights: [0, 1], random});
    const {points, byIndex} = findCriticalPoints(glass, {random: random.child("starts")});
    assert.deepEqual(byIndex, new Array(size).fill(2));
    const eigenvalues = symmetricEigenvalues({size, entries: glass.terms[0].couplings});
    for (const {value, index} of points) assert.ok(Math.abs(value - eigenvalues[index]) <= 1e-10);
  }
});

test("the average count agrees with the identity, and Euler's number holds in every glass", () => {
  const models: [string, number, ArrayLike<number>, number][] = [
    ["p = 3", 2, [0, 0, 1], 150],
    ["p = 3", 3, [0, 0, 1], 80],
    ["p = 3", 4, [0, 0, 1], 25],
    ["p = 3", 5, [0, 0, 1], 4],
    ["p = 4", 3, [0, 0, 0, 1], 40],
    ["lengths 2 and 3", 4, [0, half, half], 25],
    ["lengths 1 and 2", 4, [half, half], 60],
    ["residual, p = 4, beta = .1", 4, lengthWeights(pathLengthLaw(4, 0.1)), 60],
    ["residual, p = 4, beta = 1", 4, lengthWeights(pathLengthLaw(4, 1)), 15],
  ];
  for (const [name, size, weights, glasses] of models) {
    const totals = Array.from({length: glasses}, (_, i) => {
      const random = root.child(`${name} ${size} ${i}`);
      const glass = drawSphericalGlass({size, weights, random});
      const found = findCriticalPoints(glass, {random: random.child("starts")});
      assert.ok(found.eulerHolds, `${name}, ${size} spins, glass ${i}`);
      return found.points.length;
    });
    const mean = totals.reduce((a, b) => a + b) / glasses;
    const spread = totals.reduce((total, x) => total + (x - mean) ** 2, 0) / (glasses - 1);
    const {ratio} = mixtureMoments(Float64Array.from(weights, (w) => w ** 2));
    const random = root.child(`${name} ${size}`);
    const expected = expectedCriticalPoints({size, ratio, draws: 2000, random});
    const error = Math.sqrt(spread / glasses + expected.totalError ** 2);
    assert.ok(
      // Five standard errors; the spread of few glasses is itself uncertain, hence the 1.
      Math.abs(mean - expected.total) <= 5 * error + 1 / glasses,
      `${name}, ${size} spins: ${mean} found, ${expected.total} expected, ± ${error}`,
    );
  }
});

test("every point found is flat along the sphere, and its index counts the falls", () => {
  const random = root.child("flat");
  const glass = drawSphericalGlass({size: 4, weights: [0, half, half], random});
  const {points} = findCriticalPoints(glass, {random: random.child("starts")});
  for (const {point, value, index} of points) {
    const local = expandOnSphere(glass, point);
    assert.ok(Math.hypot(...local.gradient) < 1e-10);
    assert.equal(local.value, value);
    const curvatures = symmetricEigenvalues({size: 3, entries: local.hessian});
    assert.equal(curvatures.filter((x) => x < 0).length, index);
  }
});

test("a search cut short says that Euler's number does not hold", () => {
  const random = root.child("short");
  const glass = drawSphericalGlass({size: 3, weights: [0, 0, 1], random});
  const found = findCriticalPoints(glass, {random, maxStarts: 1});
  assert.equal(found.starts, 1);
  assert.equal(found.eulerHolds, false);
  assert.throws(() => findCriticalPoints(glass, {random, hits: 0}), /hits must be .* got 0/);
});

test("every point of a pure glass has its far side among them, with as many directions the other way", () => {
  for (const layers of [2, 3]) {
    for (let seed = 1; seed <= 30; seed++) {
      const random = randomStream(seed).child(`far sides, ${layers}`);
      const weights = Array.from({length: layers}, (_, i) => (i + 1 === layers ? 1 : 0));
      const glass = drawSphericalGlass({size: 4, weights, random: random.child("glass")});
      // One hit is enough to end the search: it must not end between a point and its far side.
      const {points} = findCriticalPoints(glass, {random: random.child("starts"), hits: 1});
      for (const {point, index} of points) {
        const far = points.find((one) => one.point.every((x, i) => Math.abs(x + point[i]) < 1e-5));
        assert.equal(far?.index, layers === 2 ? index : 3 - index, `seed ${seed}`);
      }
    }
  }
});
