import {compileStep} from "../../tensors/compile-step";
import type {Likeness} from "../../tensors/graph/known-recordings";
import {adamOptimizer, momentumOptimizer} from "../../tensors/fused/optimizers";
import type {StepOptimizer} from "../../tensors/fused/optimizers";
import {gatherRows} from "../../tensors/gather-rows";
import {whole} from "../../tensors/holding";
import {tf} from "../../tensors/tensorflow";
import {isFiniteTensor} from "../finite-network";
import {chunkRows} from "../../models/resfgb-layers";

/** Rows and what is to be predicted from them. */
export type Examples = {readonly rows: tf.Tensor2D; readonly targets: tf.Tensor};

/** A small model that is trained by minibatches, as one TensorFlow graph. */
export interface BatchTrainer {
  readonly variables: readonly tf.Variable[];
  /** One step on the rows at these positions. */
  step(examples: Examples, options: {positions: Int32Array; rate: number}): void;
  /** Mean loss over all rows, and the penalty; NaN where a variable is no longer finite. */
  objective(examples: Examples): number;
  /** Velocities and moments back to where they began. */
  reset(): void;
  /** Copies of the variables, and their way back. */
  save(): tf.Tensor[];
  restore(saved: readonly tf.Tensor[]): void;
  /** Brings the variables up to date. */
  read(): void;
  dispose(): void;
}

export type BatchTrainerOptions = {
  readonly variables: readonly tf.Variable[];
  /** Which variables the penalty (decay/2) Σ w² covers. */
  readonly penalised: readonly boolean[];
  readonly decay: number;
  /** Mean loss of a batch, without the penalty. */
  readonly loss: (rows: tf.Tensor2D, targets: tf.Tensor) => tf.Scalar;
  readonly columns: number;
  /** Shape of one target, and its kind. */
  readonly target: {readonly shape: readonly number[]; readonly dtype: "float32" | "int32"};
  readonly optimizer: "nesterov" | "adam";
  /** Runs operation by operation instead of as one graph: slower, for comparison. */
  readonly eager?: boolean;
  /** Says that all trainers alike have one loss, so that its step is recorded once: see `compileStep`. */
  readonly alike?: Likeness;
};

/** Makes the trainer; it owns no variable but its optimizer's. */
export function batchTrainer(options: BatchTrainerOptions): BatchTrainer {
  const {variables, penalised, decay} = options;
  const plain =
    options.optimizer === "adam"
      ? adamOptimizer(variables)
      : momentumOptimizer(variables, {momentum: 0.9, nesterov: true});
  const initial = tf.tidy(() => plain.slots.map((slot) => tf.keep(slot.clone())));
  const {train, evaluate, penalty} = compiledSteps(options, withDecay(plain, options));
  // A graph takes up a value that differs from the one it knows: read first, or a tensor that was
  // assigned before would pass for unchanged.
  const assignAll = (targets: readonly tf.Variable[], values: readonly tf.Tensor[]): void =>
    whole(() => {
      train.read();
      targets.forEach((variable, i) => variable.assign(values[i]));
    });
  return {
    variables,
    step: ({rows, targets}, {positions, rate}) =>
      whole(() =>
        tf.tidy(
          () =>
            void train({
              rows,
              targets,
              positions: tf.tensor1d(positions, "int32"),
              learningRate: rate,
            }),
        ),
      ),
    objective: ({rows, targets}) =>
      tf.tidy(() => {
        // The loss need not show it: fused kernels make 0 of a NaN that meets a ReLU.
        train.read();
        if (!variables.every(isFiniteTensor)) return NaN;
        const decays = penalised.some(Boolean) && decay > 0;
        const start = decays ? numberOf(penalty({half: decay / 2})) : 0;
        return addMean(start, {rows, targets}, (part) => numberOf(evaluate(part)));
      }),
    reset: () => assignAll(plain.slots, initial),
    save: () => {
      train.read();
      return tf.tidy(() => variables.map((variable) => tf.keep(variable.clone())));
    },
    restore: (saved) => assignAll(variables, saved),
    read: () => train.read(),
    dispose: () => {
      train.dispose();
      plain.dispose();
      tf.dispose(initial);
    },
  };
}

/** One graph of three steps: an update, the mean loss without the penalty, and the penalty. */
function compiledSteps(
  {variables, penalised, loss, columns, target, eager = false, alike}: BatchTrainerOptions,
  optimizer: StepOptimizer,
) {
  const targets = {shape: [null, ...target.shape], dtype: target.dtype};
  const rows = [null, columns] as const;
  const positions = {shape: [null], dtype: "int32"} as const;
  const train = compileStep(
    (feeds) =>
      loss(
        gatherRows(feeds.rows as tf.Tensor2D, feeds.positions as tf.Tensor1D),
        gatherRows(feeds.targets as tf.Tensor, feeds.positions as tf.Tensor1D),
      ),
    {
      feeds: {rows, targets, positions, learningRate: []},
      variables: [...variables],
      optimizer,
      eager,
      alike,
    },
  );
  const evaluate = train.alongside(
    (feeds) => loss(feeds.rows as tf.Tensor2D, feeds.targets as tf.Tensor),
    {feeds: {rows, targets}, variables: [...variables]},
  );
  const penalty = train.alongside(
    ({half}) => penaltyOf(half as tf.Scalar, {variables, penalised}),
    {feeds: {half: []}, variables: [...variables]},
  );
  return {train, evaluate, penalty};
}

/** The optimizer of loss and penalty together: the penalty's own gradient is added to the loss's. */
function withDecay(
  plain: StepOptimizer,
  {variables, penalised, decay}: Pick<BatchTrainerOptions, "variables" | "penalised" | "decay">,
): StepOptimizer {
  // Its value is asked for once an epoch only.
  const whole = (gradient: tf.Tensor, i: number): tf.Tensor =>
    penalised[i] && decay > 0 ? gradient.add(variables[i].mul(decay)) : gradient;
  return {
    ...plain,
    apply: (gradients, rate) => tf.tidy(() => plain.apply(gradients.map(whole), rate)),
  };
}

/** half · Σ w² over the penalised variables. */
const penaltyOf = (
  half: tf.Scalar,
  {variables, penalised}: Pick<BatchTrainerOptions, "variables" | "penalised">,
): tf.Tensor =>
  variables
    .filter((_, i) => penalised[i])
    .reduce<tf.Tensor>(
      (total, variable) => total.add(variable.square().sum().mul(half)),
      half.mul(0),
    );

/** `start` and a mean over all rows, taken part by part, so that memory stays bounded. */
function addMean(
  start: number,
  {rows, targets}: Examples,
  meanOf: (part: {rows: tf.Tensor2D; targets: tf.Tensor}) => number,
): number {
  const count = rows.shape[0];
  if (count <= chunkRows) return start + tf.tidy(() => meanOf({rows, targets}));
  let total = start;
  for (let from = 0; from < count; from += chunkRows) {
    const length = Math.min(chunkRows, count - from);
    const part = tf.tidy(() =>
      meanOf({rows: rows.slice([from], [length]), targets: targets.slice([from], [length])}),
    );
    total += (part * length) / count;
  }
  return total;
}

const numberOf = (tensor: tf.Tensor): number => tensor.dataSync()[0];
