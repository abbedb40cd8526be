import type {Random} from "./random";
import {requireWhole} from "./require-number";

/**
 * An orthogonal matrix of n rows, each as likely as any other: normal numbers, made orthonormal row by
 * row (modified Gram–Schmidt, twice, so that rounding leaves it orthogonal).
 *
 * Returns n² numbers, row after row.
 */
export function randomRotation(n: number, {random}: {readonly random: Random}): Float64Array {
  requireWhole("n", n, {from: 1});
  const matrix = Float64Array.from({length: n * n}, () => random.normal());
  const row = (i: number): Float64Array => matrix.subarray(i * n, (i + 1) * n);
  for (let i = 0; i < n; i++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const share = dot(row(i), row(j));
        row(i).forEach((value, k, own) => (own[k] = value - share * row(j)[k]));
      }
    }
    const length = Math.sqrt(dot(row(i), row(i)));
    row(i).forEach((value, k, own) => (own[k] = value / length));
  }
  return matrix;
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, k) => sum + value * b[k], 0);
