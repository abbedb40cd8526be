import {multiply} from "../tensors/fused/affine";
import {tf} from "../tensors/tensorflow";

/** What networks of equal layers take: one example of a shape, a vector or an image. */
type Input = {readonly kind: "dense" | "convolutional"; readonly input: readonly number[]};

/**
 * W applied to [batch, …]: a matrix, or a 3 × 3 convolution with that stride whose output has the input's
 * shape where the stride is 1.
 *
 *     weights    [in, width], or [3, 3, in, width]
 */
export function mapped(
  weights: tf.Tensor,
  stream: tf.Tensor,
  {kind, stride}: Pick<Input, "kind"> & {readonly stride: number},
): tf.Tensor {
  if (kind === "dense") return multiply(stream, weights);
  return tf.conv2d(stream as tf.Tensor4D, weights as tf.Tensor4D, stride, "same");
}

/** Images as the first layer takes them; a RangeError where they are of another shape. */
export function asInput({kind, input}: Input, images: tf.Tensor): tf.Tensor {
  const features = input.reduce((product, extent) => product * extent, 1);
  const [batch] = images.shape;
  if (images.size !== batch * features) {
    throw new RangeError(
      `this network takes [batch, ${input.join(", ")}], got [${images.shape.join(", ")}]`,
    );
  }
  return images.reshape(kind === "dense" ? [batch, features] : [batch, ...input]);
}
