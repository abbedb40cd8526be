import {
  additiveScores,
  blockStart,
  blockVariables,
  headStart,
  headVariables,
} from "../../models/additive-block";
import type {AdditiveBlock, BlockStart, LinearHead} from "../../models/additive-block";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import type {Random} from "../../numerics/random";
import {requireAbove, requireWhole, requireWithin} from "../../numerics/require-number";
import {softmaxCrossEntropy} from "../../tensors/fused/cross-entropy";
import {holding} from "../../tensors/holding";
import type {Hold} from "../../tensors/holding";
import {tf} from "../../tensors/tensorflow";
import {batchTrainer} from "../../training/boosted/batch-trainer";
import type {BatchTrainer} from "../../training/boosted/batch-trainer";

/**
 * What a read-out is trained for.
 *
 *     exponential    mean exp(−y z), targets −1 and 1, one output: the paper's Eq. 6, with α within z
 *     bounded        mean exp(−y a tanh z), a learned: the same for a module that is bounded
 *     cross-entropy  targets are class numbers, an output for each class
 * @see huang2018 Eq. 6; our derivation (bounded, cross-entropy)
 */
export type BlockLoss = "exponential" | "bounded" | "cross-entropy";

/**
 * How blocks are trained, by Adam; the rate is a tenth after 70 % of the steps.
 *
 *     blocks    T
 *     hidden    units within a block
 *     epochs    of each stage, or of the whole where all blocks are trained at once
 *     step      η of greedy training, 1 unless given: a trained block comes in as g + η f(g)
 */
export type BlockRecipe = {
  readonly blocks: number;
  readonly hidden: number;
  readonly start: BlockStart;
  readonly loss: BlockLoss;
  readonly epochs: number;
  readonly batchSize: number;
  readonly rate: number;
  readonly step?: number;
};

/** Rows [examples, columns], a target for each, and the outputs that the read-out has. */
export type BlockTask = {
  readonly rows: DenseMatrix;
  readonly targets: ArrayLike<number>;
  readonly outputs: number;
};

/** Blocks and read-out as variables; scale is a of the bounded loss. */
export type BlockModel = {
  readonly blocks: readonly AdditiveBlock[];
  readonly head: LinearHead;
  readonly scale: tf.Variable;
};

/** Throws a RangeError that names the first setting that makes no run. */
export function requireBlockRecipe(recipe: BlockRecipe, {rows}: Pick<BlockTask, "rows">): void {
  requireWhole("blocks", recipe.blocks, {from: 0});
  requireWhole("hidden", recipe.hidden, {from: 1});
  requireWhole("epochs", recipe.epochs, {from: 1});
  requireWhole("batchSize", recipe.batchSize, {from: 1, to: rows.rows, of: "examples"});
  requireAbove("rate", recipe.rate);
  if (recipe.step !== undefined) requireWithin("step", recipe.step, [0, 10]);
}

/** Blocks that begin as the recipe says, each from a stream of its own, and a read-out of zeros. */
export function heldModel(
  hold: Hold,
  {rows: {columns}, outputs}: Pick<BlockTask, "rows" | "outputs">,
  {recipe, random}: {readonly recipe: BlockRecipe; readonly random: Random},
): BlockModel {
  const variables = (make: () => tf.Tensor[]): tf.Variable[] => {
    let made: tf.Variable[] = [];
    hold(() => {
      tf.tidy(() => {
        made = make().map((tensor) => tf.variable(tensor));
      });
      return made;
    });
    return made;
  };
  const blocks = Array.from({length: recipe.blocks}, (_, t): AdditiveBlock => {
    const own = random.child(`block ${t + 1}`);
    const [inner, bias, outer] = variables(() => blockStart({...recipe, columns}, {random: own}));
    return {inner, bias, outer};
  });
  const [weights, bias] = variables(() => headStart(columns, outputs));
  const [scale] = variables(() => [tf.scalar(1)]);
  return {blocks, head: {weights, bias}, scale};
}

const variablesOf = ({blocks, head, scale}: BlockModel, loss: BlockLoss): tf.Variable[] => [
  ...blocks.flatMap(blockVariables),
  ...headVariables(head),
  ...(loss === "bounded" ? [scale] : []),
];

/** The model's trainer as one graph; the caller disposes it. */
export const trainerOf = (
  model: BlockModel,
  {loss, columns}: {readonly loss: BlockLoss; readonly columns: number},
): BatchTrainer =>
  batchTrainer({
    variables: variablesOf(model, loss),
    penalised: variablesOf(model, loss).map(() => false),
    decay: 0,
    loss: (rows, targets) => meanLoss(additiveScores(rows, model), {model, targets, loss}),
    columns,
    target: {shape: [], dtype: loss === "cross-entropy" ? "int32" : "float32"},
    optimizer: "adam",
    alike: {code: trainerOf, text: `${loss}, ${model.blocks.length} blocks`},
  });

function meanLoss(
  scores: tf.Tensor2D,
  {model, targets, loss}: {model: BlockModel; targets: tf.Tensor; loss: BlockLoss},
): tf.Scalar {
  if (loss === "cross-entropy") return softmaxCrossEntropy(scores, targets).mean();
  const values = scores.reshape([-1]);
  const module = loss === "bounded" ? values.tanh().mul(model.scale) : values;
  return module.mul(targets).neg().exp().mean();
}

/** Puts the values of the first variables of a trainer in place of theirs, and its moments back to 0. */
export function restart(trainer: BatchTrainer, make: () => tf.Tensor[]): void {
  holding((hold) => {
    const kept = hold(() => trainer.save());
    const fresh = hold(make);
    trainer.restore([...fresh, ...kept.slice(fresh.length)]);
  });
  trainer.reset();
}

/** So many epochs on these rows; `onEpoch` hears of the updates so far, with all variables read. */
export async function runEpochs(
  trainer: BatchTrainer,
  {rows, targets}: Pick<BlockTask, "rows" | "targets">,
  {
    recipe: {epochs, batchSize, rate, loss},
    random,
    onEpoch,
  }: {
    readonly recipe: BlockRecipe;
    readonly random: Random;
    readonly onEpoch?: (updates: number) => void;
  },
): Promise<void> {
  const perEpoch = Math.floor(rows.rows / batchSize);
  const whole = epochs * perEpoch;
  await holding(async (hold) => {
    const examples = {
      rows: hold(() => tf.tensor2d(Float32Array.from(rows.values), [rows.rows, rows.columns])),
      targets: hold(() =>
        tf.tensor1d(Float32Array.from(targets), loss === "cross-entropy" ? "int32" : "float32"),
      ),
    };
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = random.child(`epoch ${epoch}`).permutation(rows.rows);
      for (let step = 0; step < perEpoch; step++) {
        const positions = order.slice(step * batchSize, (step + 1) * batchSize);
        const late = epoch * perEpoch + step >= 0.7 * whole;
        trainer.step(examples, {positions, rate: late ? rate / 10 : rate});
      }
      // A notebook draws and hears an interrupt between two epochs.
      await new Promise(setImmediate);
      if (onEpoch === undefined) continue;
      trainer.read();
      onEpoch((epoch + 1) * perEpoch);
    }
    trainer.read();
  });
}
