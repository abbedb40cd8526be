import {tf} from "../tensors/tensorflow";
import {disposePass, gatedPass} from "./gated-pass";
import type {ResidualNetwork} from "./residual-network";
import {restoreNetwork, snapshotNetwork} from "./snapshot";

/**
 * A copy of a normalised network whose divisors stay what they are on these images, whatever the
 * weights and the batch do later.
 *
 *     σ_l = λ_l / (λ_l / σ_l),   both measured in one pass over the images
 *
 * Throws a RangeError for a network without normalisation, and for a centred one: its means would
 * have to be frozen too, and a frozen mean is an additive term. The caller disposes the copy.
 */
export function frozenCopy(network: ResidualNetwork, images: tf.Tensor): ResidualNetwork {
  const {normalisation} = network.options;
  if (normalisation === "none" || normalisation === "centred") {
    throw new RangeError(`a network with normalisation "${normalisation}" cannot be frozen`);
  }
  const {options, values} = snapshotNetwork(network) as Extract<
    ReturnType<typeof snapshotNetwork>,
    {kind: "residual"}
  >;
  const pass = gatedPass(network, images);
  const sigmas = pass.scales.map((scale, index) => {
    const sigma = tf.tidy(() => network.lambdas[index].div(scale as tf.Tensor));
    const stored = {shape: sigma.shape, values: Float32Array.from(sigma.dataSync<"float32">())};
    sigma.dispose();
    return [`sigma ${index + 1}`, stored] as const;
  });
  disposePass(pass);
  return restoreNetwork({
    kind: "residual",
    options: {...options, normalisation: "frozen"},
    values: {...values, ...Object.fromEntries(sigmas)},
  }) as ResidualNetwork;
}
