import {
  alongFrame,
  expandOnSphere,
  randomSpherePoint,
  slopeOnSphere,
  stepOnSphere,
} from "../../models/sphere";
import {drawSphericalGlass} from "../../models/spherical-glass";
import type {SphericalGlass} from "../../models/spherical-glass";
import type {Random} from "../../numerics/random";
import {requireAbove, requireWhole} from "../../numerics/require-number";
import {symmetricEigenvalues} from "../../numerics/symmetric-matrix";
import {dot, norm} from "../../numerics/vector";

/** Where gradient descent on a spin glass came to rest. */
export type DescentEnd = {
  readonly point: Float64Array;
  /** H/N. */
  readonly energyPerSpin: number;
  /** Directions that still lead down. */
  readonly index: number;
  /** Smallest eigenvalue of the Hessian of f, over √N: near 0 the end is marginal. */
  readonly smallestCurvature: number;
  /** Length of the gradient of f at the end, over √N. */
  readonly gradientLength: number;
  readonly steps: number;
};

/**
 * Gradient descent along the sphere, with steps halved until the energy falls and doubled after
 * success.
 *
 *     start      where to begin, on the unit sphere
 *     flatness   it ends when the gradient, over √N, is shorter than this (default 1e-6)
 *     maxSteps   or after so many steps (default 5,000); see gradientLength then
 */
export function descendGlass(
  glass: SphericalGlass,
  {
    start,
    flatness = 1e-6,
    maxSteps = 5000,
  }: {start: Float64Array; flatness?: number; maxSteps?: number},
): DescentEnd {
  requireAbove("flatness", flatness);
  requireWhole("maxSteps", maxSteps, {from: 0});
  const root = Math.sqrt(glass.size);
  let point = start;
  let here = slopeOnSphere(glass, point);
  let rate = 0.1 / root;
  let steps = 0;
  while (steps < maxSteps && norm(here.gradient) > flatness * root) {
    steps++;
    const slope = dot(here.gradient, here.gradient);
    const uphill = alongFrame(point, here.gradient);
    for (;;) {
      const next = stepOnSphere(point, uphill, -rate);
      const there = slopeOnSphere(glass, next);
      // A fall of at least a tenth of what the slope promises, or steps may shrink to nothing.
      if (there.value <= here.value - 0.1 * rate * slope) {
        point = next;
        here = there;
        rate *= 2;
        break;
      }
      rate /= 2;
      // Below this the energy can no longer be told apart: the end by rounding.
      if (rate * slope < 1e-16 * Math.abs(here.value)) return endAt(point);
    }
  }
  return endAt(point);

  function endAt(end: Float64Array): DescentEnd {
    const {value, gradient, hessian} = expandOnSphere(glass, end);
    const curvatures = symmetricEigenvalues({size: glass.size - 1, entries: hessian});
    return {
      point: end,
      energyPerSpin: value / root,
      index: curvatures.filter((curvature) => curvature < 0).length,
      smallestCurvature: curvatures[0] / root,
      gradientLength: norm(gradient) / root,
      steps,
    };
  }
}

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
