import {requireAbove, requireWithin} from "../numerics/require-number";
import {adamOptimizer, descentOptimizer, momentumOptimizer} from "../tensors/fused-optimizers";
import type {StepOptimizer} from "../tensors/fused-optimizers";
import type {tf} from "../tensors/tensorflow";
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
  {kind, rate, momentum = 0.9, weightDecay = 0}: OptimizerSettings,
): StepOptimizer {
  requireAbove("rate", rate);
  requireWithin("weightDecay", weightDecay, [0, 1]);
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
