import assert from "node:assert/strict";
import {test} from "node:test";
import {
  complexityAtEnergy,
  type CountedIndex,
  densestEnergy,
  lowestEnergy,
  lowIndexComplexity,
  totalComplexity,
} from "../../../src/analyses/landscapes/complexity";
import {lengthEnergies, pathLengthLaw} from "../../../src/analyses/paths/path-length-law";
import {
  mixtureMoments,
  type MixtureMoments,
  withoutLengthOne,
} from "../../../src/analyses/paths/path-statistics";
import {randomStream} from "../../../src/numerics/random";

const closeTo = (value: number | undefined, expected: number, digits = 6) =>
  assert.ok(
    value !== undefined && Math.abs(value - expected) <= 0.5000001 * 10 ** -digits,
    `${value}, expected ${expected}`,
  );

const pure = (p: number) =>
  mixtureMoments(Array.from({length: p}, (_, i) => (i === p - 1 ? 1 : 0)));
const residual = (depth: number, beta: number) =>
  mixtureMoments(withoutLengthOne(lengthEnergies(pathLengthLaw(depth, beta))));

function randomMixture(random: {uniform(): number; integer(n: number): number}): MixtureMoments {
  const raw = Array.from({length: 3 + random.integer(8)}, (_, i) =>
    i ? random.uniform() ** 3 : 0,
  );
  const total = raw.reduce((a, b) => a + b, 0);
  return mixtureMoments(raw.map((x) => x / total));
}

test("pure models: E_inf and the lowest energies of index 0, 1 and 2", () => {
  const table = [
    [3, 1.632993, 1.656998, 1.652873, 1.650253],
    [4, 1.732051, 1.794085, 1.7833, 1.776478],
    [10, 1.897367, 2.135364, 2.092142, 2.065219],
    [100, 1.989975, 2.731058, 2.585103, 2.496951],
  ];
  for (const [p, densest, ...lowest] of table) {
    closeTo(-densestEnergy(pure(p)), densest);
    closeTo(2 * Math.sqrt((p - 1) / p), densest);
    lowest.forEach((energy, k) => closeTo(-(lowestEnergy(pure(p), k) ?? NaN), energy));
  }
});

test("p = 3 at four energies", () => {
  const table: [number, number, number][] = [
    [-1.64, 0, 0.009843268],
    [-1.65, 0, 0.004253894],
    [-1.65, 1, 0.002246698],
    [-1.7, 0, -0.030445662],
  ];
  for (const [u, index, theta] of table) {
    closeTo(complexityAtEnergy(u, {moments: pure(3), index}), theta, 9);
  }
});

test("the pure formula in the variables of Auffinger, Ben Arous and Cerny", () => {
  const random = randomStream(1);
  for (let round = 0; round < 100; round++) {
    const p = 3 + random.integer(20);
    const edge = 2 * Math.sqrt((p - 1) / p);
    const u = -edge - random.uniform();
    const index = random.integer(4);
    const root = Math.sqrt(u ** 2 - edge ** 2);
    const cost = (-u * root) / edge ** 2 - Math.log(-u + root) + Math.log(edge);
    const theirs = Math.log(p - 1) / 2 - ((p - 2) / (4 * (p - 1))) * u ** 2 - (index + 1) * cost;
    assert.ok(Math.abs(complexityAtEnergy(u, {moments: pure(p), index}) - theirs) <= 1e-13);
  }
  assert.equal(complexityAtEnergy(-1.6, {moments: pure(3), index: 0}), -Infinity);
});

test("residual mixtures of depth 100: densest and lowest energies, theta in between", () => {
  const [tenth, half, two] = [0.1, 0.5, 2].map((beta) => residual(100, beta));
  closeTo(-densestEnergy(tenth), 1.86008, 5);
  closeTo(-densestEnergy(half), 1.96118, 5);
  closeTo(-densestEnergy(two), 1.98264, 5);
  closeTo(lowestEnergy(tenth, 0), -2.1286, 4);
  closeTo(lowestEnergy(tenth, 1), -2.0935, 4);
  closeTo(lowestEnergy(half, 0), -2.47928, 5);
  closeTo(lowestEnergy(half, 1), -2.38478, 5);
  closeTo(lowestEnergy(two, 0), -2.64222, 5);
  closeTo(lowestEnergy(two, 1), -2.51491, 5);
  closeTo(complexityAtEnergy(-1.9, {moments: tenth, index: 0}), 0.286833);
  closeTo(complexityAtEnergy(-2.1, {moments: tenth, index: 0}), 0.041728);
  closeTo(complexityAtEnergy(-2.1, {moments: tenth, index: 1}), -0.012031);
  closeTo(complexityAtEnergy(-2, {moments: half, index: 0}), 0.773864);
});

test("mixtures of lengths 2 and 3: where critical points are densest", () => {
  closeTo(-densestEnergy(mixtureMoments([0, 0.8, 0.2])), 1.4725, 4);
  closeTo(-densestEnergy(mixtureMoments([0, 0.5, 0.5])), 1.53846, 5);
});

test("10,000 layers and beta from 1e-6 to 1e6: finite, ordered, no overflow", () => {
  for (const depth of [3, 100, 10_000]) {
    let [previousTop, previousFloor] = [Infinity, Infinity];
    for (const beta of [1e-6, 1e-3, 1, 1e3, 1e6]) {
      const moments = residual(depth, beta);
      const top = densestEnergy(moments);
      const theta = lowIndexComplexity(moments.ratio);
      // At G − 1 = 1e-13 the two terms of Eq. 31 cancel to a rounding of either sign.
      assert.ok(theta >= -1e-15 && theta <= lowIndexComplexity(depth - 1) + 1e-12);
      assert.ok(Number.isFinite(complexityAtEnergy(-3, {moments, index: "all"})));
      assert.ok(top <= previousTop + 1e-12 && top > -2);
      const floor = lowestEnergy(moments, 0);
      // Without a floor the landscape is that of length 2: as many points as eigenvectors.
      if (floor !== undefined) assert.ok(floor <= top && floor <= previousFloor + 1e-9);
      [previousTop, previousFloor] = [top, floor ?? previousFloor];
    }
  }
});

test("its maximum over energies is Eq. 31, at the densest energy, for every index", () => {
  const random = randomStream(2);
  for (let round = 0; round < 50; round++) {
    const moments = randomMixture(random);
    const theta = lowIndexComplexity(moments.ratio);
    const at = densestEnergy(moments);
    for (const index of [0, 1, 5]) {
      closeTo(complexityAtEnergy(at, {moments, index}), theta, 11);
      for (const step of [-0.3, -0.01, 0.01, 0.3]) {
        assert.ok(complexityAtEnergy(at + step, {moments, index}) <= theta + 1e-12);
      }
    }
    // All indices together peak in the middle, at ½ ln G.
    closeTo(complexityAtEnergy(0, {moments, index: "all"}), totalComplexity(moments.ratio), 11);
  }
});

test("the inner maximum agrees with trying a fine grid of s", () => {
  const random = randomStream(3);
  for (let round = 0; round < 20; round++) {
    const moments = randomMixture(random);
    const {slope, curvature, variance, ratio} = moments;
    const u = densestEnergy(moments) + 0.8 * (random.uniform() - 0.5);
    const index: CountedIndex = round % 4 === 3 ? "all" : round % 4;
    const weight = index === "all" ? 1 : index + 1;
    const cost = (s: number) => {
      const x = Math.abs(s);
      if (x <= Math.SQRT2) return 0;
      return (x * Math.sqrt(x * x - 2)) / 2 - Math.log((x + Math.sqrt(x * x - 2)) / Math.SQRT2);
    };
    let best = -Infinity;
    const top = index === "all" ? 4 : -Math.SQRT2;
    for (let s = top; s > -8; s -= 1e-3) {
      const miss = (slope * u - s * Math.sqrt(2 * curvature)) ** 2 / (2 * variance);
      best = Math.max(best, (s * s - u * u) / 2 - miss - weight * cost(s));
    }
    const found = complexityAtEnergy(u, {moments, index});
    assert.ok(found >= Math.log(ratio) / 2 + best - 1e-12);
    // Curvature of the bracket below 2ν″/α² + k + 2 and, at the edge, a slope that is not 0.
    assert.ok(found - Math.log(ratio) / 2 - best <= 1e-3 * (5 + curvature / variance));
  }
});

test("higher indices start higher: E_0 > E_1 > … > E_inf", () => {
  const random = randomStream(4);
  for (let round = 0; round < 20; round++) {
    const moments = randomMixture(random);
    const energies = [0, 1, 2, 3].map((k) => lowestEnergy(moments, k) ?? NaN);
    energies.forEach((energy, k) => {
      assert.ok(energy < densestEnergy(moments));
      if (k > 0) assert.ok(energy > energies[k - 1]);
      assert.ok(Math.abs(complexityAtEnergy(energy, {moments, index: k})) <= 1e-12);
    });
  }
});

test("the band of low critical points moves down as beta grows", () => {
  const betas = [0.05, 0.1, 0.5, 2, 10];
  const floors = betas.map((beta) => lowestEnergy(residual(100, beta), 0) ?? NaN);
  const tops = betas.map((beta) => densestEnergy(residual(100, beta)));
  for (let i = 1; i < betas.length; i++) {
    assert.ok(floors[i] < floors[i - 1] && tops[i] < tops[i - 1]);
  }
});

test("a trivial mixture has no lowest energy; bad input gets its sentence", () => {
  const trivial = mixtureMoments(lengthEnergies(pathLengthLaw(10, 0.05)));
  assert.equal(lowestEnergy(trivial, 0), undefined);
  const moments = pure(3);
  assert.throws(() => complexityAtEnergy(NaN, {moments, index: 0}), /energy must be finite/);
  assert.throws(() => complexityAtEnergy(-1, {moments, index: -1}), /index must be .* got -1/);
  assert.throws(
    () => complexityAtEnergy(-1, {moments: mixtureMoments([1]), index: 0}),
    /length-1 paths alone has no complexity/,
  );
});
