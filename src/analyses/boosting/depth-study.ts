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
  /** Another draw of weights and batches of the same seed: what chance alone changes. */
  readonly draw?: number;
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
  {recipe, way, depths, draw}: DepthTrial,
  {random}: {readonly random: Random},
): Promise<ErrorsByDepth> {
  const {train, test} = smallDigits({random: random.child("split")});
  const outputs = train.classes.length;
  const task = {rows: featureRows(train), targets: train.labels, outputs};
  const own = random.child(draw === undefined ? "blocks" : `blocks, draw ${draw}`);
  const settings = {...recipe, loss: "cross-entropy"} as const;
  const fresh = featureRows(test);
  const judged = (
    blocks: number,
    scores: {readonly train: DenseMatrix; readonly test: DenseMatrix} | null,
  ) => ({
    blocks,
    train: scores === null ? 1 - 1 / outputs : classError(scores.train, train.labels),
    test: scores === null ? 1 - 1 / outputs : classError(scores.test, test.labels),
    diverged: scores === null,
  });
  if (way === "greedy") {
    const stages = await trainGreedily(task, {
      ...settings,
      blocks: Math.max(...depths),
      random: own,
    });
    // Features are carried on from stage to stage: from the input they would cost depth squared.
    let behind = fresh;
    const scores = stages.map(({stage, blocks, head, features}) => {
      if (stage > 0) behind = carried(behind, blocks[stage - 1]);
      return {train: linearScores(features, head), test: linearScores(behind, head)};
    });
    return depths.map((blocks) => judged(blocks, scores[blocks] ?? null));
  }
  const found: ErrorsByDepth[number][] = [];
  for (const blocks of depths) {
    const end = await trainTogether(task, {...settings, blocks, random: own});
    const scored = (rows: DenseMatrix): DenseMatrix => scoresBehind(rows, end!);
    found.push(judged(blocks, end && {train: scored(task.rows), test: scored(fresh)}));
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
