import type {ResidualSettings} from "../models/residual-options";
import {randomStream} from "../numerics/random";
import {randomNetworkPaths} from "./random-network-paths";

/** Which path length carries the most energy when all weights of one network are scaled. */
export type ReachableLengths = {
  readonly seed: number;
  /** One entry per scale, in the order given. */
  readonly rows: readonly {readonly scale: number; readonly dominant: number}[];
  /** Share of the lengths 1 … p that dominate at some scale, 1/p … 1. */
  readonly reached: number;
};

/**
 * Scales all weights of one untrained network by each factor in turn, the same draw every time, and
 * notes the dominant length: Lemma 4 put to a network with gates of its own.
 *
 *     scales   factors on every W_l, above 0; ascending for a readable chart
 *     seed     the network and its inputs: one seed, one network
 *
 * @see littwin2016 §3, Lemma 4
 */
export function reachableLengths(
  network: ResidualSettings,
  {scales, examples, seed}: {scales: readonly number[]; examples?: number; seed: number},
): ReachableLengths {
  const {depth, weightScale = 1} = network;
  const rows = scales.map((scale) => {
    const scaled = {...network, weightScale: weightScale * scale};
    const {actual} = randomNetworkPaths(scaled, {examples, random: randomStream(seed)});
    return {scale, dominant: actual.lengths[actual.energy.indexOf(Math.max(...actual.energy))]};
  });
  return {seed, rows, reached: new Set(rows.map(({dominant}) => dominant)).size / depth};
}
