import assert from "node:assert/strict";
import {test} from "node:test";
import {
  added,
  denseMatrix,
  matrixOfRows,
  product,
  rowNorms,
  transposed,
} from "../../src/numerics/dense-matrix";
import {randomStream} from "../../src/numerics/random";
import {singularValues} from "../../src/numerics/singular-values";

test("products, transposes and sums of small matrices by hand", () => {
  const a = matrixOfRows([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const b = matrixOfRows([
    [1, 0],
    [0, -1],
    [2, 1],
  ]);
  assert.deepEqual([...product(a, b).values], [7, 1, 16, 1]);
  assert.deepEqual(product(transposed(a), b, {transposeA: true}), product(a, b));
  assert.deepEqual([...added(a, transposed(b), 2).values], [3, 2, 7, 4, 3, 8]);
  assert.deepEqual(
    [
      ...rowNorms(
        matrixOfRows([
          [3, 4],
          [0, 0],
        ]),
      ),
    ],
    [5, 0],
  );
});

test("matrices that do not fit are refused", () => {
  assert.throws(() => product(denseMatrix([2, 3]), denseMatrix([2, 3])), /2 × 3 by 2 × 3/);
  assert.throws(() => added(denseMatrix([2, 3]), denseMatrix([3, 2])), /2 × 3 and 3 × 2/);
  assert.throws(() => denseMatrix([2, 2], [1, 2, 3]), /needs 4 numbers, got 3/);
});

test("singular values are those of a product of rotations and a diagonal, tall or wide", () => {
  const random = randomStream(1);
  const [t, s] = [6 * random.uniform(), 6 * random.uniform()];
  const left = matrixOfRows([
    [Math.cos(t), -Math.sin(t), 0],
    [Math.sin(t), Math.cos(t), 0],
    [0, 0, 1],
  ]);
  const middle = matrixOfRows([
    [5, 0],
    [0, 2],
    [0, 0],
  ]);
  const right = matrixOfRows([
    [Math.cos(s), Math.sin(s)],
    [-Math.sin(s), Math.cos(s)],
  ]);
  const tall = product(product(left, middle), right);
  for (const matrix of [tall, transposed(tall)]) {
    const [first, second] = singularValues(matrix);
    assert.ok(Math.abs(first - 5) < 1e-14 && Math.abs(second - 2) < 1e-14);
  }
});
