import {addBias, multiply} from "../../tensors/fused/affine";
import {batchNormalize} from "../../tensors/fused/batch-norm";
import {rectify} from "../../tensors/fused/relu";
import {tf} from "../../tensors/tensorflow";
import {varianceFloor} from "../normalisation";
import type {StackNetwork} from "./stack-network";

/** Sees the stream behind block 0 (the first layer), 1, …, B and may put another in its place. */
export type StreamHook = (stream: tf.Tensor, block: number) => tf.Tensor;

/**
 * Logits of a stack for a batch; the equations stand in stack-options.ts.
 *
 *     images    [batch, …input]
 *     at        called with each stream, [batch, width] or [batch, height, width, channel]
 *
 * Returns [batch, classes], owned by the caller. Batch norm takes its statistics from this very batch,
 * in evaluation too: hand over whole data sets to be judged.
 */
export function stackForward(
  network: StackNetwork,
  images: tf.Tensor,
  {at = (stream) => stream}: {readonly at?: StreamHook} = {},
): tf.Tensor2D {
  const {blocks, order} = network.options;
  const isPost = order === "post";
  return tf.tidy(() => {
    const first = layerMap(network, 0, asInput(network, images));
    let stream = at(isPost ? rectify(normalised(network, 0, first)) : first, 0);
    for (let block = 1; block <= blocks; block++) {
      const branch = gated(network, block, blockBranch(network, block, stream));
      const sum = shortcutOf(network, block, stream)?.add(branch) ?? branch;
      stream = at(isPost ? rectify(sum) : sum, block);
    }
    const seen = isPost ? stream : rectify(normalised(network, 0, stream));
    const pooled = seen.rank === 4 ? seen.mean([1, 2]) : seen;
    return addBias(multiply(pooled, network.readout), network.readoutBias);
  });
}

/** F_b of the stream. */
function blockBranch(network: StackNetwork, block: number, stream: tf.Tensor): tf.Tensor {
  const {order, layersPerBlock: m} = network.options;
  const firstLayer = (block - 1) * m + 1;
  let values = stream;
  for (let layer = firstLayer; layer < firstLayer + m; layer++) {
    if (order === "pre") {
      values = layerMap(network, layer, rectify(normalised(network, layer, values)));
    } else {
      const sums = normalised(network, layer, layerMap(network, layer, values));
      values = layer < firstLayer + m - 1 ? rectify(sums) : sums;
    }
  }
  return values;
}

function shortcutOf(network: StackNetwork, block: number, stream: tf.Tensor): tf.Tensor | null {
  switch (network.options.shortcut) {
    case "none":
      return null;
    case "identity":
      return stream;
    case "projection": {
      const projection = network.projections[block - 1];
      const {width, normalisation} = network.options;
      const projected =
        stream.rank === 2
          ? multiply(stream, projection)
          : multiply(stream.reshape([-1, width]), projection).reshape(stream.shape);
      if (normalisation === "none") return projected;
      const [scale, offset] = [tf.ones([width]), tf.zeros([width])];
      return batchNormalize(projected, {scale, offset, epsilon: varianceFloor});
    }
  }
}

const gated = (network: StackNetwork, block: number, branch: tf.Tensor): tf.Tensor =>
  network.gates.length === 0 ? branch : branch.mul(network.gates[block - 1]);

/** Batch norm number `layer`, or the bias of that layer. */
function normalised(network: StackNetwork, layer: number, values: tf.Tensor): tf.Tensor {
  const offset = network.offsets[layer];
  return network.options.normalisation === "none"
    ? addBias(values, offset)
    : batchNormalize(values, {scale: network.scales[layer], offset, epsilon: varianceFloor});
}

function layerMap(network: StackNetwork, layer: number, stream: tf.Tensor): tf.Tensor {
  const weights = network.weights[layer];
  if (network.options.kind === "dense") return multiply(stream, weights);
  const stride = layer === 0 ? network.options.stride : 1;
  return tf.conv2d(stream as tf.Tensor4D, weights as tf.Tensor4D, stride, "same");
}

function asInput({options: {kind, input}}: StackNetwork, images: tf.Tensor): tf.Tensor {
  const features = input.reduce((product, extent) => product * extent, 1);
  const [batch] = images.shape;
  if (images.size !== batch * features) {
    throw new RangeError(
      `this stack takes [batch, ${input.join(", ")}], got [${images.shape.join(", ")}]`,
    );
  }
  return images.reshape(kind === "dense" ? [batch, features] : [batch, ...input]);
}
