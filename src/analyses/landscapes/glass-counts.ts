import {drawSphericalGlass} from "../../models/spherical-glass";
import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";
import {findCriticalPoints} from "./critical-points";

/** Critical points of several glasses of one kind, counted one by one. */
export type GlassCount = {
  /** Mean number of points of index k, k = 0 … N − 1. */
  readonly byIndex: readonly number[];
  readonly total: number;
  /** Whether Euler's number held in every glass. */
  readonly complete: boolean;
};

/**
 * Counts all critical points of `glasses` random glasses.
 *
 *     size     N, spins          weights  ε_r, squares summing to 1
 *     hits     how often each point must be found, default as at findCriticalPoints
 */
export function countGlasses({
  size,
  weights,
  glasses,
  hits,
  random,
}: {
  size: number;
  weights: ArrayLike<number>;
  glasses: number;
  hits?: number;
  random: Random;
}): GlassCount {
  requireWhole("glasses", glasses, {from: 1});
  const searches = Array.from({length: glasses}, (_, i) => {
    const stream = random.child(`glass ${i}`);
    const glass = drawSphericalGlass({size, weights, random: stream});
    return findCriticalPoints(glass, {hits, random: stream.child("starts")});
  });
  const byIndex = Array.from(
    {length: size},
    (_, k) => searches.reduce((sum, search) => sum + search.byIndex[k], 0) / glasses,
  );
  const total = byIndex.reduce((sum, count) => sum + count, 0);
  return {byIndex, total, complete: searches.every(({eulerHolds}) => eulerHolds)};
}
