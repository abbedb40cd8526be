import assert from "node:assert/strict";
import {test} from "node:test";
import {randomStream} from "../../src/numerics/random";
import {solveSymmetric, symmetricEigenvalues} from "../../src/numerics/symmetric-matrix";

const random = randomStream(1);

function randomSymmetric(size: number): Float64Array {
  const entries = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) entries[i * size + j] = entries[j * size + i] = random.normal();
  }
  return entries;
}

test("the path of three nodes has eigenvalues -sqrt 2, 0, sqrt 2", () => {
  const entries = Float64Array.of(0, 1, 0, 1, 0, 1, 0, 1, 0);
  const values = symmetricEigenvalues({size: 3, entries});
  [-Math.SQRT2, 0, Math.SQRT2].forEach((x, i) => assert.ok(Math.abs(values[i] - x) <= 1e-15));
});

test("second differences have the eigenvalues 2 - 2 cos(k pi / (n + 1))", () => {
  for (const size of [1, 2, 10, 80]) {
    const entries = Float64Array.from({length: size * size}, (_, at) => {
      const [i, j] = [Math.floor(at / size), at % size];
      return i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0;
    });
    symmetricEigenvalues({size, entries}).forEach((value, k) => {
      const exact = 2 - 2 * Math.cos(((k + 1) * Math.PI) / (size + 1));
      // Backward stable: a few units of rounding of the norm, 4, per row.
      assert.ok(Math.abs(value - exact) <= 4 * 2 ** -52 * (size + 4));
    });
  }
});

test("eigenvalues come in order and keep trace and sum of squares", () => {
  for (const size of [1, 2, 5, 30]) {
    const entries = randomSymmetric(size);
    const values = [...symmetricEigenvalues({size, entries})];
    assert.deepEqual(
      values,
      [...values].sort((a, b) => a - b),
    );
    const trace = entries.reduce((t, x, at) => t + (at % (size + 1) === 0 ? x : 0), 0);
    const squares = entries.reduce((t, x) => t + x * x, 0);
    assert.ok(Math.abs(values.reduce((t, x) => t + x, 0) - trace) <= 1e-13 * size ** 2);
    assert.ok(Math.abs(values.reduce((t, x) => t + x * x, 0) - squares) <= 1e-13 * size ** 3);
  }
});

test("a solved system gives back its right side; a singular one gives nothing", () => {
  for (const size of [1, 2, 4, 20]) {
    const entries = randomSymmetric(size);
    const right = Float64Array.from({length: size}, random.normal);
    const x = solveSymmetric({size, entries}, right);
    assert.ok(x);
    const largest = Math.max(...x.map(Math.abs));
    for (let i = 0; i < size; i++) {
      let row = 0;
      for (let j = 0; j < size; j++) row += entries[i * size + j] * x[j];
      assert.ok(Math.abs(row - right[i]) <= 1e-13 * size ** 2 * (1 + largest));
    }
  }
  assert.equal(solveSymmetric({size: 2, entries: Float64Array.of(1, 1, 1, 1)}, [1, 2]), undefined);
});

test("a matrix of the wrong size is refused", () => {
  assert.throws(
    () => symmetricEigenvalues({size: 2, entries: new Float64Array(3)}),
    /a matrix of 2 rows needs 4 entries, got 3/,
  );
  assert.throws(
    () => symmetricEigenvalues({size: 0, entries: new Float64Array(0)}),
    /size must be/,
  );
});
