import {compileStep} from "../../tensors/compile-step";
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
};

/** Makes the trainer; it owns no variable but its optimizer's. */
export function batchTrainer({
  variables,
  penalised,
  decay,
  loss,
  columns,
  target,
  optimizer: kind,
  eager = false,
}: BatchTrainerOptions): BatchTrainer {
  const plain =
    kind === "adam"
      ? adamOptimizer(variables)
      : momentumOptimizer(variables, {momentum: 0.9, nesterov: true});
  const initial = tf.tidy(() => plain.slots.map((slot) => tf.keep(slot.clone())));
  // The penalty's gradient is added here: its value is asked for once an epoch only.
  const optimizer: StepOptimizer = {
    ...plain,
    apply: (gradients, rate) =>
      tf.tidy(() =>
        plain.apply(
          gradients.map((gradient, i) =>
            penalised[i] && decay > 0 ? gradient.add(variables[i].mul(decay)) : gradient,
          ),
          rate,
        ),
      ),
  };
  const targetFeed = {shape: [null, ...target.shape], dtype: target.dtype};
  const rowFeed = [null, columns] as const;
  const train = compileStep(
    ({rows, targets, positions}) =>
      loss(
        gatherRows(rows as tf.Tensor2D, positions as tf.Tensor1D),
        gatherRows(targets as tf.Tensor, positions as tf.Tensor1D),
      ),
    {
      feeds: {
        rows: rowFeed,
        targets: targetFeed,
        positions: {shape: [null], dtype: "int32"},
        learningRate: [],
      },
      variables: [...variables],
      optimizer,
      eager,
    },
  );
  const evaluate = train.alongside(
    ({rows, targets}) => loss(rows as tf.Tensor2D, targets as tf.Tensor),
    {feeds: {rows: rowFeed, targets: targetFeed}, variables: [...variables]},
  );
  const penalty = train.alongside(
    ({half}) =>
      variables.reduce<tf.Tensor>(
        (total, variable, i) =>
          penalised[i]
            ? total.add(
                variable
                  .square()
                  .sum()
                  .mul(half as tf.Scalar),
              )
            : total,
        (half as tf.Scalar).mul(0),
      ),
    {feeds: {half: []}, variables: [...variables]},
  );
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
        const count = rows.shape[0];
        let total = penalised.some(Boolean) && decay > 0 ? numberOf(penalty({half: decay / 2})) : 0;
        for (let from = 0; from < count; from += chunkRows) {
          const length = Math.min(chunkRows, count - from);
          const part = tf.tidy(() =>
            length === count
              ? numberOf(evaluate({rows, targets}))
              : numberOf(
                  evaluate({
                    rows: rows.slice([from], [length]),
                    targets: targets.slice([from], [length]),
                  }),
                ),
          );
          total += (part * length) / count;
        }
        return total;
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

const numberOf = (tensor: tf.Tensor): number => tensor.dataSync()[0];
