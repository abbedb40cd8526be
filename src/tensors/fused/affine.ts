import {
  booleanAttribute,
  gradientIsDifferentiated,
  runKernel,
  stringAttribute,
  typeAttribute,
} from "../native-kernel";
import {tf} from "../tensorflow";

/**
 * Adds one number per channel, with its gradient in one kernel.
 *
 *     y = x + bias,    d bias = Σ dy over all axes but the last
 *
 *     x, y  [batch, …, channels], rank 2 to 5
 *     bias  [channels]
 */
export function addBias<T extends tf.Tensor>(x: T, bias: tf.Tensor): T {
  if (x.rank < 2 || x.rank > 5 || bias.rank !== 1 || bias.shape[0] !== x.shape[x.rank - 1]) {
    throw new RangeError(
      `a bias of one number per channel needs x [batch, …, channels] and bias [channels], ` +
        `got [${x.shape}] and [${bias.shape}]`,
    );
  }
  const attributes = [typeAttribute("T"), stringAttribute("data_format", "NHWC")];
  const operation = tf.customGrad((x, bias) => {
    const [value] = runKernel("BiasAdd", [x as tf.Tensor, bias as tf.Tensor], {attributes});
    const gradFunc = (dy: tf.Tensor): tf.Tensor[] => [
      dy.clone(),
      gradientIsDifferentiated()
        ? dy.sum(dy.shape.slice(0, -1).map((_, axis) => axis))
        : runKernel("BiasAddGrad", [dy], {attributes})[0],
    ];
    return {value, gradFunc};
  });
  return operation(x, bias) as T;
}

/**
 * The product of two matrices, each transposed first if asked, without the reshapes around
 * TensorFlow.js's own (its kernel multiplies batches of matrices).
 *
 *     a  [n, k] (or [k, n] transposed)     b  [k, m] (or [m, k] transposed)     result  [n, m]
 */
export function multiply(
  a: tf.Tensor,
  b: tf.Tensor,
  {transposeA = false, transposeB = false}: {transposeA?: boolean; transposeB?: boolean} = {},
): tf.Tensor2D {
  const inner = [a.shape[transposeA ? 0 : 1], b.shape[transposeB ? 1 : 0]];
  if (a.rank !== 2 || b.rank !== 2 || inner[0] !== inner[1]) {
    throw new RangeError(`cannot multiply the matrices [${a.shape}] and [${b.shape}]`);
  }
  const operation = tf.customGrad((a, b, save) => {
    (save as tf.GradSaveFunc)([a as tf.Tensor, b as tf.Tensor]);
    const [value] = runKernel("MatMul", [a as tf.Tensor, b as tf.Tensor], {
      attributes: [
        booleanAttribute("transpose_a", transposeA),
        booleanAttribute("transpose_b", transposeB),
        typeAttribute("T"),
      ],
    });
    // Made of this function again, so it can be differentiated as often as one likes.
    const gradFunc = (dy: tf.Tensor, [a, b]: tf.Tensor[]): tf.Tensor[] => [
      transposeA
        ? multiply(b, dy, {transposeA: transposeB, transposeB: true})
        : multiply(dy, b, {transposeB: !transposeB}),
      transposeB
        ? multiply(dy, a, {transposeA: true, transposeB: transposeA})
        : multiply(a, dy, {transposeA: !transposeA}),
    ];
    return {value, gradFunc};
  });
  return operation(a, b) as tf.Tensor2D;
}

/** A fully connected layer: x · weights + bias, [batch, inputs] → [batch, outputs]. */
export function affine(
  x: tf.Tensor,
  {weights, bias}: {weights: tf.Tensor; bias: tf.Tensor},
): tf.Tensor2D {
  return tf.tidy(() => addBias(multiply(x, weights), bias));
}
