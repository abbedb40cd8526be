import {carried, linearScores} from "../../models/additive-block";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import type {Random} from "../../numerics/random";
import {trainGreedily, trainTogether} from "./block-training";
import type {Reached} from "./block-training";
import type {BlockRecipe} from "./block-trainer";
import {digitHalves} from "./boosting-tasks";
import type {HalvesSettings} from "./boosting-tasks";
import {classError, scoresBehind} from "./depth-study";
import {multiplyAdds} from "./work";

/**
 * How a network of T blocks is trained.
 *
 *     refined    block after block, `epochs` each, and then all at once for `epochs`
 *     together   all at once for 2 · `epochs`: as many multiplications, up to the read-outs
 *     again      the same with other weights and batches: what chance alone changes
 */
export type Way = "refined" | "together" | "again";

export type WaysSettings = {
  readonly task: HalvesSettings;
  readonly recipe: Omit<BlockRecipe, "loss" | "rate">;
  /** Of blocks one after the other, and of all at once. */
  readonly rates: {readonly greedy: number; readonly together: number};
  /** Examples learned from on which the error is followed. */
  readonly followed: number;
  readonly ways: readonly Way[];
};

/** The error on the way, by updates and by multiply-adds of training, and where it ended. */
export type TrainingWayOutcome = {
  readonly curve: readonly {
    readonly updates: number;
    readonly work: number;
    readonly error: number;
  }[];
  readonly testError: number;
  /** Of refined, before all blocks are trained at once; else that of the end. */
  readonly grownError: number;
};

/** Trains in each way from the same start, on the two halves of the digits, with two outputs. */
export async function trainingWays(
  {task: halves, recipe, rates, followed, ways}: WaysSettings,
  {random}: {readonly random: Random},
): Promise<Record<string, TrainingWayOutcome>> {
  const {train, test} = digitHalves(halves, {random});
  const classes = (labels: Float64Array) => labels.map((label) => (label + 1) / 2);
  const task = {rows: train.rows, targets: classes(train.labels), outputs: 2};
  const seen = firstRows(train.rows, followed);
  const own = random.child("blocks");
  const settings = {...recipe, loss: "cross-entropy"} as const;
  const found: Record<string, TrainingWayOutcome> = {};
  for (const way of ways) {
    const curve: TrainingWayOutcome["curve"][number][] = [];
    const follow = (
      before: {updates: number; work: number},
      each: (stage: number) => number,
      score = (reached: Reached) => scoresBehind(seen, reached),
    ) => {
      let [updates, work] = [before.updates, before.work];
      return (reached: Reached): void => {
        const made = before.updates + reached.updates - updates;
        updates += made;
        work += made * each(reached.stage);
        curve.push({updates, work, error: classError(score(reached), task.targets)});
      };
    };
    const per = (blocks: number): number =>
      multiplyAdds({...task.rows, ...recipe, outputs: 2, blocks});
    const whole = {...settings, rate: rates.together, random: own};
    let end: Reached | null;
    let grown: Reached | null;
    if (way === "refined") {
      const score = scoresAlong(seen);
      const onEpoch = follow({updates: 0, work: 0}, (stage) => per(Math.min(1, stage)), score);
      const stages = await trainGreedily(task, {
        ...settings,
        rate: rates.greedy,
        random: own,
        onEpoch,
      });
      end = grown = stages[recipe.blocks] ?? null;
      if (grown !== null) {
        const more = follow(curve[curve.length - 1], () => per(recipe.blocks));
        end = await trainTogether(task, {...whole, from: grown, onEpoch: more});
      }
    } else {
      const onEpoch = follow({updates: 0, work: 0}, () => per(recipe.blocks));
      const draw = way === "again" ? random.child("again") : own;
      const epochs = 2 * recipe.epochs;
      end = grown = await trainTogether(task, {...whole, random: draw, epochs, onEpoch});
    }
    const [testError, grownError] = [end, grown].map((one) =>
      one === null ? 0.5 : classError(scoresBehind(test.rows, one), classes(test.labels)),
    );
    found[way] = {curve, testError, grownError};
  }
  return found;
}

/** Scores along greedy training: the features behind the blocks that are done are kept. */
function scoresAlong(rows: DenseMatrix): (reached: Reached) => DenseMatrix {
  let done = {blocks: 0, features: rows};
  return ({blocks, head}) => {
    while (done.blocks < blocks.length - 1) {
      const features = carried(done.features, blocks[done.blocks]);
      done = {blocks: done.blocks + 1, features};
    }
    const behind = blocks.slice(done.blocks).reduce(carried, done.features);
    return linearScores(behind, head);
  };
}

/** Updates, or multiply-adds, until the error has fallen to a level; NaN where it never does. */
export const spentUntil = (
  {curve}: Pick<TrainingWayOutcome, "curve">,
  level: number,
  {by}: {readonly by: "updates" | "work"},
): number => curve.find(({error}) => error <= level)?.[by] ?? NaN;

const firstRows = ({rows, columns, values}: DenseMatrix, count: number): DenseMatrix => {
  const kept = Math.min(rows, count);
  return {rows: kept, columns, values: values.slice(0, kept * columns)};
};
