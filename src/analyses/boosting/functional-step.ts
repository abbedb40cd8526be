import {carried, linearScores} from "../../models/additive-block";
import type {BlockValues} from "../../models/additive-block";
import {denseMatrix, product, transposed} from "../../numerics/dense-matrix";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import type {Random} from "../../numerics/random";
import {sum} from "../../numerics/sum";
import {plainObjective} from "./oracle-objective";

/**
 * What is left to do at each example under the exponential loss, as shares of the whole.
 *
 *     r_i = exp(−y_i z_i) / Σ_j exp(−y_j z_j)
 *
 * The functional gradient of the risk at example i is −y_i exp(−y_i z_i) w / m: r_i is its length among the
 * others', and it is the weight D_t(i) of Algorithm 1 where z = α_t o_t.
 * @see nitanda2018 functional gradient
 */
export function residuals(labels: ArrayLike<number>, scores: ArrayLike<number>): Float64Array {
  const exponents = Float64Array.from(labels, (label, i) => -label * scores[i]);
  const most = exponents.reduce((top, value) => Math.max(top, value), -Infinity);
  const sizes = exponents.map((value) => Math.exp(value - most));
  const total = sum(sizes);
  return sizes.map((value) => value / total);
}

/** A block before a read-out of one output, on examples of two classes. */
export type BlockScene = {
  readonly features: DenseMatrix;
  readonly labels: Float64Array;
  readonly block: BlockValues;
  readonly head: {readonly weights: DenseMatrix; readonly bias: DenseMatrix};
};

/**
 * The step that functional-gradient boosting would take with the hidden units ι(g) = R(W g + b) of this
 * block, from the residuals *before* it: −Σ_i y_i r_i ι(g_i) wᵀ · mean exp(−y z), the gradient by V at V = 0.
 * @see nitanda2018 kernel smoothing
 */
export function functionalStep({features, labels, block, head}: BlockScene): DenseMatrix {
  const {values: scores} = linearScores(features, head);
  const loss = plainObjective({labels}, scores);
  const pulls = residuals(labels, scores).map((share, i) => -share * labels[i] * loss);
  const embedded = hiddenUnits({features, block});
  const column = denseMatrix([pulls.length, 1], pulls);
  return product(product(embedded, column, {transposeA: true}), transposed(head.weights));
}

/** What a block's hidden units make of the features, ι(g) = R(W g + b): [examples, units]. */
export function hiddenUnits({
  features,
  block,
}: Pick<BlockScene, "features" | "block">): DenseMatrix {
  const sums = product(features, block.inner);
  const {values} = block.bias;
  return {...sums, values: sums.values.map((v, at) => Math.max(0, v + values[at % sums.columns]))};
}

/**
 * How far the gradient of BoostResNet's objective by a block's output weights V, taken by central
 * differences of `spacing`, is from that step: the largest difference over the largest entry.
 *
 *     from    the scene whose step it is compared with; its own unless given
 */
export function distanceFromFunctionalStep(
  scene: BlockScene,
  {spacing = 1e-5, from = scene}: {readonly spacing?: number; readonly from?: BlockScene} = {},
): number {
  const {features, labels, block, head} = scene;
  const step = functionalStep(from);
  const {outer} = block;
  const lossAt = (at: number, move: number): number => {
    const values = outer.values.slice();
    values[at] += move;
    const behind = carried(features, {...block, outer: {...outer, values}});
    return plainObjective({labels}, linearScores(behind, head).values);
  };
  const gaps = outer.values.map((_, at) => {
    const slope = (lossAt(at, spacing) - lossAt(at, -spacing)) / (2 * spacing);
    return Math.abs(slope - step.values[at]);
  });
  const largest = (values: Float64Array): number =>
    values.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
  return largest(gaps) / largest(step.values);
}

/** A scene of random numbers; `moved` is the size of the block's output weights, 0 at its start. */
export function randomScene(
  {
    moved,
    examples = 60,
    columns = 6,
    hidden = 5,
  }: {
    readonly moved: number;
    readonly examples?: number;
    readonly columns?: number;
    readonly hidden?: number;
  },
  {random}: {readonly random: Random},
): BlockScene {
  const drawn = (name: string, shape: [number, number], size: number): DenseMatrix => {
    const own = random.child(name);
    return denseMatrix(
      shape,
      Float64Array.from({length: shape[0] * shape[1]}, () => size * own.normal()),
    );
  };
  const signs = random.child("labels");
  return {
    features: drawn("features", [examples, columns], 1),
    labels: Float64Array.from({length: examples}, () => (signs.uniform() < 0.5 ? -1 : 1)),
    block: {
      inner: drawn("inner", [columns, hidden], Math.sqrt(2 / columns)),
      bias: drawn("bias", [1, hidden], 0.5),
      outer: drawn("outer", [hidden, columns], moved),
    },
    head: {weights: drawn("weights", [columns, 1], 0.5), bias: drawn("head bias", [1, 1], 0.5)},
  };
}
