import assert from "node:assert/strict";
import {test} from "node:test";
import {lengthEnergies, pathLengthLaw} from "../../../src/analyses/paths/path-length-law";
import {mixtureMoments} from "../../../src/analyses/paths/path-statistics";
import {trivialBelowBeta} from "../../../src/analyses/landscapes/trivial-phase";

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
