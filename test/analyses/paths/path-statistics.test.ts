import assert from "node:assert/strict";
import {test} from "node:test";
import {
  lengthEnergies,
  lengthWeights,
  pathLengthLaw,
} from "../../../src/analyses/paths/path-length-law";
import {
  lengthMeanAndDeviation,
  mixtureMoments,
  withoutLengthOne,
} from "../../../src/analyses/paths/path-statistics";
import {randomStream} from "../../../src/numerics/random";

const closeTo = (value: number, expected: number, digits = 6) =>
  assert.ok(
    Math.abs(value - expected) <= 0.5000001 * 10 ** -digits,
    `${value}, expected ${expected}`,
  );

test("depth 100: the table of beta .1, .5, 1 and 2", () => {
  const table = [
    // beta, eps_max, mean (nu'), sd, L1 mean, L1 sd, nu'', alpha², G
    [0.1, 0.439114, 9.792174, 2.028136, 10, 2.860388, 90.207826, 4.113336, 9.212237],
    [0.5, 0.345965, 33.91619, 3.32505, 34, 4.690416, 1127.447679, 11.055955, 33.242168],
    [1, 0.334445, 50.5, 3.526729, 50.5, 4.974937, 2512.187817, 12.437817, 49.746293],
    [2, 0.345965, 67.08381, 3.32505, 67, 4.690416, 4444.209769, 11.055955, 66.248619],
  ];
  for (const [beta, largest, mean, sd, mean1, sd1, second, variance, ratio] of table) {
    const law = pathLengthLaw(100, beta);
    const moments = mixtureMoments(lengthEnergies(law));
    closeTo(Math.max(...lengthWeights(law)), largest);
    closeTo(moments.slope, mean);
    closeTo(Math.sqrt(moments.variance), sd);
    closeTo(moments.curvature, second);
    closeTo(moments.variance, variance);
    closeTo(moments.ratio, ratio);
    const underEnergies = lengthMeanAndDeviation(lengthEnergies(law));
    closeTo(underEnergies.mean, mean);
    closeTo(underEnergies.deviation, sd);
    const underWeights = lengthMeanAndDeviation(lengthWeights(law));
    closeTo(underWeights.mean, mean1);
    closeTo(underWeights.deviation, sd1);
  }
});

test("the weights themselves are a binomial law: mean 1 + (p-1) q, variance (p-1) q (1-q)", () => {
  const random = randomStream(1);
  for (let round = 0; round < 60; round++) {
    const depth = round === 0 ? 10_000 : 1 + random.integer(800);
    const beta = 10 ** (6 * random.uniform() - 3);
    const q = beta / (1 + beta);
    const {mean, deviation} = lengthMeanAndDeviation(lengthWeights(pathLengthLaw(depth, beta)));
    assert.ok(Math.abs(mean - 1 - (depth - 1) * q) <= 1e-11 * depth);
    assert.ok(Math.abs(deviation ** 2 - (depth - 1) * q * (1 - q)) <= 1e-10 * depth);
  }
});

test("moments equal derivatives of the mixture polynomial, taken by finite differences", () => {
  const random = randomStream(2);
  for (let round = 0; round < 30; round++) {
    const raw = Array.from({length: 1 + random.integer(8)}, () => random.uniform() + 0.01);
    const total = raw.reduce((a, b) => a + b);
    const energies = raw.map((x) => x / total);
    const nu = (t: number) => energies.reduce((value, e, i) => value + e * t ** (i + 1), 0);
    const {slope, curvature, variance, ratio} = mixtureMoments(energies);
    const h = 1e-4;
    // Truncation below h² 8³/6, rounding below 4 · 1e-16/h².
    assert.ok(Math.abs((nu(1 + h) - nu(1 - h)) / (2 * h) - slope) <= 1e-5);
    assert.ok(Math.abs((nu(1 + h) - 2 * nu(1) + nu(1 - h)) / h ** 2 - curvature) <= 1e-5);
    assert.ok(Math.abs(variance - (curvature + slope - slope ** 2)) <= 1e-12);
    assert.equal(ratio, curvature / slope);
    // G is a mean of r − 1 weighted by ε² r.
    assert.ok(ratio >= 0 && ratio <= energies.length - 1);
  }
});

test("a pure model of length p has slope p, ratio p - 1 and no variance at all", () => {
  const energies = [0, 0, 0, 0, 1];
  assert.deepEqual(mixtureMoments(energies), {slope: 5, curvature: 20, variance: 0, ratio: 4});
});

test("variance is not lost when one length has almost everything", () => {
  const tiny = 1e-20;
  const {variance} = mixtureMoments([1 - tiny, tiny]);
  assert.ok(Math.abs(variance / tiny - 1) <= 1e-12);
});

test("depth 10 with beta .1 has G = .818182 with length 1", () => {
  closeTo(mixtureMoments(lengthEnergies(pathLengthLaw(10, 0.1))).ratio, 0.818182);
});

test("taking out length 1 leaves the other lengths in proportion", () => {
  const energies = lengthEnergies(pathLengthLaw(10, 0.1));
  const without = withoutLengthOne(energies);
  assert.equal(without[0], 0);
  closeTo(
    without.reduce((a, b) => a + b),
    1,
    14,
  );
  closeTo(without[3] / without[1], energies[3] / energies[1], 14);
  assert.throws(() => withoutLengthOne([1]), /the energy of the lengths from 2 on must be/);
});

test("energies that do not sum to 1 are refused, negative shares too", () => {
  assert.throws(() => mixtureMoments([0.5, 0.4]), {
    name: "RangeError",
    message: /must sum to 1, got 0.9: divide by their sum first/,
  });
  assert.throws(() => mixtureMoments([]), /must sum to 1, got 0/);
  assert.throws(() => mixtureMoments([1.2, -0.2]), /length 2 must be at least 0, got -0.2/);
  assert.throws(() => mixtureMoments([NaN, 1]), /length 1 must be at least 0, got NaN/);
  assert.throws(() => lengthMeanAndDeviation([0, 0]), /sum of the shares must be/);
});
