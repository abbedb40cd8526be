import type {Random} from "./random";
import {requireWhole} from "./require-number";
import {dot, norm, plus} from "./vector";

/** A symmetric tridiagonal matrix: `diagonal` [m], `beside` [m − 1] next to it. */
export type Tridiagonal = {readonly diagonal: Float64Array; readonly beside: Float64Array};

/**
 * What m products with a symmetric matrix tell about its spectrum, by the method of Lanczos.
 *
 *     A Q = Q T + residue,    Qᵀ Q = I,    T tridiagonal [m, m]
 *
 *     multiply   v → A v; the matrix itself is never needed
 *     size       rows of A
 *     steps  m   products; with m = size the eigenvalues of T are those of A, each as often
 *     random     draws the first direction
 *
 * The outermost eigenvalues are found first. Every direction is made orthogonal to all before it,
 * twice, so that no eigenvalue comes as a ghost of another. Where the directions found so far are
 * closed under A, it goes on in a fresh one, with a 0 beside the diagonal.
 */
export function lanczos(
  multiply: (direction: Float64Array) => Float64Array,
  {size, steps, random}: {size: number; steps: number; random: Random},
): Tridiagonal {
  requireWhole("size", size, {from: 1, of: "rows"});
  requireWhole("steps", steps, {from: 1, to: size});
  const directions = [freshDirection([], {size, random})];
  const diagonal = new Float64Array(steps);
  const beside = new Float64Array(steps - 1);
  let scale = 0; // the largest entry of T so far: what counts as rounding
  for (let k = 0; k < steps; k++) {
    const image = multiply(directions[k]);
    diagonal[k] = dot(image, directions[k]);
    scale = Math.max(scale, Math.abs(diagonal[k]));
    if (k === steps - 1) break;
    const rest = orthogonalTo(directions, image);
    const length = norm(rest);
    if (length > 1e-12 * Math.max(scale, norm(image))) {
      beside[k] = length;
      directions.push(rest.map((x) => x / length));
    } else {
      directions.push(freshDirection(directions, {size, random}));
    }
    scale = Math.max(scale, beside[k]);
  }
  return {diagonal, beside};
}

/** What is left of a vector without its parts along these unit vectors, which stand at right angles. */
function orthogonalTo(directions: readonly Float64Array[], vector: Float64Array): Float64Array {
  const rest = vector.slice();
  // Once loses digits where little is left; twice is enough.
  for (let pass = 0; pass < 2; pass++) {
    for (const direction of directions) {
      const along = dot(direction, rest);
      for (let i = 0; i < rest.length; i++) rest[i] -= along * direction[i];
    }
  }
  return rest;
}

function freshDirection(
  directions: readonly Float64Array[],
  {size, random}: {size: number; random: Random},
): Float64Array {
  const drawn = Float64Array.from({length: size}, () => random.normal());
  const rest = orthogonalTo(directions, drawn);
  const length = norm(rest);
  return plus(new Float64Array(size), rest, 1 / length);
}

/**
 * How many eigenvalues of a tridiagonal matrix lie below a number, by Sturm's sequence: the signs of
 * the pivots of T − x are those of its eigenvalues.
 */
export function eigenvaluesBelow({diagonal, beside}: Tridiagonal, x: number): number {
  let below = 0;
  let pivot = 1;
  for (let k = 0; k < diagonal.length; k++) {
    const coupling = k === 0 ? 0 : beside[k - 1] ** 2;
    pivot = diagonal[k] - x - coupling / pivot;
    if (pivot === 0) pivot = -1e-150; // the next step divides by it
    if (pivot < 0) below++;
  }
  return below;
}

/** All eigenvalues of a tridiagonal matrix, smallest first, by halving intervals of Sturm counts. */
export function tridiagonalEigenvalues(matrix: Tridiagonal): Float64Array {
  const {diagonal, beside} = matrix;
  const radius = (k: number) => Math.abs(beside[k - 1] ?? 0) + Math.abs(beside[k] ?? 0);
  // Gershgorin: no eigenvalue lies further from an entry of the diagonal than its neighbours sum to.
  let [least, most] = [Infinity, -Infinity];
  diagonal.forEach((entry, k) => {
    least = Math.min(least, entry - radius(k));
    most = Math.max(most, entry + radius(k));
  });
  const resolution = 1e-15 * Math.max(Math.abs(least), Math.abs(most));
  return Float64Array.from(diagonal, (_, k) => {
    let [low, high] = [least, most];
    while (high - low > resolution) {
      const middle = low + (high - low) / 2;
      if (middle === low || middle === high) break;
      if (eigenvaluesBelow(matrix, middle) > k) high = middle;
      else low = middle;
    }
    return low + (high - low) / 2;
  });
}

/**
 * The share of a matrix's spectrum that each eigenvalue of its T stands for, seen from the first
 * direction of `lanczos`: Gauss's weights.
 *
 *     w_j = 1 / Σ_k p_k(θ_j)²,    p_k the orthonormal polynomials of T,    Σ_j w_j = 1
 *
 * Averaged over many first directions, Σ_j w_j f(θ_j) is the mean of f over the eigenvalues of A.
 */
export function spectralWeights({diagonal, beside}: Tridiagonal, at: Float64Array): Float64Array {
  return at.map((theta) => {
    let [previous, current, total] = [0, 1, 1];
    for (let k = 0; k < diagonal.length - 1; k++) {
      if (beside[k] === 0) break; // the rest is not seen from the first direction
      const next =
        ((theta - diagonal[k]) * current - (k === 0 ? 0 : beside[k - 1] * previous)) / beside[k];
      [previous, current] = [current, next];
      total += current ** 2;
    }
    return 1 / total;
  });
}
