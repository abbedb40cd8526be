import {applyAdam, applyDescent, applyMomentum} from "./updates";
import {tf} from "../tensorflow";

/** Turns gradients into changes of the variables it was made for, eagerly or in a recorded step. */
export interface StepOptimizer {
  /** The variables that it changes, in the order in which `apply` takes their gradients. */
  readonly variables: readonly tf.Variable[];
  /** Its own state (velocities, moments, powers): part of a checkpoint. */
  readonly slots: readonly tf.Variable[];
  apply(gradients: readonly tf.Tensor[], rate: tf.Scalar): void;
  /** Disposes the slots, not the variables. */
  dispose(): void;
}

/** Plain gradient descent, see `applyDescent`. */
export function descentOptimizer(variables: readonly tf.Variable[]): StepOptimizer {
  const apply = (gradients: readonly tf.Tensor[], rate: tf.Scalar): void =>
    variables.forEach((variable, i) => applyDescent(variable, {gradient: gradients[i], rate}));
  return {variables, slots: [], apply, dispose: () => undefined};
}

/** Gradient descent with momentum, see `applyMomentum`. */
export function momentumOptimizer(
  variables: readonly tf.Variable[],
  {momentum, nesterov = false}: {momentum: number; nesterov?: boolean},
): StepOptimizer {
  requireShare("momentum", momentum);
  const velocities = variables.map(zerosLike);
  const apply = (gradients: readonly tf.Tensor[], rate: tf.Scalar): void =>
    tf.tidy(() => {
      const kept = tf.scalar(momentum);
      variables.forEach((variable, i) =>
        applyMomentum(variable, {
          velocity: velocities[i],
          gradient: gradients[i],
          rate,
          momentum: kept,
          nesterov,
        }),
      );
    });
  return {variables, slots: velocities, apply, dispose: () => tf.dispose(velocities)};
}

/** Adam, see `applyAdam`. */
export function adamOptimizer(
  variables: readonly tf.Variable[],
  {
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-7,
  }: {beta1?: number; beta2?: number; epsilon?: number} = {},
): StepOptimizer {
  requireShare("beta1", beta1);
  requireShare("beta2", beta2);
  const firstMoments = variables.map(zerosLike);
  const secondMoments = variables.map(zerosLike);
  const powers = [beta1, beta2].map((beta) => tf.tidy(() => tf.variable(tf.scalar(beta), false)));
  const apply = (gradients: readonly tf.Tensor[], rate: tf.Scalar): void =>
    tf.tidy(() => {
      const [first, second, tiny] = [beta1, beta2, epsilon].map((value) => tf.scalar(value));
      variables.forEach((variable, i) =>
        applyAdam(variable, {
          firstMoment: firstMoments[i],
          secondMoment: secondMoments[i],
          firstPower: powers[0] as unknown as tf.Scalar,
          secondPower: powers[1] as unknown as tf.Scalar,
          gradient: gradients[i],
          rate,
          beta1: first,
          beta2: second,
          epsilon: tiny,
        }),
      );
      powers[0].assign(powers[0].mul(first));
      powers[1].assign(powers[1].mul(second));
    });
  const slots = [...firstMoments, ...secondMoments, ...powers];
  return {variables, slots, apply, dispose: () => tf.dispose(slots)};
}

function zerosLike(variable: tf.Variable): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zeros(variable.shape), false));
}

function requireShare(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new RangeError(`${name} must be in [0, 1), got ${value}`);
}
