import {tf} from "../tensorflow";
import type {AdamTerms, DescentTerms, MomentumTerms} from "../update-terms";

/** Stands for `tensors/fused/updates.ts` in a browser: the same updates, operation by operation. */

export function applyDescent(variable: tf.Variable, {gradient, rate}: DescentTerms): void {
  assign(variable, () => variable.sub(rate.mul(gradient)));
}

export function applyMomentum(
  variable: tf.Variable,
  {velocity, gradient, rate, momentum, nesterov = false}: MomentumTerms,
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
  }: AdamTerms,
): void {
  assign(firstMoment, () => firstMoment.mul(beta1).add(gradient.mul(tf.sub(1, beta1))));
  assign(secondMoment, () => secondMoment.mul(beta2).add(gradient.square().mul(tf.sub(1, beta2))));
  assign(variable, () => {
    const corrected = rate.mul(tf.sub(1, secondPower).sqrt()).div(tf.sub(1, firstPower));
    return variable.sub(corrected.mul(firstMoment).div(secondMoment.sqrt().add(epsilon)));
  });
}

function assign(variable: tf.Variable, made: () => tf.Tensor): void {
  tf.tidy(() => variable.assign(made()));
}
