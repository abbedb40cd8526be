import {carried, linearScores} from "../../models/additive-block";
import type {HeadValues} from "../../models/additive-block";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import type {Random} from "../../numerics/random";
import {trainGreedily} from "./block-training";
import type {BlockRecipe} from "./block-trainer";
import type {TwoClasses} from "./boosting-tasks";
import type {BlockNorms} from "./error-bounds";

/** What greedy training of a task of two classes leaves, stage by stage; stage 0 is the linear classifier. */
export type GrownModules = {
  /** y_i of the examples learned from, and z_i of every stage's read-out. */
  readonly labels: Float64Array;
  readonly scores: readonly Float64Array[];
  readonly testError: readonly number[];
  /** Of each block, and Σ |w| of each stage's read-out. */
  readonly norms: readonly BlockNorms[];
  readonly heads: readonly number[];
  /** The mean over examples of the largest |entry|, and the number of entries. */
  readonly largest: number;
  readonly columns: number;
};

/**
 * Grows the blocks of a recipe on two classes, and reads all that the theory speaks of in double precision.
 *
 * Throws an Error where a number leaves the finite ones: fewer blocks would be compared than were asked for.
 */
export async function grownModules(
  {train, test}: {readonly train: TwoClasses; readonly test: TwoClasses},
  {random, ...recipe}: BlockRecipe & {readonly random: Random},
): Promise<GrownModules> {
  const task = {rows: train.rows, targets: train.labels, outputs: 1};
  const stages = await trainGreedily(task, {...recipe, random: random.child("blocks")});
  if (stages.length <= recipe.blocks) {
    throw new Error(`block ${stages.length} of ${recipe.blocks} diverged: take a smaller rate`);
  }
  const scores = stages.map(({features, head}) => linearScores(features, head).values);
  const blocks = stages[stages.length - 1].blocks;
  let features = test.rows;
  return {
    labels: train.labels,
    scores,
    testError: stages.map(({stage, head}) => {
      if (stage > 0) features = carried(features, blocks[stage - 1]);
      return errorShare(linearScores(features, head).values, test.labels);
    }),
    norms: blocks.map(({inner, outer}) => ({inner: largestUnit(inner), outer: largestUnit(outer)})),
    heads: stages.map(({head}) => absoluteSum(head)),
    largest: meanLargest(train.rows),
    columns: train.rows.columns,
  };
}

/** The share of examples with y z ≤ 0. */
export const errorShare = (scores: Float64Array, labels: ArrayLike<number>): number =>
  scores.reduce((wrong, score, i) => wrong + (score * labels[i] <= 0 ? 1 : 0), 0) / scores.length;

/** The largest Σ |w| of the weights into one unit. */
function largestUnit({rows, columns, values}: DenseMatrix): number {
  const sums = new Float64Array(columns);
  for (let at = 0; at < rows * columns; at++) sums[at % columns] += Math.abs(values[at]);
  return Math.max(...sums);
}

const absoluteSum = ({weights}: HeadValues): number =>
  weights.values.reduce((total, value) => total + Math.abs(value), 0);

const meanLargest = ({rows, columns, values}: DenseMatrix): number => {
  let total = 0;
  for (let i = 0; i < rows; i++) {
    let most = 0;
    for (let k = 0; k < columns; k++) most = Math.max(most, Math.abs(values[i * columns + k]));
    total += most;
  }
  return total / rows;
};
