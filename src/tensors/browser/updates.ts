import {tf} from "../tensorflow";

/** Stands for `tensors/fused/updates.ts` in a browser: the same updates, operation by operation. */

export function applyDescent(
  variable: tf.Variable,
  {gradient, rate}: {gradient: tf.Tensor; rate: tf.Scalar},
): void {
  assign(variable, () => variable.sub(rate.mul(gradient)));
}

export function applyMomentum(
  variable: tf.Variable,
  {
    velocity,
    gradient,
    rate,
    momentum,
    nesterov = false,
  }: {
    velocity: tf.Variable;
    gradient: tf.Tensor;
    rate: tf.Scalar;
    momentum: tf.Scalar;
    nesterov?: boolean;
  },
): void {
  assign(velocity, () => velocity.mul(momentum).add(gradient));
  assign(variable, () =>
    variable.sub(rate.mul(nesterov ? gradient.add(velocity.mul(momentum)) : velocity)),
  );
}

export function applyAdam(
  variable: tf.Variable,
  {
    firstMoment,
    secondMoment,
    firstPower,
    secondPower,
    gradient,
    rate,
    beta1,
    beta2,
    epsilon,
  }: {
    firstMoment: tf.Variable;
    secondMoment: tf.Variable;
    firstPower: tf.Scalar;
    secondPower: tf.Scalar;
    gradient: tf.Tensor;
    rate: tf.Scalar;
    beta1: tf.Scalar;
    beta2: tf.Scalar;
    epsilon: tf.Scalar;
  },
): void {
  const one = 1;
  assign(firstMoment, () => firstMoment.mul(beta1).add(gradient.mul(tf.sub(one, beta1))));
  assign(secondMoment, () =>
    secondMoment.mul(beta2).add(gradient.square().mul(tf.sub(one, beta2))),
  );
  assign(variable, () => {
    const corrected = rate.mul(tf.sub(one, secondPower).sqrt()).div(tf.sub(one, firstPower));
    return variable.sub(corrected.mul(firstMoment).div(secondMoment.sqrt().add(epsilon)));
  });
}

function assign(variable: tf.Variable, made: () => tf.Tensor): void {
  tf.tidy(() => variable.assign(made()));
}
