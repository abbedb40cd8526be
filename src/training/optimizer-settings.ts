import {requireAbove, requireWithin} from "../numerics/require-number";
import {adamOptimizer, descentOptimizer, momentumOptimizer} from "../tensors/fused-optimizers";
import type {StepOptimizer} from "../tensors/fused-optimizers";
import {tf} from "../tensors/tensorflow";
import type {RateSchedule} from "./rate-schedule";

/** How gradients become steps. */
export type OptimizerSettings = {
  readonly kind: "descent" | "momentum" | "nesterov" | "adam";
  /** Learning rate before the schedule. */
  readonly rate: number;
  /** Share of the last velocity that is kept, for momentum and nesterov; 0.9 unless told. */
  readonly momentum?: number;
  readonly schedule?: RateSchedule;
  /** Adds this times each variable to its gradient: L2 regularisation, λ and read-out included. */
  readonly weightDecay?: number;
};

/** The optimizer of the settings, for these variables. The caller disposes it. */
export function createOptimizer(
  variables: readonly tf.Variable[],
  settings: OptimizerSettings,
): StepOptimizer {
  const {rate, weightDecay = 0} = settings;
  requireAbove("rate", rate);
  requireWithin("weightDecay", weightDecay, [0, 1]);
  const optimizer = withoutDecay(variables, settings);
  if (weightDecay === 0) return optimizer;
  const decayed = (gradient: tf.Tensor, index: number): tf.Tensor =>
    gradient.add(variables[index].mul(weightDecay));
  return {
    ...optimizer,
    apply: (gradients, learningRate) =>
      tf.tidy(() => optimizer.apply(gradients.map(decayed), learningRate)),
  };
}

function withoutDecay(
  variables: readonly tf.Variable[],
  {kind, momentum = 0.9}: OptimizerSettings,
): StepOptimizer {
  switch (kind) {
    case "descent":
      return descentOptimizer(variables);
    case "momentum":
    case "nesterov":
      return momentumOptimizer(variables, {momentum, nesterov: kind === "nesterov"});
    case "adam":
      return adamOptimizer(variables);
    default:
      throw new RangeError(
        `optimizer must be one of descent, momentum, nesterov, adam, got ${String(kind)}`,
      );
  }
}
