import {coinGates} from "../../models/gated-pass";
import {holdNetwork} from "../../models/network";
import {createResidualNetwork} from "../../models/residual-network";
import type {ResidualNetwork} from "../../models/residual-network";
import type {ResidualSettings} from "../../models/residual-options";
import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";
import {holding} from "../../tensors/holding";
import {normalTensor} from "../../tensors/seeded";
import type {tf} from "../../tensors/tensorflow";
import {logIndependentGateShares} from "./bernoulli-lengths";
import {decomposePaths} from "./path-decomposition";
import {lengthEnergies, pathLengthLaw} from "./path-length-law";
import {pathProfile} from "./path-profile";
import type {PathProfile} from "./path-profile";

/** One untrained network: its profile with its own gates, and with gates that ignore the signal. */
export type RandomNetworkPaths = {
  readonly seed: number;
  readonly actual: PathProfile;
  readonly independent: PathProfile;
  /** The larger error of the two sums of parts, and its bound. */
  readonly error: number;
  readonly tolerance: number;
};

/**
 * Energy by path length in one untrained ReLU network without normalisation, on normal inputs.
 *
 *     network    depth, width, weightScale c, …; W ~ N(0, c² / fan-in)
 *     examples   inputs x ~ N(0, I), default 8; shares are averaged over them
 *
 * The second profile is the control: the same network and inputs, every gate open with probability
 * 1/2 whatever reaches it, as the paper assumes. The paper has no normalisation here, but any is
 * accepted. Convolutional networks too.
 */
export function randomNetworkPaths(
  network: ResidualSettings,
  draw: RandomNetworkDraw,
): RandomNetworkPaths {
  const {random} = draw;
  return onRandomNetwork(network, draw, (residual, inputs) => {
    const own = decomposePaths(residual, inputs);
    const gates = coinGates(random.child("gates"));
    const control = decomposePaths(residual, inputs, {gates});
    return {
      seed: random.seed,
      actual: pathProfile(own),
      independent: pathProfile(control),
      error: Math.max(own.error, control.error),
      tolerance: own.tolerance,
    };
  });
}

/** The first of these two profiles alone, for half the work: the network with its own gates. */
export const randomNetworkProfile = (
  network: ResidualSettings,
  draw: RandomNetworkDraw,
): PathProfile =>
  onRandomNetwork(network, draw, (residual, inputs) =>
    pathProfile(decomposePaths(residual, inputs)),
  );

/**
 * What two laws say of such a network's energy by path length; entry r − 1 for length r.
 *
 *     paper       ε_r² with β = c / 2: n C² = c², ρ = 1/2, and Λ = n distinct weights
 *     binomial    1 + Bin(p − 1, g / (1 + g)) with g = c² / 2: exact for independent gates
 *
 * @see littwin2016 §3, Eq. 16
 */
export function predictedLengthShares({
  depth,
  weightScale,
}: {
  readonly depth: number;
  readonly weightScale: number;
}): {readonly paper: Float64Array; readonly binomial: Float64Array} {
  return {
    paper: lengthEnergies(pathLengthLaw(depth, weightScale / 2)),
    binomial: logIndependentGateShares(depth, weightScale ** 2 / 2).map(Math.exp),
  };
}

/** How many inputs an untrained network is tried on, and the stream it is drawn from. */
export type RandomNetworkDraw = {readonly examples?: number; readonly random: Random};

/**
 * Draws an untrained network and normal inputs for it, measures them, and disposes both, also where
 * measuring fails. One stream always gives the same network and the same inputs.
 *
 *     examples   inputs x ~ N(0, I), default 8, [examples, …network.input]
 *
 * Throws a RangeError for fewer than one example.
 */
export function onRandomNetwork<Result>(
  network: ResidualSettings,
  {examples = 8, random}: RandomNetworkDraw,
  measure: (network: ResidualNetwork, inputs: tf.Tensor) => Result,
): Result {
  requireWhole("examples", examples, {from: 1});
  return holding((hold) => {
    const residual = holdNetwork(hold, () =>
      createResidualNetwork(network, {random: random.child("network")}),
    );
    const inputs = hold(() =>
      normalTensor([examples, ...network.input], {random: random.child("inputs")}),
    );
    return measure(residual, inputs);
  });
}
