import {tf} from "../tensors/tensorflow";

/**
 * What a residual branch is divided by before its scale λ is applied.
 *
 *     none      nothing, and there is no λ
 *     rms       σ² = mean of v² over batch (and units)
 *     stopped   the same σ, but the gradient takes it for a constant
 *     standard  σ = mean over units of the standard deviation over the batch, v not centred: Eq. 20
 *               of the paper, to the letter
 *     centred   v less its mean over the batch, unit by unit, then rms: batch norm without a shift
 *     frozen    σ is a stored number (see frozenCopy)
 *
 * @see littwin2016 §4.1, Eq. 20
 */
export type Normalisation = "none" | "rms" | "stopped" | "standard" | "centred" | "frozen";

/** One σ and one λ for a whole layer, or one for each unit (channel). */
export type NormalisationScope = "layer" | "unit";

/** Added to σ² so that a silent layer stays finite. */
export const varianceFloor = 1e-5;

/** All axes but the last: batch and, in images, position. */
const overExamples = (values: tf.Tensor): number[] =>
  Array.from({length: values.rank - 1}, (_, axis) => axis);

/**
 * Each unit less its mean over the batch (and position).
 *
 *     values    [batch, …, units]
 */
export function centred(values: tf.Tensor): tf.Tensor {
  return tf.tidy(() => values.sub(values.mean(overExamples(values))));
}

/**
 * The divisor σ of a branch, from the batch at hand.
 *
 *     values    [batch, …, units], the branch v, already centred where the kind asks for it
 *
 * Returns a scalar, or [units] for the scope "unit".
 */
export function branchDeviation(
  values: tf.Tensor,
  {normalisation, scope}: {normalisation: Normalisation; scope: NormalisationScope},
): tf.Tensor {
  switch (normalisation) {
    case "none":
    case "frozen":
      throw new TypeError(`normalisation "${normalisation}" measures nothing`);
    case "rms":
    case "centred":
      return rootMeanSquare(values, scope);
    case "stopped":
      return withoutGradient(values, (held) => rootMeanSquare(held, scope));
    case "standard":
      return tf.tidy(() => {
        const {variance} = tf.moments(values, overExamples(values)); // [units]
        const deviations = variance.add(varianceFloor).sqrt();
        return scope === "unit" ? deviations : deviations.mean();
      });
  }
}

function rootMeanSquare(values: tf.Tensor, scope: NormalisationScope): tf.Tensor {
  return tf.tidy(() => {
    const square = values.square();
    const mean = scope === "unit" ? square.mean(overExamples(values)) : square.mean();
    return mean.add(varianceFloor).sqrt();
  });
}

function withoutGradient(values: tf.Tensor, measure: (values: tf.Tensor) => tf.Tensor): tf.Tensor {
  const held = tf.customGrad((...inputs) => {
    const [input] = inputs as tf.Tensor[];
    return {value: measure(input), gradFunc: () => tf.zerosLike(values)};
  });
  return held(values);
}
