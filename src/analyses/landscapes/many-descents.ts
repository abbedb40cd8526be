import {randomSpherePoint} from "../../models/sphere";
import {drawSphericalGlass} from "../../models/spherical-glass";
import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";
import {descendGlass} from "./glass-descent";

/** Where descents on one glass end. */
export type GlassDescents = {
  /** H/N at the end of each descent. */
  readonly energies: readonly number[];
  /** Directions that still lead down, of each end. */
  readonly indices: readonly number[];
  /** Smallest curvature over √N, of each end. */
  readonly curvatures: readonly number[];
  /** H/N at each start. */
  readonly startEnergies: readonly number[];
};

/** Gradient descent on one random glass from several random starts. */
export function descendFromManyStarts({
  size,
  weights,
  starts,
  random,
}: {
  size: number;
  weights: ArrayLike<number>;
  starts: number;
  random: Random;
}): GlassDescents {
  requireWhole("starts", starts, {from: 1});
  const glass = drawSphericalGlass({size, weights, random: random.child("glass")});
  const from = Array.from({length: starts}, (_, i) =>
    randomSpherePoint(size, random.child(`start ${i}`)),
  );
  const ends = from.map((start) => descendGlass(glass, {start}));
  const before = from.map((start) => descendGlass(glass, {start, maxSteps: 0}).energyPerSpin);
  return {
    energies: ends.map(({energyPerSpin}) => energyPerSpin),
    indices: ends.map(({index}) => index),
    curvatures: ends.map(({smallestCurvature}) => smallestCurvature),
    startEnergies: before,
  };
}
