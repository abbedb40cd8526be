import assert from "node:assert/strict";
import {test} from "node:test";
import {functionDot} from "../../src/models/feature-risk";
import {gaussianKernel, smoothed} from "../../src/models/kernel-smoothing";
import {denseMatrix, transposed} from "../../src/numerics/dense-matrix";
import type {DenseMatrix} from "../../src/numerics/dense-matrix";
import {randomStream} from "../../src/numerics/random";
import {symmetricEigenvalues} from "../../src/numerics/symmetric-matrix";

const random = randomStream(81);
const drawn = (rows: number, columns: number): DenseMatrix =>
  denseMatrix(
    [rows, columns],
    Array.from({length: rows * columns}, () => random.normal()),
  );

test("a Gaussian Gram matrix has no eigenvalue below 0, and ones on its diagonal", () => {
  for (const width of [0.05, 0.5, 5]) {
    const points = drawn(25, 3);
    const gram = gaussianKernel(points, points, {width});
    for (let i = 0; i < 25; i++) assert.equal(gram.values[26 * i], 1);
    const [least] = symmetricEigenvalues({size: 25, entries: gram.values});
    // Eigenvalues reach 25, and rounding takes some 25 units in the last place of that.
    assert.ok(least > -1e-13, `${width}: ${least}`);
  }
});

test("two points one width apart have a kernel of e^(−1/2)", () => {
  const points = denseMatrix([2, 2], [0, 0, 0.3, 0.4]);
  const gram = gaussianKernel(points, points, {width: 0.5});
  assert.ok(Math.abs(gram.values[1] - Math.exp(-0.5)) < 1e-15);
});

test("the operator is self-adjoint, positive, and shortens no more than its energy allows", () => {
  const points = drawn(30, 2);
  const kernel = gaussianKernel(points, points, {width: 0.7});
  for (let trial = 0; trial < 20; trial++) {
    const [first, second] = [drawn(30, 2), drawn(30, 2)];
    const [smoothFirst, smoothSecond] = [smoothed(kernel, first), smoothed(kernel, second)];
    const gap = functionDot(first, smoothSecond) - functionDot(smoothFirst, second);
    assert.ok(Math.abs(gap) < 1e-14);
    const energy = functionDot(first, smoothFirst);
    assert.ok(energy >= 0 && functionDot(smoothFirst, smoothFirst) <= energy * (1 + 1e-12));
  }
});

test("smoothing a constant with a kernel of ones leaves it as it is", () => {
  const ones = denseMatrix(
    [4, 4],
    Array.from({length: 16}, () => 1),
  );
  const constant = transposed(denseMatrix([1, 4], [2, 2, 2, 2]));
  assert.deepEqual(smoothed(ones, constant), constant);
});
