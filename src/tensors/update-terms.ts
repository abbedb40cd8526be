import type {tf} from "./tensorflow";

/** What a step of gradient descent takes; the equations of all three are in fused/updates.ts. */
export type DescentTerms = {readonly gradient: tf.Tensor; readonly rate: tf.Scalar};

/** What a step with momentum takes: v, and whether it is Nesterov's; Polyak's unless given. */
export type MomentumTerms = DescentTerms & {
  readonly velocity: tf.Variable;
  readonly momentum: tf.Scalar;
  readonly nesterov?: boolean;
};

/** What a step of Adam takes: m, v, and the powers β₁ᵗ, β₂ᵗ of this step. */
export type AdamTerms = DescentTerms & {
  readonly firstMoment: tf.Variable;
  readonly secondMoment: tf.Variable;
  readonly firstPower: tf.Scalar;
  readonly secondPower: tf.Scalar;
  readonly beta1: tf.Scalar;
  readonly beta2: tf.Scalar;
  readonly epsilon: tf.Scalar;
};
