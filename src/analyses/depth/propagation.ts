import {added, denseMatrix, frobeniusNorm, product} from "../../numerics/dense-matrix";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";

export type PropagationSettings = {
  readonly blocks: number;
  readonly width: number;
  /** λ of every shortcut. */
  readonly shortcutScale: number;
  /** He's weights times this. */
  readonly weightScale: number;
  /** f, what follows the addition. */
  readonly after: "identity" | "relu";
};

/** How far each statement is from being an equation, and the sizes of what it adds. */
export type Propagation = {
  /** Eq. 4, and 7 where λ is not 1: the largest difference, over the largest entry of x_L. */
  readonly signal: number;
  /** Eq. 5, and 8: the same for the gradient by x_0. */
  readonly gradient: number;
  /** The gradient against the sum over all 2^L paths of products of λ and J_i. */
  readonly paths: number;
  /** Lengths of the two terms of Eq. 5 or 8, of their sum, and of the gradient by x_L. */
  readonly direct: number;
  readonly throughWeights: number;
  readonly total: number;
  readonly last: number;
  /** Length of the gradient by the last weights of the first block. */
  readonly weightGradient: number;
};

/**
 * Signals and gradients of one example through a residual stack in double precision.
 *
 *     x_(l+1) = f(λ x_l + F(x_l)),    F(x) = W_2 R(W_1 x),    l = 0 … L − 1
 *
 * With f the identity the paper adds up, F̂_i = λ^(L−1−i) F(x_i):
 *
 *     (4), (7)   x_L = λ^L x_0 + Σ_i F̂_i
 *     (5), (8)   ∂E/∂x_0 = ∂E/∂x_L (λ^L I + ∂/∂x_0 Σ_i F̂_i)
 *
 * The left side of the second is the chain of the blocks from the last to the first, as back-propagation
 * multiplies; the derivatives of the sum go from the first to the last. ∂E/∂x_L is a random row.
 * With f = R neither holds.
 * @see he2016 §2, Eq. 4 and 5; §3, Eq. 6 to 8
 */
export function propagation(
  {blocks, width, shortcutScale, weightScale, after}: PropagationSettings,
  {random}: {readonly random: Random},
): Propagation {
  requireWhole("blocks", blocks, {from: 1, to: 16});
  const drawn = (name: string, shape: [number, number], sd: number): DenseMatrix => {
    const stream = random.child(name);
    return denseMatrix(
      shape,
      Float64Array.from({length: shape[0] * shape[1]}, () => sd * stream.normal()),
    );
  };
  const sd = weightScale * Math.sqrt(2 / width);
  const weights = Array.from({length: blocks}, (_, i) => [
    drawn(`W1 ${i}`, [width, width], sd),
    drawn(`W2 ${i}`, [width, width], sd),
  ]);
  const last = drawn("last", [1, width], 1);
  const powers = Array.from({length: blocks + 1}, (_, k) => shortcutScale ** k);

  let x = drawn("x", [width, 1], 1);
  let sum = scaled(x, powers[blocks]);
  let dx = identity(width);
  let dSum = scaled(dx, powers[blocks]);
  const steps: DenseMatrix[] = []; // ∂x_(i+1) / ∂x_i
  const jacobians: DenseMatrix[] = []; // ∂F(x_i) / ∂x_i
  let firstHidden = x;
  weights.forEach(([w1, w2], i) => {
    const inner = product(w1, x);
    const hidden = rectified(inner);
    if (i === 0) firstHidden = hidden;
    const branch = product(w2, hidden);
    const jacobian = product(w2, masked(w1, inner));
    const weight = powers[blocks - 1 - i];
    sum = added(sum, branch, weight);
    dSum = added(dSum, product(jacobian, dx), weight);
    const y = added(branch, x, shortcutScale);
    const through = added(jacobian, identity(width), shortcutScale);
    const step = after === "relu" ? masked(through, y) : through;
    x = after === "relu" ? rectified(y) : y;
    dx = product(step, dx);
    steps.push(step);
    jacobians.push(jacobian);
  });

  let chain = last;
  let second = last; // ∂E/∂x_1
  for (let i = blocks - 1; i >= 0; i--) {
    second = chain;
    chain = product(chain, steps[i]);
  }
  const direct = scaled(last, powers[blocks]);
  const claimed = product(last, dSum);
  return {
    signal: apart(x, sum),
    gradient: apart(chain, claimed),
    paths: apart(chain, sumOverPaths(last, {jacobians, shortcutScale})),
    direct: frobeniusNorm(direct),
    throughWeights: frobeniusNorm(added(claimed, direct, -1)),
    total: frobeniusNorm(chain),
    last: frobeniusNorm(last),
    // An outer product of the gradient behind the block and what its last layer sees.
    weightGradient: frobeniusNorm(second) * frobeniusNorm(firstHidden),
  };
}

/** Adds up, one path after the other, what each of the 2^L choices of λ or J_i makes of the gradient. */
function sumOverPaths(
  gradient: DenseMatrix,
  {jacobians, shortcutScale}: {jacobians: readonly DenseMatrix[]; shortcutScale: number},
): DenseMatrix {
  if (jacobians.length === 0) return gradient;
  const rest = {jacobians: jacobians.slice(0, -1), shortcutScale};
  const jacobian = jacobians[jacobians.length - 1];
  return added(
    sumOverPaths(product(gradient, jacobian), rest),
    sumOverPaths(scaled(gradient, shortcutScale), rest),
  );
}

/** The largest difference of an entry, over the largest entry of the first. */
function apart(a: DenseMatrix, b: DenseMatrix): number {
  const largest = ({values}: DenseMatrix): number => Math.max(...values.map(Math.abs));
  return largest(added(a, b, -1)) / largest(a);
}

const scaled = (a: DenseMatrix, s: number): DenseMatrix => ({
  ...a,
  values: a.values.map((value) => s * value),
});
const rectified = (a: DenseMatrix): DenseMatrix => ({
  ...a,
  values: a.values.map((value) => Math.max(0, value)),
});
const identity = (width: number): DenseMatrix =>
  denseMatrix(
    [width, width],
    Float64Array.from({length: width * width}, (_, k) => (k % (width + 1) === 0 ? 1 : 0)),
  );

/** The rows of a matrix whose entry in the column is positive, the others zero: R′ from the left. */
const masked = (matrix: DenseMatrix, column: DenseMatrix): DenseMatrix => ({
  ...matrix,
  values: matrix.values.map((value, k) =>
    column.values[Math.floor(k / matrix.columns)] > 0 ? value : 0,
  ),
});
