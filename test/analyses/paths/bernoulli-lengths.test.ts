import assert from "node:assert/strict";
import {test} from "node:test";
import {
  bernoulliSumLaw,
  harmonicStartLengths,
  lengthsUnderBatchNorm,
  logIndependentGateShares,
} from "../../../src/analyses/paths/bernoulli-lengths";
import {lengthEnergies, pathLengthLaw} from "../../../src/analyses/paths/path-length-law";
import {lengthMeanAndDeviation} from "../../../src/analyses/paths/path-statistics";
import {randomStream} from "../../../src/numerics/random";
import {sum} from "../../../src/numerics/sum";

const closeTo = (value: number, expected: number, digits: number) =>
  assert.ok(
    Math.abs(value - expected) <= 0.5000001 * 10 ** -digits,
    `${value}, expected ${expected}`,
  );

test("independent gates at p = 20: means and deviations for c = .707, 1, 1.414 and 2", () => {
  const table = [
    [0.5, 4.8, 1.744],
    [1, 7.333, 2.055],
    [2, 10.5, 2.179],
    [4, 13.667, 2.055],
  ];
  for (const [cSquared, mean, deviation] of table) {
    const shares = logIndependentGateShares(20, cSquared / 2).map(Math.exp);
    const found = lengthMeanAndDeviation(shares);
    closeTo(found.mean, mean, 3);
    closeTo(found.deviation, deviation, 3);
  }
});

test("the paper's energies at p = 20, Lambda = n: the means and deviations beside them", () => {
  const table = [
    [Math.SQRT1_2, 5.839, 1.373],
    [1, 7.247, 1.473],
    [Math.SQRT2, 8.826, 1.539],
    [2, 10.5, 1.562],
  ];
  for (const [c, mean, deviation] of table) {
    const found = lengthMeanAndDeviation(lengthEnergies(pathLengthLaw(20, c / 2)));
    closeTo(found.mean, mean, 3);
    closeTo(found.deviation, deviation, 3);
  }
});

test("the independent-gate law is the sum of p - 1 equal coins", () => {
  const random = randomStream(1);
  for (let round = 0; round < 30; round++) {
    const depth = 1 + random.integer(60);
    const odds = 10 ** (4 * random.uniform() - 2);
    const coins = bernoulliSumLaw(new Float64Array(depth - 1).fill(odds / (1 + odds)));
    const shares = logIndependentGateShares(depth, odds).map(Math.exp);
    shares.forEach((share, i) =>
      assert.ok(Math.abs(share - coins[i]) <= 1e-13 * depth * (share + 1e-3)),
    );
  }
});

test("the independent-gate law sums to one at depth 10000 and odds from 1e-6 to 1e6", () => {
  for (const depth of [1, 2, 10_000]) {
    for (let exponent = -6; exponent <= 6; exponent++) {
      const logs = logIndependentGateShares(depth, 10 ** exponent);
      assert.ok(logs.every(Number.isFinite));
      assert.ok(Math.abs(sum(logs.map(Math.exp)) - 1) <= 1e-11, `p=${depth} odds=1e${exponent}`);
    }
  }
});

test("a sum of unequal coins agrees with listing every outcome", () => {
  const random = randomStream(2);
  for (let round = 0; round < 20; round++) {
    const chances = Array.from({length: random.integer(9)}, random.uniform);
    const listed = new Array<number>(chances.length + 1).fill(0);
    for (let outcome = 0; outcome < 2 ** chances.length; outcome++) {
      const yes = chances.map((_, l) => ((outcome >> l) & 1) === 1);
      const chance = chances.reduce((p, c, l) => p * (yes[l] ? c : 1 - c), 1);
      listed[yes.filter(Boolean).length] += chance;
    }
    bernoulliSumLaw(chances).forEach((p, s) => assert.ok(Math.abs(p - listed[s]) <= 1e-14));
  }
});

test("the start under batch norm counts the cycles of a permutation: integers over 10!", () => {
  const counts = [362880, 1026576, 1172700, 723680, 269325, 63273, 9450, 870, 45, 1];
  const {shares} = harmonicStartLengths(10);
  counts.forEach((count, i) => assert.ok(Math.abs((shares[i] * 3_628_800) / count - 1) <= 1e-13));
  const printed = [0.1, 0.282897, 0.323165, 0.199427, 0.074219, 0.017436, 0.002604, 0.00024];
  printed.forEach((share, i) => closeTo(shares[i], share, 6));
});

test("listing all permutations of 1 … 7 gives the same law of cycles", () => {
  function cycles(order: readonly number[]): number {
    const seen = new Set<number>();
    let count = 0;
    for (let start = 0; start < order.length; start++) {
      if (seen.has(start)) continue;
      count++;
      for (let at = start; !seen.has(at); at = order[at]) seen.add(at);
    }
    return count;
  }
  function* permutations(items: number[]): Generator<number[]> {
    if (items.length === 0) yield [];
    for (const item of items) {
      for (const rest of permutations(items.filter((other) => other !== item)))
        yield [item, ...rest];
    }
  }
  const counts = new Array<number>(7).fill(0);
  for (const order of permutations([0, 1, 2, 3, 4, 5, 6])) counts[cycles(order) - 1]++;
  const {shares} = harmonicStartLengths(7);
  counts.forEach((count, i) => assert.ok(Math.abs(shares[i] * 5040 - count) <= 1e-10));
});

test("the mean start length is the harmonic number", () => {
  const table = [
    [10, 2.928968],
    [20, 3.59774],
    [50, 4.499205],
    [100, 5.187378],
    [1000, 7.485471],
  ];
  for (const [depth, harmonic] of table) {
    const law = harmonicStartLengths(depth);
    closeTo(law.mean, harmonic, 6);
    const fromShares = lengthMeanAndDeviation(law.shares);
    assert.ok(Math.abs(fromShares.mean - law.mean) <= 1e-12);
    assert.ok(Math.abs(fromShares.deviation ** 2 - law.variance) <= 1e-12);
  }
  closeTo(Math.sqrt(harmonicStartLengths(10).variance), 1.174394, 6);
  closeTo(Math.sqrt(harmonicStartLengths(100).variance), 1.884779, 6);
});

test("at depth 10000 the mean agrees with Euler's expansion of H_p", () => {
  const p = 10_000;
  const euler = 0.5772156649015329;
  const expansion = Math.log(p) + euler + 1 / (2 * p) - 1 / (12 * p ** 2);
  const law = harmonicStartLengths(p);
  assert.ok(Math.abs(law.mean - expansion) <= 1e-13);
  assert.ok(Math.abs(sum(law.shares) - 1) <= 1e-12);
});

test("raising every scale but the first meets a wall at 1 + H_{p-1}", () => {
  const printed = [
    [0.1, 1.619],
    [0.5, 2.52],
    [1, 2.929],
    [2, 3.267],
    [5, 3.562],
    [20, 3.755],
    [1000, 3.827],
  ];
  const scales = (rest: number) => [1, ...new Array<number>(9).fill(rest)];
  for (const [rest, mean] of printed) closeTo(lengthsUnderBatchNorm(scales(rest)).mean, mean, 3);
  const wall = 1 + harmonicStartLengths(9).mean;
  closeTo(wall, 3.829, 3);
  // At scale s the layer l still carries at most 1/(l−1): the wall is reached from below.
  for (const rest of [1e3, 1e6, 1e12]) {
    const {mean} = lengthsUnderBatchNorm(scales(rest));
    assert.ok(mean <= wall && wall - mean <= 20 / rest + 1e-12);
  }
  closeTo(1 + harmonicStartLengths(99).mean, 6.177, 3);
});

test("multiplying every scale by one number changes nothing; growing scales go deep", () => {
  const random = randomStream(3);
  for (let round = 0; round < 20; round++) {
    const scales = Array.from({length: 1 + random.integer(30)}, () => random.uniform() + 0.01);
    const factor = 10 ** (4 * random.uniform() - 2);
    const [one, other] = [scales, scales.map((s) => s * factor)].map((each) =>
      lengthsUnderBatchNorm(each),
    );
    assert.ok(Math.abs(one.mean - other.mean) <= 1e-13 * scales.length);
  }
  const geometric = (a: number) =>
    lengthsUnderBatchNorm(Array.from({length: 10}, (_, l) => a ** l)).mean;
  // λ_l = a^(l−1) gives Σ (a−1)/(a−a^(1−l)) exactly.
  for (const a of [1.2, 1.5, 2, 3]) {
    const exact = Array.from({length: 10}, (_, i) => (a - 1) / (a - a ** -i));
    assert.ok(Math.abs(geometric(a) - sum(exact)) <= 1e-13);
  }
  assert.ok(geometric(3) > geometric(2) && geometric(2) > geometric(1.5));
});

test("scales, chances and odds that make no sense are refused", () => {
  assert.throws(() => lengthsUnderBatchNorm([0, 1]), /first layer's scale must be .* got 0/);
  assert.throws(() => lengthsUnderBatchNorm([1, -0.5]), /layer 2 must be at least 0, got -0.5/);
  assert.throws(() => lengthsUnderBatchNorm([]), /number of scales must be/);
  assert.throws(
    () => bernoulliSumLaw([0.5, 1.5]),
    /chance 2 must be a number from 0 to 1, got 1.5/,
  );
  assert.throws(() => logIndependentGateShares(0, 1), /depth must be/);
  assert.throws(() => logIndependentGateShares(5, -1), /odds must be .* got -1/);
  assert.throws(() => harmonicStartLengths(1.5), /depth must be .* got 1.5/);
});
