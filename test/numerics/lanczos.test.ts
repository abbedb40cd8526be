import assert from "node:assert/strict";
import {test} from "node:test";
import {
  eigenvaluesBelow,
  lanczos,
  spectralWeights,
  tridiagonalEigenvalues,
} from "../../src/numerics/lanczos";
import type {Tridiagonal} from "../../src/numerics/lanczos";
import {randomStream} from "../../src/numerics/random";
import {symmetricEigenvalues} from "../../src/numerics/symmetric-matrix";

const root = randomStream(1);

function randomSymmetric(size: number, name: string): Float64Array {
  const random = root.child(name);
  const entries = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) entries[i * size + j] = entries[j * size + i] = random.normal();
  }
  return entries;
}

const times = (entries: Float64Array) => (v: Float64Array) =>
  v.map((_, i) => v.reduce((sum, x, j) => sum + entries[i * v.length + j] * x, 0));

test("with as many steps as rows it finds every eigenvalue, as Householder and QL do", () => {
  for (const size of [1, 2, 3, 10, 40]) {
    const entries = randomSymmetric(size, `full ${size}`);
    const found = tridiagonalEigenvalues(
      lanczos(times(entries), {size, steps: size, random: root.child("start")}),
    );
    symmetricEigenvalues({size, entries}).forEach((exact, k) =>
      assert.ok(Math.abs(found[k] - exact) <= 1e-12 * Math.sqrt(size), `${found[k]}, ${exact}`),
    );
  }
});

test("eigenvalues that come several times are found as often: a projection of rank 3 in R^8", () => {
  const size = 8;
  const entries = new Float64Array(size * size);
  [1, 4, 6].forEach((i) => (entries[i * size + i] = 1));
  const matrix = lanczos(times(entries), {size, steps: size, random: root.child("twice")});
  const found = tridiagonalEigenvalues(matrix);
  [0, 0, 0, 0, 0, 1, 1, 1].forEach((exact, k) => assert.ok(Math.abs(found[k] - exact) <= 1e-12));
  assert.equal(eigenvaluesBelow(matrix, 0.5), 5);
});

test("a few steps find the outermost eigenvalues from inside", () => {
  const size = 60;
  const entries = randomSymmetric(size, "outer");
  entries[0] += 40; // one eigenvalue far from the others is found at once
  const exact = symmetricEigenvalues({size, entries});
  let widest = -Infinity;
  for (const steps of [4, 8, 16, 32]) {
    const found = tridiagonalEigenvalues(
      lanczos(times(entries), {size, steps, random: root.child("outer start")}),
    );
    const [low, high] = [found[0], found[steps - 1]];
    assert.ok(low >= exact[0] - 1e-12 && high <= exact[size - 1] + 1e-12);
    assert.ok(high - low >= widest - 1e-12);
    widest = high - low;
    if (steps >= 16) assert.ok(Math.abs(high - exact[size - 1]) <= 1e-9);
  }
});

test("Sturm's count is the number of eigenvalues below, between and outside them", () => {
  // By hand: [[2, 1], [1, 2]] has 1 and 3; the second differences have 2 − 2 cos(kπ/(n+1)).
  const pair: Tridiagonal = {diagonal: Float64Array.of(2, 2), beside: Float64Array.of(1)};
  assert.deepEqual(
    [0, 0.9, 1.1, 2.9, 3.1].map((x) => eigenvaluesBelow(pair, x)),
    [0, 0, 1, 1, 2],
  );
  const n = 50;
  const chain = {diagonal: new Float64Array(n).fill(2), beside: new Float64Array(n - 1).fill(-1)};
  tridiagonalEigenvalues(chain).forEach((value, k) =>
    assert.ok(Math.abs(value - (2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)))) <= 1e-14),
  );
});

test("the weights are Gauss's: they sum to 1 and give the first moments of the start", () => {
  const size = 30;
  const entries = randomSymmetric(size, "weights");
  const matrix = lanczos(times(entries), {size, steps: 12, random: root.child("weights start")});
  const values = tridiagonalEigenvalues(matrix);
  const weights = spectralWeights(matrix, values);
  const moment = (power: number) => weights.reduce((sum, w, j) => sum + w * values[j] ** power, 0);
  assert.ok(Math.abs(moment(0) - 1) <= 1e-12);
  // e₁ᵀ T e₁ and e₁ᵀ T² e₁.
  assert.ok(Math.abs(moment(1) - matrix.diagonal[0]) <= 1e-11);
  assert.ok(Math.abs(moment(2) - matrix.diagonal[0] ** 2 - matrix.beside[0] ** 2) <= 1e-10);
});

test("averaged over starts, the weights below 0 are the share of negative eigenvalues", () => {
  const size = 40;
  const entries = randomSymmetric(size, "share");
  const exact = symmetricEigenvalues({size, entries}).filter((x) => x < 0).length / size;
  const starts = 400;
  let share = 0;
  for (let i = 0; i < starts; i++) {
    const matrix = lanczos(times(entries), {size, steps: 20, random: root.child(`start ${i}`)});
    const values = tridiagonalEigenvalues(matrix);
    spectralWeights(matrix, values).forEach((w, j) => (share += values[j] < 0 ? w / starts : 0));
  }
  // One start has a variance below 2 · share (1 − share) / size.
  assert.ok(Math.abs(share - exact) <= 5 * Math.sqrt(0.5 / size / starts) + 0.01);
});

test("more steps than rows, and no rows, are refused", () => {
  const run = (size: number, steps: number) => () =>
    lanczos((v) => v, {size, steps, random: root.child("bad")});
  assert.throws(run(4, 5), /steps must be a whole number, from 1 to 4, got 5/);
  assert.throws(run(0, 1), /size must be .* got 0/);
});
