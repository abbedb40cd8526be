import type {Split} from "../../datasets/dataset";
import {modelSize} from "../../models/resfgb-model";
import {stagedAccuracies, stagedFeatures} from "../../models/resfgb-predict";
import type {Random} from "../../numerics/random";
import {fitResfgb} from "../../training/boosted/fit-resfgb";
import type {ResfgbRecipe, ResfgbRow} from "../../training/boosted/recipes";

/** One fit judged on the test rows. */
export type ResfgbOutcome = {
  readonly seed: number;
  /** By stage, from the linear classifier alone. */
  readonly accuracies: readonly number[];
  readonly rows: readonly ResfgbRow[];
  readonly numbers: number;
  readonly seconds: number;
};

/** Fits a recipe on the training rows and judges every stage on the test rows. */
export async function resfgbOutcome(
  {train, test}: Split,
  {
    recipe,
    blocks,
    random,
  }: {readonly recipe: ResfgbRecipe; readonly blocks: number; readonly random: Random},
): Promise<ResfgbOutcome> {
  // Blocks that learn nothing are told by the misfits of `rows`.
  const onRemark = (): void => undefined;
  const {model, rows, seconds} = await fitResfgb(train, {...recipe, blocks, random, onRemark});
  return {
    seed: random.seed,
    accuracies: stagedAccuracies(model, test),
    rows,
    numbers: modelSize(model),
    seconds,
  };
}

/**
 * How far the stored blocks miss the features on which training went on: every gaussian block keeps
 * those it was fitted on, so they can be compared with what the blocks before it make of the rows.
 *
 * Returns the largest difference, and the same for the blocks in reverse order.
 */
export async function storedBlocksError(
  {train}: Pick<Split, "train">,
  {blocks, random}: {readonly blocks: number; readonly random: Random},
): Promise<{readonly error: number; readonly reversed: number}> {
  const {model} = await fitResfgb(train, {
    loss: "logistic",
    scaling: "standard",
    padding: 0,
    paddingAnchor: {deviation: 0},
    classifier: {kind: "exact", decay: 0.01},
    embedding: {kind: "gaussian", width: 0.5},
    step: {kind: "displacement", size: 0.2},
    blocks,
    random,
  });
  const centresOf = model.blocks.map(({embedding}) =>
    embedding.kind === "gaussian" ? embedding.centres.values : new Float32Array(),
  );
  const missed = (order: typeof model.blocks): number => {
    const features = stagedFeatures({...model, blocks: order}, train);
    return Math.max(
      ...centresOf.map((centres, t) =>
        centres.reduce((most, value, at) => Math.max(most, Math.abs(value - features[t][at])), 0),
      ),
    );
  };
  return {error: missed(model.blocks), reversed: missed([...model.blocks].reverse())};
}
