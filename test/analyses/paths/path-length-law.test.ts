import assert from "node:assert/strict";
import {test} from "node:test";
import {
  energyNear,
  lengthEnergies,
  lengthWeights,
  pathLengthLaw,
  weightsPerLogScale,
} from "../../../src/analyses/paths/path-length-law";
import {randomStream} from "../../../src/numerics/random";
import {sum} from "../../../src/numerics/sum";

/** Within half a unit of the last printed digit. */
function assertPrinted(value: number, printed: number, digits: number, what = "") {
  assert.ok(
    Math.abs(value - printed) <= 0.5000001 * 10 ** -digits,
    `${what} ${value} ≠ ${printed}`,
  );
}

/**
 * ε_r² with β = a/b as a quotient of whole numbers:
 * C(p−1, r−1)² a^(2r) b^(2(p−r)) over the sum of the same.
 */
function exactEnergies(depth: number, a: bigint, b: bigint): number[] {
  const parts: bigint[] = [];
  let binomial = 1n;
  for (let r = 1; r <= depth; r++) {
    parts.push(binomial ** 2n * a ** BigInt(2 * r) * b ** BigInt(2 * (depth - r)));
    binomial = (binomial * BigInt(depth - r)) / BigInt(r);
  }
  const total = parts.reduce((x, y) => x + y, 0n);
  const scale = 10n ** 40n;
  return parts.map((part) => Number((part * scale) / total) / 1e40);
}

const printedAtDepth10: [number, number[]][] = [
  [0.1, [0.7167, 0.64503, 0.258012, 0.060203, 0.00903, 0.000903, 6e-5, 3e-6, 0, 0]],
  [
    0.5,
    [
      0.058538, 0.263423, 0.526845, 0.614653, 0.46099, 0.230495, 0.076832, 0.016464, 0.002058,
      0.000114,
    ],
  ],
  [
    1,
    [
      0.004535, 0.040816, 0.163266, 0.380953, 0.57143, 0.57143, 0.380953, 0.163266, 0.040816,
      0.004535,
    ],
  ],
];

test("depth 10 gives the weights worked out for beta .1, .5, 1 and, reversed, 2", () => {
  for (const [beta, printed] of printedAtDepth10) {
    const weights = lengthWeights(pathLengthLaw(10, beta));
    printed.forEach((value, i) => assertPrinted(weights[i], value, 6, `eps_${i + 1}(${beta})`));
  }
  const reversed = [...lengthWeights(pathLengthLaw(10, 2))].reverse();
  printedAtDepth10[1][1].forEach((value, i) => assertPrinted(reversed[i], value, 6));
});

test("depth 100 gives the weights near the peak of Fig. 1a and 1b", () => {
  const peaks: [number, number, number[]][] = [
    [0.1, 7, [0.284247, 0.377643, 0.434289, 0.439114, 0.395203, 0.319755, 0.234487]],
    [0.5, 31, [0.288214, 0.320755, 0.340802, 0.345965, 0.33579, 0.311805, 0.27716]],
  ];
  for (const [beta, from, printed] of peaks) {
    const weights = lengthWeights(pathLengthLaw(100, beta));
    printed.forEach((value, i) => assertPrinted(weights[from - 1 + i], value, 6));
  }
  assert.equal(lengthWeights(pathLengthLaw(100, 2))[0].toPrecision(2), "2.4e-47");
});

test("agrees with whole-number arithmetic at depths to 300 and any rational beta", () => {
  const random = randomStream(1);
  for (let round = 0; round < 40; round++) {
    const depth = 1 + random.integer(round < 30 ? 40 : 300);
    const [a, b] = [1 + random.integer(20), 1 + random.integer(20)];
    const exact = exactEnergies(depth, BigInt(a), BigInt(b));
    const energies = lengthEnergies(pathLengthLaw(depth, a / b));
    exact.forEach((energy, i) => {
      // 2 |r − peak| roundings of β (p−r)/r, each 2^-52, on top of the truncation at 1e-40.
      const allowed = energy * 2 ** -52 * (4 * depth + 8) + 2e-40;
      assert.ok(Math.abs(energies[i] - energy) <= allowed, `p=${depth} beta=${a}/${b} r=${i + 1}`);
    });
  }
});

test("energies sum to one and weights are finite at depth 10000 and beta from 1e-6 to 1e6", () => {
  for (const depth of [1, 2, 3, 100, 10_000]) {
    for (let exponent = -6; exponent <= 6; exponent++) {
      const law = pathLengthLaw(depth, 10 ** exponent);
      assert.ok(Math.abs(sum(lengthEnergies(law)) - 1) <= 1e-13, `p=${depth} beta=1e${exponent}`);
      assert.ok(law.logWeights.every(Number.isFinite));
      assert.ok(Number.isFinite(law.logNormaliser));
    }
  }
});

test("turning beta into 1/beta mirrors the weights", () => {
  const random = randomStream(2);
  for (let round = 0; round < 50; round++) {
    const depth = 1 + random.integer(2000);
    const beta = 10 ** (12 * random.uniform() - 6);
    const weights = pathLengthLaw(depth, beta).logWeights;
    const mirrored = pathLengthLaw(depth, 1 / beta).logWeights.reverse();
    // At most p steps on either side, each the logarithm of a number below β p, rounded.
    const allowed = depth * 2 ** -51 * (Math.abs(Math.log(beta)) + Math.log(depth) + 1) + 1e-14;
    weights.forEach((w, i) => assert.ok(Math.abs(w - mirrored[i]) <= allowed));
  }
});

test("neighbouring weights stand in the ratio beta (p - r) / r, and the first is beta / z", () => {
  const random = randomStream(3);
  for (let round = 0; round < 50; round++) {
    const depth = 2 + random.integer(500);
    const beta = 10 ** (4 * random.uniform() - 2);
    const {logWeights, logNormaliser} = pathLengthLaw(depth, beta);
    for (let r = 1; r < depth; r++) {
      const step = logWeights[r] - logWeights[r - 1];
      assert.ok(Math.abs(step - Math.log((beta * (depth - r)) / r)) <= 1e-11);
    }
    assert.ok(Math.abs(logWeights[0] - (Math.log(beta) - logNormaliser)) <= 1e-10);
  }
});

/**
 * ln z² by Legendre polynomials, z² = β² (1−x)^m P_m((1+x)/(1−x)), x = β², m = p − 1: the product
 * Q_m obeys (m+1) Q_{m+1} = (2m+1)(1+x) Q_m − m (1−x)² Q_{m−1}, also at x ≥ 1.
 */
function logNormaliserSquared(depth: number, beta: number): number {
  const x = beta ** 2;
  let [before, now, shift] = [0, 1, 0];
  for (let m = 0; m < depth - 1; m++) {
    [before, now] = [now, ((2 * m + 1) * (1 + x) * now - m * (1 - x) ** 2 * before) / (m + 1)];
    shift += Math.log(now);
    [before, now] = [before / now, 1];
  }
  return shift + Math.log(x);
}

test("z squared equals its Legendre form: 291.8225288 beta^2 at p = 10 and beta = .5", () => {
  const value = (beta: number) => Math.exp(2 * pathLengthLaw(10, beta).logNormaliser) / beta ** 2;
  // The numbers worked out beforehand are z²/β², the Legendre factor alone.
  assertPrinted(value(0.5), 291.8225288, 7);
  assertPrinted(value(2) / 76_499_525, 1, 8);
  const random = randomStream(4);
  for (let round = 0; round < 50; round++) {
    const depth = 1 + random.integer(1000);
    const beta = 10 ** (4 * random.uniform() - 2);
    const ours = 2 * pathLengthLaw(depth, beta).logNormaliser;
    const legendre = logNormaliserSquared(depth, beta);
    assert.ok(Math.abs(ours - legendre) <= 1e-10 * (1 + Math.abs(legendre)), `${depth} ${beta}`);
  }
});

test("the weights answer a growing scale by (r - mean length): central differences agree", () => {
  const random = randomStream(5);
  const h = 1e-5;
  for (const [depth, beta] of [
    [20, 0.7],
    ...Array.from({length: 10}, () => [2 + random.integer(60), 10 ** (2 * random.uniform() - 1)]),
  ]) {
    const up = lengthWeights(pathLengthLaw(depth, beta * Math.exp(h)));
    const down = lengthWeights(pathLengthLaw(depth, beta * Math.exp(-h)));
    const predicted = weightsPerLogScale(pathLengthLaw(depth, beta));
    predicted.forEach((slope, i) => {
      // Truncation h²/6 times a third derivative below depth³, rounding 1e-15/h times a few.
      const allowed = (h ** 2 / 6) * depth ** 3 + 1e-9;
      assert.ok(Math.abs((up[i] - down[i]) / (2 * h) - slope) <= allowed);
    });
  }
});

test("Eq. 19 as printed misses by up to 4.4 at p = 20, beta = .7", () => {
  const law = pathLengthLaw(20, 0.7);
  const right = weightsPerLogScale(law);
  const printed = lengthWeights(law).map((weight, i) => (i + 1) * weight);
  assert.equal(Math.max(...printed.map((x, i) => Math.abs(x - right[i]))).toFixed(1), "4.4");
});

test("the energy gathers around qp: the table of Theorem 2", () => {
  const depths = [30, 100, 300, 1000, 3000];
  const table: [number, number, number[]][] = [
    [0.1, 0.02, [0.354116, 0.680228, 0.91047, 0.997595, 1]],
    [0.1, 0.05, [0.82162, 0.984915, 0.999948, 1, 1]],
    [0.5, 0.02, [0.211378, 0.451476, 0.738616, 0.942177, 0.999072]],
    [0.5, 0.05, [0.578055, 0.866016, 0.992474, 0.999998, 1]],
    [2, 0.05, [0.580417, 0.862344, 0.992824, 0.999998, 1]],
    [2, 0.1, [0.944454, 0.997342, 1, 1, 1]],
  ];
  for (const [beta, delta, printed] of table) {
    printed.forEach((value, i) => {
      const law = pathLengthLaw(depths[i], beta);
      // The table rounds to whole ones earlier than to six digits in its last column.
      const digits = value === 1 ? 4 : 6;
      assertPrinted(energyNear(law, {delta}), value, digits, `beta=${beta} p=${depths[i]}`);
    });
  }
});

test("no energy falls outside a window as wide as the depth", () => {
  const law = pathLengthLaw(50, 3);
  assert.ok(Math.abs(energyNear(law, {delta: 1}) - 1) <= 1e-14);
  assert.throws(() => energyNear(law, {delta: -0.1}), /delta must be a number from 0 to 1/);
});

test("a depth or beta that makes no sense gets its sentence", () => {
  for (const depth of [0, 1.5, -3, NaN, Infinity]) {
    assert.throws(() => pathLengthLaw(depth, 1), {
      name: "RangeError",
      message: `depth must be a whole number of weight layers, at least 1, got ${depth}`,
    });
  }
  for (const beta of [0, -1, NaN, Infinity]) {
    assert.throws(() => pathLengthLaw(10, beta), {
      name: "RangeError",
      message: `beta must be a finite number above 0, got ${beta}`,
    });
  }
});
