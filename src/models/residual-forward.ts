import {multiply} from "../tensors/fused/affine";
import {batchNormalize} from "../tensors/fused/batch-norm";
import {rectify} from "../tensors/fused/relu";
import {tf} from "../tensors/tensorflow";
import {asInput, mapped} from "./network-layers";
import {branchDeviation, centred, varianceFloor} from "./normalisation";
import type {ResidualNetwork} from "./residual-network";

/**
 * Logits of a residual network for a batch; the equations stand in residual-options.ts.
 *
 *     images    [batch, …input]
 *
 * Returns [batch, classes], owned by the caller. σ is measured on this very batch, in evaluation
 * too (unless frozen), so a handful of examples gives other logits than a large batch does.
 */
export function residualForward(network: ResidualNetwork, images: tf.Tensor): tf.Tensor2D {
  const {depth, skip} = network.options;
  return tf.tidy(() => {
    let stream = residualBranch(network, 1, asInput(network.options, images)); // [batch, …units]
    for (let layer = 2; layer <= depth; layer++) {
      const branch = residualBranch(network, layer, stream);
      stream = skip ? tf.add(stream, branch) : branch;
    }
    return readOut(network, network.options.order === "pre" ? rectify(stream) : stream);
  });
}

/** What layer `layer` adds to the stream. */
function residualBranch(network: ResidualNetwork, layer: number, stream: tf.Tensor): tf.Tensor {
  const {order, normalisation, scope} = network.options;
  const raw =
    order === "post"
      ? rectify(layerMap(network, layer, stream))
      : layerMap(network, layer, layer > 1 ? rectify(stream) : stream);
  if (normalisation === "centred" && scope === "unit") {
    // The same numbers as below, from one kernel.
    const scale = network.lambdas[layer - 1];
    return batchNormalize(raw, {scale, offset: tf.zerosLike(scale), epsilon: varianceFloor});
  }
  const values = normalisation === "centred" ? centred(raw) : raw;
  const scale = branchScale(network, layer, values);
  return scale === null ? values : values.mul(scale);
}

/** λ_l / σ_l for the branch values of a batch, a scalar or [units]; null without normalisation. */
export function branchScale(
  network: ResidualNetwork,
  layer: number,
  values: tf.Tensor,
): tf.Tensor | null {
  const {normalisation, scope} = network.options;
  if (normalisation === "none") return null;
  return tf.tidy(() => {
    const deviation =
      normalisation === "frozen"
        ? network.sigmas[layer - 1]
        : branchDeviation(values, {normalisation, scope});
    return network.lambdas[layer - 1].div(deviation);
  });
}

/** W_l applied to [batch, …]. */
export function layerMap(network: ResidualNetwork, layer: number, stream: tf.Tensor): tf.Tensor {
  const {kind, stride} = network.options;
  return mapped(network.weights[layer - 1], stream, {kind, stride: layer === 1 ? stride : 1});
}

/** O N / logitScale, N averaged over positions first: [batch, …, width] → [batch, classes]. */
export function readOut(network: ResidualNetwork, stream: tf.Tensor): tf.Tensor2D {
  return tf.tidy(() => {
    const pooled = stream.rank === 4 ? stream.mean([1, 2]) : stream;
    const logits = multiply(pooled, network.readout);
    const {logitScale} = network.options;
    return logitScale === 1 ? logits : (logits.div(logitScale) as tf.Tensor2D);
  });
}
