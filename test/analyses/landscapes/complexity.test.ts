import assert from "node:assert/strict";
import {test} from "node:test";
import {
  lowIndexComplexity,
  lowIndexComplexityAsPrinted,
  totalComplexity,
  trivialBelowBeta,
} from "../../../src/analyses/landscapes/complexity";
import {lengthEnergies, pathLengthLaw} from "../../../src/analyses/paths/path-length-law";
import {mixtureMoments, withoutLengthOne} from "../../../src/analyses/paths/path-statistics";
import {randomStream} from "../../../src/numerics/random";

const closeTo = (value: number, expected: number, digits = 6) =>
  assert.ok(
    Math.abs(value - expected) <= 0.5000001 * 10 ** -digits,
    `${value}, expected ${expected}`,
  );

test("pure models of 3, 4, 5, 10 and 100: theta(p - 1)", () => {
  const printed = [
    [3, 0.01324],
    [4, 0.049306],
    [5, 0.093147],
    [10, 0.298612],
    [100, 1.31756],
  ];
  for (const [p, theta] of printed) closeTo(lowIndexComplexity(p - 1), theta);
});

test("Fig. 1(f): theta against beta without length-1 paths, p = 10 and 100", () => {
  const betas = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, 100];
  const curves: [number, number[]][] = [
    [
      10,
      [
        0, 0, 8e-6, 0.000325, 0.006297, 0.020893, 0.057121, 0.088974, 0.125402, 0.165731, 0.191677,
        0.22295, 0.253141, 0.279907, 0.298354,
      ],
    ],
    [
      100,
      [
        0.000988, 0.016596, 0.133327, 0.30611, 0.521417, 0.652595, 0.810317, 0.904507, 0.99288,
        1.077206, 1.126448, 1.181887, 1.231797, 1.273225, 1.314262,
      ],
    ],
  ];
  for (const [depth, thetas] of curves) {
    betas.forEach((beta, i) => {
      const energies = withoutLengthOne(lengthEnergies(pathLengthLaw(depth, beta)));
      closeTo(lowIndexComplexity(mixtureMoments(energies).ratio), thetas[i]);
    });
  }
});

test("with length-1 paths the printed formula goes negative where the landscape is trivial", () => {
  const ratio = (beta: number) => mixtureMoments(lengthEnergies(pathLengthLaw(10, beta))).ratio;
  closeTo(lowIndexComplexityAsPrinted(ratio(0.1)), -0.000335);
  closeTo(lowIndexComplexityAsPrinted(ratio(0.05)), -0.0553, 4);
  assert.equal(lowIndexComplexity(ratio(0.1)), 0);
  assert.equal(totalComplexity(ratio(0.1)), 0);
});

test("the slope of theta is (G - 1)^2 / (2 G (G + 1)^2), by central differences", () => {
  const random = randomStream(1);
  for (let round = 0; round < 100; round++) {
    const ratio = 1.01 + 10 ** (3 * random.uniform());
    const h = 1e-4 * ratio;
    const slope = (lowIndexComplexity(ratio + h) - lowIndexComplexity(ratio - h)) / (2 * h);
    const exact = (ratio - 1) ** 2 / (2 * ratio * (ratio + 1) ** 2);
    // h²/6 times a third derivative below 2/G³, plus rounding.
    assert.ok(Math.abs(slope - exact) <= 1e-8 / ratio + 1e-11);
  }
});

test("Theorem 5: no mixture of lengths 2 … p beats the pure model of length p", () => {
  const random = randomStream(2);
  for (let round = 0; round < 200; round++) {
    const depth = 2 + random.integer(30);
    const raw = Array.from({length: depth}, (_, i) => (i === 0 ? 0 : random.uniform() ** 4));
    const total = raw.reduce((a, b) => a + b, 0);
    const {ratio} = mixtureMoments(raw.map((x) => x / total));
    assert.ok(ratio <= depth - 1 + 1e-12);
    assert.ok(lowIndexComplexity(ratio) <= lowIndexComplexity(depth - 1) + 1e-12);
    assert.ok(lowIndexComplexity(ratio) <= totalComplexity(ratio));
  }
});

test("10,000 layers and beta from 1e-6 to 1e6: between 0 and the pure model, rising with beta", () => {
  for (const depth of [2, 100, 10_000]) {
    let previous = -Infinity;
    for (let exponent = -6; exponent <= 6; exponent++) {
      const energies = lengthEnergies(pathLengthLaw(depth, 10 ** exponent));
      const theta = lowIndexComplexity(mixtureMoments(energies).ratio);
      assert.ok(theta >= Math.max(-1e-15, previous - 1e-12), `${depth} layers, 1e${exponent}`);
      assert.ok(theta <= lowIndexComplexity(depth - 1) + 1e-9);
      previous = theta;
    }
  }
});

test("no layers, part of a layer and a beta that is no odds are refused before anything is counted", () => {
  for (const depth of [0, 1.5, -3]) {
    assert.throws(() => pathLengthLaw(depth, 1), new RegExp(`depth must be .* got ${depth}`));
  }
  for (const beta of [0, -1, NaN, Infinity]) {
    assert.throws(() => pathLengthLaw(10, beta), new RegExp(`beta must be .* got ${beta}`));
  }
  assert.throws(() => mixtureMoments([0.5, 0.4]), /must sum to 1, got 0.9/);
});

test("endless depth has endless complexity, and a negative ratio is refused", () => {
  assert.equal(lowIndexComplexity(Infinity), Infinity);
  assert.equal(lowIndexComplexity(1), 0);
  for (const bad of [-0.1, NaN])
    assert.throws(() => lowIndexComplexityAsPrinted(bad), /ratio must be/);
});

test("beta_c p is 1.511, 1.2041, 1.0927, 1.0351, 1.01727, 1.00856 at p = 5 … 200", () => {
  const table: [number, number, number][] = [
    [5, 1.511, 3],
    [10, 1.2041, 4],
    [20, 1.0927, 4],
    [50, 1.0351, 4],
    [100, 1.01727, 5],
    [200, 1.00856, 5],
  ];
  for (const [depth, product, digits] of table) {
    assert.ok(Math.abs(trivialBelowBeta(depth) * depth - product) <= 0.50001 * 10 ** -digits);
  }
});

test("beta_c p falls to 1 as p grows", () => {
  let previous = Infinity;
  for (const depth of [3, 10, 100, 1000, 10_000]) {
    const product = trivialBelowBeta(depth) * depth;
    assert.ok(product > 1 && product < previous);
    previous = product;
  }
  assert.ok(previous < 1.0002);
});

test("below it G is under 1, above it over 1, and at p = 2 always under", () => {
  const ratio = (depth: number, beta: number) =>
    mixtureMoments(lengthEnergies(pathLengthLaw(depth, beta))).ratio;
  for (const depth of [3, 4, 30]) {
    const beta = trivialBelowBeta(depth);
    assert.ok(Math.abs(ratio(depth, beta) - 1) <= 1e-12);
    for (const factor of [0.01, 0.5, 0.99]) assert.ok(ratio(depth, factor * beta) < 1);
    for (const factor of [1.01, 2, 100]) assert.ok(ratio(depth, factor * beta) > 1);
  }
  for (const beta of [0.1, 1, 1e6]) assert.ok(ratio(2, beta) < 1);
  assert.throws(() => trivialBelowBeta(2), /depth must be .* at least 3, got 2/);
});

test("p = 3 by hand: G = 1 where 3 beta^4 = 1", () => {
  // ε² ∝ 1, 4b², b⁴: ν″ − ν′ = (8b² + 6b⁴) − (1 + 8b² + 3b⁴) = 3b⁴ − 1.
  assert.ok(Math.abs(trivialBelowBeta(3) - 3 ** -0.25) <= 1e-14);
});
