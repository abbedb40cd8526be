import {requireWhole} from "../../numerics/require-number";
import {totalVariation} from "../../numerics/total-variation";
import {lengthEnergies, pathLengthLaw} from "./path-length-law";

/** The member of the paper's family that comes nearest to a measured profile. */
export type FittedPathLaw = {
  /** The β of that member: what the network behaves like, whatever its weights suggest. */
  readonly beta: number;
  /** Its shares ε_r², entry r − 1 for length r. */
  readonly energies: Float64Array;
  /** Total variation between profile and member, 0 … 1. */
  readonly distance: number;
};

/**
 * The β whose law of path lengths is nearest to a measured profile.
 *
 *     β* = argmin_β TV(w, ε(β)²),    β from 1e-4 to 1e4
 *
 *     shares  w   energy by path length, entry r − 1 for length r, summing to 1
 *
 * A grid in ln β finds the valley, golden sections its floor: the distance has one valley for a
 * profile with one peak, but corners where shares cross, so that no derivative is used.
 *
 * Throws a RangeError for fewer than two lengths: with one, every β fits.
 * @see littwin2016 §3, Eq. 16
 */
export function fittedPathLaw(shares: ArrayLike<number>): FittedPathLaw {
  const depth = shares.length;
  requireWhole("the number of lengths", depth, {from: 2});
  const distanceAt = (logBeta: number) =>
    totalVariation(shares, lengthEnergies(pathLengthLaw(depth, Math.exp(logBeta))));

  const step = 0.1;
  const reach = Math.log(1e4);
  const grid = Array.from({length: Math.round((2 * reach) / step) + 1}, (_, i) => i * step - reach);
  const distances = grid.map(distanceAt);
  const best = grid[distances.indexOf(Math.min(...distances))];

  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [best - step, best + step];
  while (high - low > 1e-6) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (distanceAt(left) <= distanceAt(right)) high = right;
    else low = left;
  }
  const beta = Math.exp((low + high) / 2);
  const energies = lengthEnergies(pathLengthLaw(depth, beta));
  return {beta, energies, distance: totalVariation(shares, energies)};
}
