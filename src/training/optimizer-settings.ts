import {requireAbove, requireWithin} from "../numerics/require-number";
import {adamOptimizer, descentOptimizer, momentumOptimizer} from "../tensors/fused/optimizers";
import type {StepOptimizer} from "../tensors/fused/optimizers";
import {tf} from "../tensors/tensorflow";
import type {RateSchedule} from "./rate-schedule";

/** How gradients become steps. */
export type OptimizerSettings = {
  readonly kind: "descent" | "momentum" | "nesterov" | "adam";
  /** Learning rate before the schedule. */
  readonly rate: number;
  /** Share of the last velocity that is kept, for momentum and nesterov; default 0.9. */
  readonly momentum?: number;
  readonly schedule?: RateSchedule;
  /** Adds this times each variable to its gradient: L2 regularisation, λ and read-out included. */
  readonly weightDecay?: number;
  /** Multiplies the rate of the variables whose name begins so: {"lambda": 2}. Not for Adam. */
  readonly rateFactors?: Readonly<Record<string, number>>;
};

/** The optimizer of the settings, for these variables by name. The caller disposes it. */
export function createOptimizer(
  variables: ReadonlyMap<string, tf.Variable>,
  settings: OptimizerSettings,
): StepOptimizer {
  const {kind, rate, weightDecay = 0, rateFactors = {}} = settings;
  requireAbove("rate", rate);
  requireWithin("weightDecay", weightDecay, [0, 1]);
  if (kind === "adam" && Object.keys(rateFactors).length > 0) {
    throw new RangeError("rateFactors do nothing under adam, which undoes any scale of a gradient");
  }
  const list = [...variables.values()];
  const factors = [...variables.keys()].map((name) => {
    const prefix = Object.keys(rateFactors).find((start) => name.startsWith(start));
    return prefix === undefined ? 1 : rateFactors[prefix];
  });
  const optimizer = plainOptimizer(list, settings);
  // Momentum is linear in the gradients: scaling one scales the steps of its variable.
  const adjusted = (gradient: tf.Tensor, index: number): tf.Tensor => {
    const decayed = weightDecay === 0 ? gradient : gradient.add(list[index].mul(weightDecay));
    return factors[index] === 1 ? decayed : decayed.mul(factors[index]);
  };
  return {
    ...optimizer,
    apply: (gradients, learningRate) =>
      tf.tidy(() => optimizer.apply(gradients.map(adjusted), learningRate)),
  };
}

function plainOptimizer(
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
