import {
  blockStart,
  blockValues,
  carried,
  headValues,
  setBlock,
  setHead,
} from "../../models/additive-block";
import type {BlockValues, HeadValues} from "../../models/additive-block";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import type {Random} from "../../numerics/random";
import {holding} from "../../tensors/holding";
import {heldModel, requireBlockRecipe, restart, runEpochs, trainerOf} from "./block-trainer";
import type {BlockRecipe, BlockTask} from "./block-trainer";

/** Blocks and read-out, after so many updates in all. */
export type Reached = {
  readonly stage: number;
  readonly updates: number;
  readonly blocks: readonly BlockValues[];
  readonly head: HeadValues;
};

/** What a stage of greedy training has come to, and the features of the rows behind it. */
export type GreedyStage = Reached & {readonly features: DenseMatrix};

type Told = {
  readonly random: Random;
  /** Hears of every epoch, the last one of a stage included. */
  readonly onEpoch?: (reached: Reached) => void;
};

/**
 * Trains a read-out of the input, and then one block after the other, each with a read-out that goes on
 * from the last one, all that comes before held fixed: what the paper's algorithm comes down to.
 *
 * Returns the stages t = 0 … T; those from which on a number is no longer finite are left out.
 * @see huang2018 Algorithm 1, Eq. 6
 */
export async function trainGreedily(
  task: BlockTask,
  {random, onEpoch, ...recipe}: BlockRecipe & Told,
): Promise<GreedyStage[]> {
  requireBlockRecipe(recipe, task);
  const {columns} = task.rows;
  const perStage = recipe.epochs * Math.floor(task.rows.rows / recipe.batchSize);
  return holding(async (hold) => {
    const one = {...recipe, blocks: Math.min(1, recipe.blocks)};
    const model = heldModel(hold, task, {recipe: one, random});
    const first = hold(() => trainerOf({...model, blocks: []}, {...recipe, columns}));
    const later = hold(() => trainerOf(model, {...recipe, columns}));
    const stages: GreedyStage[] = [];
    for (let stage = 0; stage <= recipe.blocks; stage++) {
      const trainer = stage === 0 ? first : later;
      const own = random.child(`block ${stage}`);
      const before = stages[stage - 1];
      if (stage > 0) restart(trainer, () => blockStart({...recipe, columns}, {random: own}));
      const reached = (updates: number): Reached => {
        const grown = stage === 0 ? [] : [scaled(blockValues(model.blocks[0]), recipe.step ?? 1)];
        const blocks = [...(before?.blocks ?? []), ...grown];
        return {stage, updates: stage * perStage + updates, blocks, head: headValues(model.head)};
      };
      const rows = before?.features ?? task.rows;
      await runEpochs(
        trainer,
        {...task, rows},
        {
          recipe,
          random: own.child("batches"),
          onEpoch: onEpoch && ((updates) => onEpoch(reached(updates))),
        },
      );
      const end = reached(perStage);
      if (!isFinite(end)) break;
      const features = stage === 0 ? rows : carried(rows, end.blocks[stage - 1]);
      stages.push({...end, features});
    }
    return stages;
  });
}

/**
 * Trains all blocks and the read-out at once, by back-propagation through all of them, from the values that
 * each begins with in `trainGreedily`, or from those in `from`.
 *
 * Returns null where a number is no longer finite.
 */
export async function trainTogether(
  task: BlockTask,
  {
    random,
    onEpoch,
    from,
    ...recipe
  }: BlockRecipe & Told & {readonly from?: Pick<Reached, "blocks" | "head">},
): Promise<Reached | null> {
  requireBlockRecipe(recipe, task);
  return holding(async (hold) => {
    const model = heldModel(hold, task, {recipe, random});
    if (from !== undefined) {
      model.blocks.forEach((block, t) => setBlock(block, from.blocks[t]));
      setHead(model.head, from.head);
    }
    const trainer = hold(() => trainerOf(model, {...recipe, columns: task.rows.columns}));
    const reached = (updates: number): Reached => {
      const [blocks, head] = [model.blocks.map(blockValues), headValues(model.head)];
      return {stage: recipe.blocks, updates, blocks, head};
    };
    await runEpochs(trainer, task, {
      recipe,
      random: random.child("together"),
      onEpoch: onEpoch && ((updates) => onEpoch(reached(updates))),
    });
    const end = reached(recipe.epochs * Math.floor(task.rows.rows / recipe.batchSize));
    return isFinite(end) ? end : null;
  });
}

const isFinite = ({blocks, head}: Reached): boolean =>
  [head.weights, head.bias, ...blocks.flatMap((block) => Object.values(block))].every(({values}) =>
    values.every(Number.isFinite),
  );

const scaled = (block: BlockValues, step: number): BlockValues => {
  const {outer} = block;
  return step === 1
    ? block
    : {...block, outer: {...outer, values: outer.values.map((v) => step * v)}};
};
