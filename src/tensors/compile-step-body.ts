import type {StepOptimizer} from "./fused/optimizers";
import {tf} from "./tensorflow";

/** What a step returns: one tensor, or several by name. */
export type StepResult = tf.Tensor | Readonly<Record<string, tf.Tensor>>;

type Step = (feeds: Readonly<Record<string, tf.Tensor>>) => StepResult;

/**
 * A step followed by one update of the optimizer's variables: the gradient is that of its result, or
 * of the `loss` among its results, and the rate is the feed `learningRate`. Call it in a `tidy`.
 */
export function withUpdate(step: Step, optimizer: StepOptimizer): Step {
  return (feeds) => {
    let single = false;
    const others: Record<string, tf.Tensor> = {};
    const forward = (): tf.Scalar => {
      const result = step(feeds);
      single = result instanceof tf.Tensor;
      const named = result instanceof tf.Tensor ? {loss: result} : result;
      for (const [name, value] of Object.entries(named)) {
        // Only the loss leaves the gradient's scope by itself.
        if (name !== "loss") others[name] = tf.keep(value.clone());
      }
      return scalarLoss(named.loss);
    };
    const {value, grads} = tf.variableGrads(forward, [...optimizer.variables]);
    const gradients = optimizer.variables.map((variable) => {
      if (grads[variable.name]) return grads[variable.name];
      throw new RangeError(
        `the loss does not depend on variable "${variable.name}" of shape [${variable.shape}]: ` +
          `give the optimizer only variables that are trained`,
      );
    });
    optimizer.apply(gradients, feeds.learningRate as tf.Scalar);
    if (single) return value;
    const kept = Object.entries(others).map(([name, value]) => {
      const own = value.clone();
      value.dispose();
      return [name, own] as const;
    });
    return {loss: value, ...Object.fromEntries(kept)};
  };
}

function scalarLoss(loss: tf.Tensor | undefined): tf.Scalar {
  if (!(loss instanceof tf.Tensor)) {
    throw new RangeError("a step with an optimizer must return its loss, or {loss, …}");
  }
  if (loss.rank !== 0) {
    throw new RangeError(`the loss must be a scalar, got shape [${loss.shape}]: take its mean`);
  }
  return loss as tf.Scalar;
}
