import {disposeNetwork} from "../../models/network";
import {createResidualNetwork} from "../../models/residual-network";
import type {ResidualNetwork} from "../../models/residual-network";
import type {ResidualSettings} from "../../models/residual-options";
import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";
import {normalTensor} from "../../tensors/seeded";
import type {tf} from "../../tensors/tensorflow";

/** How many inputs an untrained network is tried on, and the stream it is drawn from. */
export type RandomNetworkDraw = {readonly examples?: number; readonly random: Random};

/**
 * Draws an untrained network and normal inputs for it, measures them, and disposes both, also where
 * measuring fails. One stream always gives the same network and the same inputs.
 *
 *     examples   inputs x ~ N(0, I), 8 unless told, [examples, …network.input]
 *
 * Throws a RangeError for fewer than one example.
 */
export function onRandomNetwork<Result>(
  network: ResidualSettings,
  {examples = 8, random}: RandomNetworkDraw,
  measure: (network: ResidualNetwork, inputs: tf.Tensor) => Result,
): Result {
  requireWhole("examples", examples, {from: 1});
  const residual = createResidualNetwork(network, {random: random.child("network")});
  const inputs = normalTensor([examples, ...network.input], {random: random.child("inputs")});
  try {
    return measure(residual, inputs);
  } finally {
    inputs.dispose();
    disposeNetwork(residual);
  }
}
