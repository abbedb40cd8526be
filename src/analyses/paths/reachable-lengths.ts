import type {ResidualSettings} from "../../models/residual-options";
import {requireAbove} from "../../numerics/require-number";
import {tidied} from "../../tensors/tidied";
import {tf} from "../../tensors/tensorflow";
import {decomposePaths} from "./path-decomposition";
import {pathProfile} from "./path-profile";
import {onRandomNetwork} from "./random-network-paths";
import type {RandomNetworkDraw} from "./random-network-paths";

/** Which path length carries the most energy when all weights of one network are scaled. */
export type ReachableLengths = {
  readonly seed: number;
  /** One entry per scale, in the order given. */
  readonly rows: readonly {readonly scale: number; readonly dominant: number}[];
  /** Share of the lengths 1 … p that dominate at some scale, 1/p … 1. */
  readonly reached: number;
};

/**
 * Scales all weights of one untrained network by each factor in turn and notes the dominant length:
 * Lemma 4 put to a network with gates of its own.
 *
 *     scales     factors on every W_l, above 0; ascending for a readable chart
 *     examples   inputs x ~ N(0, I), default 8; shares are averaged over them
 *
 * @see littwin2016 §3, Lemma 4
 */
export function reachableLengths(
  network: ResidualSettings,
  {scales, ...draw}: RandomNetworkDraw & {readonly scales: readonly number[]},
): ReachableLengths {
  scales.forEach((scale) => requireAbove("each scale", scale));
  return onRandomNetwork(network, draw, (residual, inputs) => {
    return tidied(() => {
      const drawn = residual.weights.map((weights) => weights.clone());
      const rows = scales.map((scale) => {
        residual.weights.forEach((weights, layer) =>
          tf.tidy(() => weights.assign(drawn[layer].mul(scale))),
        );
        const {lengths, energy} = pathProfile(decomposePaths(residual, inputs));
        return {scale, dominant: lengths[energy.indexOf(Math.max(...energy))]};
      });
      const reached = new Set(rows.map(({dominant}) => dominant)).size / network.depth;
      return {seed: draw.random.seed, rows, reached};
    });
  });
}
