import type {Random} from "../numerics/random";
import {requireWhole} from "../numerics/require-number";

/** A mixed spherical spin glass: one symmetric tensor of couplings for each path length. */
export type SphericalGlass = {
  /** N, the number of spins. */
  readonly size: number;
  readonly terms: readonly GlassTerm[];
};

/** The interactions of one length. */
export type GlassTerm = {
  /** r, how many spins meet. */
  readonly length: number;
  /** ε_r T, T the symmetric part of N^r standard normal numbers: [N, …, N] row-major. */
  readonly couplings: Float64Array;
};

/** Beyond this many entries one tensor no longer fits comfortably. */
const largestTensor = 2 ** 26;

/**
 * The random energy of a mixture of path lengths on the sphere (Eqs. 26-27).
 *
 *     H(w)/√N = f(s) = Σ_r ε_r Σ_{i1…ir} J_{i1…ir} s_{i1} … s_{ir},    s = w/√N,  |s| = 1
 *
 *     size     N     spins
 *     weights  ε_r   entry r − 1 for length r; squares summing to 1 give Var H = N (Eq. 28)
 *     J              independent standard normal numbers (the paper's minus sign is their symmetry)
 *
 * Stores the symmetric part of J, which gives the same f: N^r numbers for length r. Throws a
 * RangeError when the squares do not sum to 1 within 1e-9 or a tensor would exceed 2^26 entries.
 * @see littwin2016 §5, Eq. 26
 */
export function drawSphericalGlass({
  size,
  weights,
  random,
}: {
  size: number;
  weights: ArrayLike<number>;
  random: Random;
}): SphericalGlass {
  requireWhole("size", size, {from: 2, of: "spins"});
  const energy = Array.from(weights).reduce((total, weight) => total + weight ** 2, 0);
  if (!(Math.abs(energy - 1) <= 1e-9)) {
    throw new RangeError(
      `the squared weights of the lengths must sum to 1, got ${energy}: divide by its root first`,
    );
  }
  const terms: GlassTerm[] = [];
  for (let length = 1; length <= weights.length; length++) {
    const weight = weights[length - 1];
    if (weight === 0) continue;
    if (size ** length > largestTensor) {
      throw new RangeError(
        `length ${length} with ${size} spins needs ${size ** length} couplings, at most ${largestTensor} are allowed: take fewer spins`,
      );
    }
    // A stream for each length: adding a length leaves the couplings of the others.
    const stream = random.child(`length ${length}`);
    terms.push({length, couplings: symmetricCouplings(size, {length, weight, random: stream})});
  }
  return {size, terms};
}

/**
 * The symmetric part of a tensor of independent N(0, weight²): each entry is the mean over the m
 * orders of its indices, so one normal number of deviation weight/√m shared by all of them.
 */
function symmetricCouplings(
  size: number,
  {length, weight, random}: {length: number; weight: number; random: Random},
): Float64Array {
  const couplings = new Float64Array(size ** length);
  const indices = new Int32Array(length);
  for (let at = 0; at < couplings.length; at++) {
    let rest = at;
    for (let k = length - 1; k >= 0; k--) {
      indices[k] = rest % size;
      rest = (rest - indices[k]) / size;
    }
    const sorted = indices.slice().sort();
    const first = sorted.reduce((flat, index) => flat * size + index, 0);
    // The sorted order of the same indices comes first in this loop, and was drawn then.
    couplings[at] =
      first === at ? (weight * random.normal()) / Math.sqrt(orderings(sorted)) : couplings[first];
  }
  return couplings;
}

/** In how many orders these sorted indices can stand: r! over the factorials of the repeats. */
function orderings(sorted: Int32Array): number {
  let orders = 1;
  let repeats = 0;
  sorted.forEach((index, k) => {
    repeats = k > 0 && index === sorted[k - 1] ? repeats + 1 : 1;
    orders *= (k + 1) / repeats;
  });
  return Math.round(orders);
}

/** Value and slope of f in flat space at one point. */
export type LocalSlope = {
  readonly value: number;
  /** ∂f/∂s_i, [N]. */
  readonly gradient: Float64Array;
};

/** Value and derivatives of f in flat space at one point. */
export type LocalExpansion = LocalSlope & {
  /** ∂²f/∂s_i∂s_j, [N, N]. */
  readonly hessian: Float64Array;
};

/**
 * f, its gradient and its Hessian at a point, as a function on all of R^N.
 *
 *     T s^{r−2}  →  r (r−1) T s^{r−2} = Hessian,   r T s^{r−1} = gradient,   T s^r = value
 */
export function expandGlass(glass: SphericalGlass, point: ArrayLike<number>): LocalExpansion {
  const hessian = new Float64Array(glass.size ** 2);
  const slope = slopeOfGlass(glass, point, (matrix, r) => {
    for (let i = 0; i < hessian.length; i++) hessian[i] += r * (r - 1) * matrix[i];
  });
  return {...slope, hessian};
}

/** f and its gradient alone; `visit` is shown T s^{r−2}, [N, N], of every length from 2 on. */
export function slopeOfGlass(
  {size, terms}: SphericalGlass,
  point: ArrayLike<number>,
  visit?: (matrix: Float64Array, length: number) => void,
): LocalSlope {
  if (point.length !== size) {
    throw new RangeError(`a point of this glass has ${size} coordinates, got ${point.length}`);
  }
  let value = 0;
  const gradient = new Float64Array(size);
  for (const {length: r, couplings} of terms) {
    let tensor = couplings;
    while (tensor.length > size * size) tensor = contract(tensor, point);
    if (r >= 2) {
      visit?.(tensor, r);
      tensor = contract(tensor, point); // [N]
    }
    for (let i = 0; i < size; i++) gradient[i] += r * tensor[i];
    for (let i = 0; i < size; i++) value += tensor[i] * point[i];
  }
  return {value, gradient};
}

/**
 * Σ_j T_{j…} s_j: one index fewer. Of a symmetric tensor it is all one which; the sums over the first
 * run side by side, where those over the last would each wait for the sum before.
 */
function contract(tensor: Float64Array, point: ArrayLike<number>): Float64Array {
  const count = tensor.length / point.length;
  const result = new Float64Array(count);
  let j = 0;
  let at = 0;
  // Four at a time, one after the other: the same sums as singly, with fewer visits to the result.
  for (; j + 4 <= point.length; j += 4, at += 3 * count) {
    const s0 = point[j];
    const s1 = point[j + 1];
    const s2 = point[j + 2];
    const s3 = point[j + 3];
    for (let i = 0; i < count; i++, at++) {
      let total = result[i] + tensor[at] * s0;
      total += tensor[at + count] * s1;
      total += tensor[at + 2 * count] * s2;
      result[i] = total + tensor[at + 3 * count] * s3;
    }
  }
  for (; j < point.length; j++)
    for (let i = 0; i < count; i++, at++) result[i] += tensor[at] * point[j];
  return result;
}
