import {addBias, multiply} from "../../tensors/fused/affine";
import {batchNormalize} from "../../tensors/fused/batch-norm";
import {rectify} from "../../tensors/fused/relu";
import {dropout} from "../../tensors/noise-source";
import {tf} from "../../tensors/tensorflow";
import {asInput, mapped} from "../network-layers";
import {varianceFloor} from "../normalisation";
import type {StackNetwork} from "./stack-network";
import {changesShape, widthBehind} from "./stack-options";

const [none, one] = [
  [0, 0],
  [1, 1],
] as [number, number][];

/** Sees the stream behind block 0 (the first layer), 1, …, B and may put another in its place. */
export type StreamHook = (stream: tf.Tensor, block: number) => tf.Tensor;

/**
 * Logits of a stack for a batch; the equations stand in stack-options.ts.
 *
 *     images    [batch, …input]
 *     at        called with each stream, [batch, width] or [batch, height, width, channel]
 *     training  what drops does so, entries of shortcuts or branches; every call then draws anew
 *
 * Returns [batch, classes], owned by the caller. Batch norm takes its statistics from this very batch,
 * in evaluation too: hand over whole data sets to be judged.
 */
export function stackForward(
  network: StackNetwork,
  images: tf.Tensor,
  {
    at = (stream) => stream,
    training = false,
  }: {readonly at?: StreamHook; readonly training?: boolean} = {},
): tf.Tensor2D {
  const {blocks} = network.options;
  return tf.tidy(() => {
    const shares = branchShares(network, training);
    let stream = at(
      firstStream(network, layerMap(network, 0, asInput(network.options, images))),
      0,
    );
    for (let block = 1; block <= blocks; block++) {
      const [shortcut, branch] = paths(network, block, {
        stream,
        training,
        share: shares[block - 1],
      });
      const sum = shortcut?.add(branch) ?? branch;
      stream = at(afterAddition(network, block, sum), block);
    }
    const seen = beforeReadout(network, stream);
    const pooled = seen.rank === 4 ? seen.mean([1, 2]) : seen;
    return addBias(multiply(pooled, network.readout), network.readoutBias);
  });
}

/** x_0 of W_0 x. */
function firstStream(network: StackNetwork, first: tf.Tensor): tf.Tensor {
  const {order} = network.options;
  if (order === "pre") return first;
  const values = normalised(network, 0, first);
  return order === "relu-pre" ? values : rectify(values);
}

/** f. */
function afterAddition(network: StackNetwork, block: number, sum: tf.Tensor): tf.Tensor {
  const {order, layersPerBlock: m} = network.options;
  if (order === "post") return rectify(sum);
  // The one normalisation of the block's last layer.
  return order === "norm-after" ? rectify(normalised(network, block * m, sum)) : sum;
}

function beforeReadout(network: StackNetwork, stream: tf.Tensor): tf.Tensor {
  const {order} = network.options;
  if (order === "pre") return rectify(normalised(network, 0, stream));
  return order === "relu-pre" ? rectify(stream) : stream;
}

/** F_b of the stream. */
function blockBranch(network: StackNetwork, block: number, stream: tf.Tensor): tf.Tensor {
  const {order, layersPerBlock: m} = network.options;
  const firstLayer = (block - 1) * m + 1;
  let values = stream;
  for (let layer = firstLayer; layer < firstLayer + m; layer++) {
    const isLast = layer === firstLayer + m - 1;
    if (order === "pre") {
      values = layerMap(network, layer, rectify(normalised(network, layer, values)));
    } else if (order === "relu-pre") {
      values = normalised(network, layer, layerMap(network, layer, rectify(values)));
    } else {
      const mapped = layerMap(network, layer, values);
      const sums = order === "norm-after" && isLast ? mapped : normalised(network, layer, mapped);
      values = isLast && order !== "relu-before" ? sums : rectify(sums);
    }
  }
  return values;
}

/** By what each branch is multiplied: in training 1 for k of them and 0 for the others, else k / B. */
function branchShares(network: StackNetwork, training: boolean): (tf.Tensor | number)[] {
  const {noise, options} = network;
  const {blocks, activeBlocks: active} = options;
  const alike = (share: number): number[] => new Array<number>(blocks).fill(share);
  if (active === null) return alike(1);
  if (!training || noise === null) return alike(active / blocks);
  const drawn = noise.uniform([blocks, 1]);
  const before = drawn.less(drawn.transpose()).cast("float32").sum<tf.Tensor1D>(0); // rank of each
  return tf.unstack(before.less(active).cast("float32"));
}

/** λ h, or null where it is 0, and μ α F of a block. */
function paths(
  network: StackNetwork,
  block: number,
  {
    stream,
    training,
    share,
  }: {
    readonly stream: tf.Tensor;
    readonly training: boolean;
    readonly share: tf.Tensor | number;
  },
): [tf.Tensor | null, tf.Tensor] {
  const {shortcut, shortcutScale, branchScale} = network.options;
  const times = (tensor: tf.Tensor, factor: tf.Tensor | number | undefined): tf.Tensor =>
    factor === undefined || factor === 1 ? tensor : tensor.mul(factor);
  const whole = times(blockBranch(network, block, stream), network.alphas[block - 1]);
  const branch = times(whole, share);
  const both = (path: tf.Tensor, rest: tf.Tensor): [tf.Tensor | null, tf.Tensor] => [
    shortcutScale === 0 ? null : times(path, shortcutScale),
    times(rest, branchScale),
  ];
  switch (shortcut) {
    case "none":
      return [null, times(branch, branchScale)];
    case "identity":
      return both(passedOn(network, block, stream), branch);
    case "projection":
      return both(projected(network, block, stream), branch);
    case "exclusive-gate":
    case "shortcut-gate": {
      const gate = unitwise(stream, network.gateWeights[block - 1])
        .add(network.gateBiases[block - 1])
        .sigmoid();
      return both(
        stream.mul(tf.sub(1, gate)),
        shortcut === "exclusive-gate" ? branch.mul(gate) : branch,
      );
    }
    case "dropout": {
      const {noise} = network;
      return both(noise && training ? dropout(stream, {rate: 0.5, noise}) : stream, branch);
    }
  }
}

/** The stream itself; where the block changes its shape, every second place and zeros for new channels. */
function passedOn(network: StackNetwork, block: number, stream: tf.Tensor): tf.Tensor {
  const {options} = network;
  if (!changesShape(options, block)) return stream;
  const [before, behind] = [block - 1, block].map((at) => widthBehind(options, at));
  return everySecondPlace(stream, tf.eye(before, behind));
}

/** The same matrix, [in, out], for every second place of an image on both sides. */
function everySecondPlace(stream: tf.Tensor, weights: tf.Tensor): tf.Tensor {
  const kernel = weights.reshape<tf.Tensor4D>([1, 1, ...weights.shape]);
  return tf.conv2d(stream as tf.Tensor4D, kernel, 2, "valid");
}

function projected(network: StackNetwork, block: number, stream: tf.Tensor): tf.Tensor {
  const {options, projections} = network;
  const {normalisation} = options;
  const width = widthBehind(options, block);
  const values = changesShape(options, block)
    ? everySecondPlace(stream, projections[block - 1])
    : unitwise(stream, projections[block - 1]);
  if (normalisation === "none") return values;
  const [scale, offset] = [tf.ones([width]), tf.zeros([width])];
  return batchNormalize(values, {scale, offset, epsilon: varianceFloor});
}

/** The same matrix for each example, and for each position of an image: a 1 × 1 convolution. */
function unitwise(stream: tf.Tensor, weights: tf.Tensor): tf.Tensor {
  if (stream.rank === 2) return multiply(stream, weights);
  const flat = stream.reshape([-1, stream.shape[stream.rank - 1]]);
  return multiply(flat, weights).reshape(stream.shape);
}

/** Batch norm number `layer`, or the bias of that layer. */
function normalised(network: StackNetwork, layer: number, values: tf.Tensor): tf.Tensor {
  const offset = network.offsets[layer];
  return network.options.normalisation === "none"
    ? addBias(values, offset)
    : batchNormalize(values, {scale: network.scales[layer], offset, epsilon: varianceFloor});
}

function layerMap(network: StackNetwork, layer: number, stream: tf.Tensor): tf.Tensor {
  const {options, weights} = network;
  const {kind, layersPerBlock} = options;
  const isFirstOfBlock = layer > 0 && (layer - 1) % layersPerBlock === 0;
  if (isFirstOfBlock && changesShape(options, Math.ceil(layer / layersPerBlock))) {
    // A zero on each side: the kernel then lies around the very place that the shortcut takes.
    const framed = (stream as tf.Tensor4D).pad<tf.Tensor4D>([none, one, one, none]);
    return tf.conv2d(framed, weights[layer] as tf.Tensor4D, 2, "valid");
  }
  return mapped(weights[layer], stream, {kind, stride: layer === 0 ? options.stride : 1});
}
