import {allVariables, forward} from "../models/network";
import type {Network} from "../models/network";
import {tidied} from "../tensors/tidied";
import {tf} from "../tensors/tensorflow";

/**
 * What of a network is no longer finite, in words, or undefined: a variable, or what it makes of these
 * images. The loss need not show it: fused kernels make 0 of a NaN that meets a ReLU. So this runs
 * operation by operation.
 *
 *     images    [batch, …input]
 */
export function notFinite(network: Network, images: tf.Tensor): string | undefined {
  return tidied(() => {
    for (const [name, variable] of allVariables(network))
      if (!isFiniteTensor(variable)) return `"${name}" is no longer finite`;
    return isFiniteTensor(forward(network, images))
      ? undefined
      : "what the network makes of a batch is no longer finite";
  });
}

/** Whether every number of a tensor is finite. */
export function isFiniteTensor(tensor: tf.Tensor): boolean {
  // A number less itself is 0, unless it is not finite.
  return tidied(() => tf.sub(tensor, tensor).abs().sum().dataSync()[0] === 0);
}
