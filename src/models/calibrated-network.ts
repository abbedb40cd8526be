import type {Random} from "../numerics/random";
import {tf} from "../tensors/tensorflow";
import {disposePass, gatedPass} from "./gated-pass";
import {disposeNetwork} from "./network";
import {createResidualNetwork} from "./residual-network";
import type {ResidualNetwork} from "./residual-network";
import type {ResidualSettings} from "./residual-options";
import {restoreNetwork, snapshotNetwork} from "./snapshot";

/**
 * A residual network with random weights, ready for use whatever its normalisation: frozen divisors
 * take the root mean squares that the same network, normalised live, has on these images.
 *
 *     images    [batch, …input]; looked at only where σ is frozen
 *
 * The caller disposes it (disposeNetwork).
 */
export function createCalibratedNetwork(
  settings: ResidualSettings,
  {images, random}: {readonly images: tf.Tensor; readonly random: Random},
): ResidualNetwork {
  if (settings.normalisation !== "frozen") return createResidualNetwork(settings, {random});
  const live = createResidualNetwork({...settings, normalisation: "rms"}, {random});
  try {
    return frozenCopy(live, images);
  } finally {
    disposeNetwork(live);
  }
}

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
