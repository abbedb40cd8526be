import {carried, linearScores} from "../../models/additive-block";
import type {BlockValues, HeadValues} from "../../models/additive-block";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import type {Random} from "../../numerics/random";
import {smallDigits} from "../depth/small-digits";
import {trainGreedily, trainTogether} from "./block-training";
import type {BlockRecipe} from "./block-trainer";
import {featureRows} from "./boosting-tasks";

/** Blocks one after the other, or all at once at each of several depths. */
export type DepthTrial = {
  readonly recipe: Omit<BlockRecipe, "blocks" | "loss">;
  readonly way: "greedy" | "together";
  /** Depths that are looked at; greedy training passes through all of them in one run. */
  readonly depths: readonly number[];
};

/** Shares of wrong answers at each depth; where numbers left the finite ones, those of guessing. */
export type ErrorsByDepth = readonly {
  readonly blocks: number;
  readonly train: number;
  readonly test: number;
  readonly diverged: boolean;
}[];

/**
 * Errors against depth on the small digits, ten classes, no normalisation.
 * @see huang2018 §5, Fig. 2
 */
export async function errorsByDepth(
  {recipe, way, depths}: DepthTrial,
  {random}: {readonly random: Random},
): Promise<ErrorsByDepth> {
  const {train, test} = smallDigits({random: random.child("split")});
  const outputs = train.classes.length;
  const task = {rows: featureRows(train), targets: train.labels, outputs};
  const own = random.child("blocks");
  const settings = {...recipe, loss: "cross-entropy"} as const;
  const judged = (blocks: number, found: Pair | null) => {
    const wrong = (rows: DenseMatrix, labels: Int32Array): number =>
      found === null ? 1 - 1 / outputs : classError(scoresBehind(rows, found), labels);
    return {
      blocks,
      train: wrong(task.rows, train.labels),
      test: wrong(featureRows(test), test.labels),
      diverged: found === null,
    };
  };
  if (way === "greedy") {
    const stages = await trainGreedily(task, {
      ...settings,
      blocks: Math.max(...depths),
      random: own,
    });
    return depths.map((blocks) => judged(blocks, stages[blocks] ?? null));
  }
  const found: ErrorsByDepth[number][] = [];
  for (const blocks of depths) {
    found.push(judged(blocks, await trainTogether(task, {...settings, blocks, random: own})));
  }
  return found;
}

type Pair = {readonly blocks: readonly BlockValues[]; readonly head: HeadValues};

/** Scores of blocks and read-out, [rows, outputs]. */
export const scoresBehind = (rows: DenseMatrix, {blocks, head}: Pair): DenseMatrix =>
  linearScores(blocks.reduce(carried, rows), head);

/** The share of rows whose largest score is not that of their class. */
export function classError(
  {rows, columns, values}: DenseMatrix,
  labels: ArrayLike<number>,
): number {
  let wrong = 0;
  for (let i = 0; i < rows; i++) {
    const own = values.subarray(i * columns, (i + 1) * columns);
    if (own.indexOf(Math.max(...own)) !== labels[i]) wrong++;
  }
  return wrong / rows;
}
