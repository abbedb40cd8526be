import type {Random} from "../numerics/random";
import type {tf} from "../tensors/tensorflow";
import {frozenCopy} from "./frozen-copy";
import {disposeNetwork} from "./network";
import {createResidualNetwork} from "./residual-network";
import type {ResidualNetwork} from "./residual-network";
import type {ResidualSettings} from "./residual-options";

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
