import {skipPatterns} from "../../models/dense-network-float64";
import type {ResidualSettings} from "../../models/residual-options";
import {snapshotNetwork} from "../../models/snapshot";
import {requireWhole} from "../../numerics/require-number";
import {onRandomNetwork} from "./random-network-paths";
import type {RandomNetworkDraw} from "./random-network-paths";

/** One way through a network: which layers it goes through, and what it brings to the output. */
export type UnravelledPath = {
  /** taken[l − 1]: whether it goes through the weights of layer l; the first cannot be skipped. */
  readonly taken: readonly boolean[];
  readonly length: number;
  /** |Y_path|² / Σ |Y_path|², over inputs and classes together. */
  readonly energy: number;
  /** ⟨Y_path, Y⟩ / ⟨Y, Y⟩, signed: these sum to 1. */
  readonly coherent: number;
};

/** More than 2^(8−1) paths nobody can look at one by one. */
const deepest = 8;

/**
 * Every way of taking or skipping the layers of one untrained dense network, with its share of the
 * output: the unravelled network, path by path. Listed in float64, gates of the pass held fixed.
 *
 *     network    depth p ≤ 8: 2^(p−1) paths, C(p−1, r−1) of length r
 *     examples   inputs x ~ N(0, I), default 8
 *
 * @see littwin2016 §2.2, Eq. 8
 */
export function unravelledPaths(
  network: ResidualSettings,
  draw: RandomNetworkDraw,
): UnravelledPath[] {
  requireWhole("depth of a network to unravel", network.depth, {from: 1, to: deepest});
  return onRandomNetwork(network, draw, (residual, inputs) => {
    const snapshot = snapshotNetwork(residual);
    if (snapshot.kind !== "residual") throw new TypeError("only residual networks have paths");
    const rows = inputs.arraySync() as number[][];
    const paths = skipPatterns(snapshot, rows).map(({taken, length, logits}) => ({
      taken: [true, ...taken],
      length,
      logits: logits.flat(),
    }));
    const whole = paths[0].logits.map((_, at) => total(paths.map(({logits}) => logits[at])));
    const energies = paths.map(({logits}) => product(logits, logits));
    const all = total(energies);
    const size = product(whole, whole);
    return paths.map(({taken, length, logits}, i) => ({
      taken,
      length,
      energy: energies[i] / all,
      coherent: product(logits, whole) / size,
    }));
  });
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0);
const product = (a: readonly number[], b: readonly number[]): number =>
  total(a.map((x, i) => x * b[i]));
