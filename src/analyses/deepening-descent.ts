import {randomSpherePoint} from "../models/sphere";
import {drawSphericalGlass} from "../models/spherical-glass";
import type {Random} from "../numerics/random";
import {requireAbove, requireWhole} from "../numerics/require-number";
import {descendGlass} from "./glass-descent";
import {lengthWeights, pathLengthLaw} from "./path-length-law";

/** One stage of a descent whose landscape deepens. */
export type DeepeningStage = {
  readonly beta: number;
  /** Median H/N of the points that came from the stage before, in this stage's landscape. */
  readonly arrived: number;
  /** Median H/N after descending here. */
  readonly reached: number;
  /** Median H/N of descents that begin here, from the same random starts. */
  readonly atOnce: number;
};

/**
 * Descends on a residual network's mixture while β grows: first where short paths rule, then deeper
 * and deeper, each stage from where the last one ended. Beside it the same starts let loose at each
 * β at once. The couplings of every length stay the same; β only weighs them anew.
 *
 *     size   N, spins          depth  p         betas  β of the stages, rising
 *
 * @see littwin2016 §4, the ensemble from shallow to deep
 */
export function deepeningDescent({
  size,
  depth,
  betas,
  starts,
  random,
}: {
  size: number;
  depth: number;
  betas: readonly number[];
  starts: number;
  random: Random;
}): DeepeningStage[] {
  requireWhole("starts", starts, {from: 1});
  requireWhole("the number of betas", betas.length, {from: 2});
  betas.slice(1).forEach((beta, i) => requireAbove("each beta", beta, betas[i]));
  const origins = Array.from({length: starts}, (_, i) =>
    randomSpherePoint(size, random.child(`start ${i}`)),
  );
  let points = origins;
  return betas.map((beta) => {
    // One stream at every β: the same couplings, weighed differently.
    const weights = lengthWeights(pathLengthLaw(depth, beta));
    const glass = drawSphericalGlass({size, weights, random: random.child("glass")});
    const energy = (point: Float64Array) =>
      descendGlass(glass, {start: point, maxSteps: 0}).energyPerSpin;
    const arrived = medianOf(points.map(energy));
    const ends = points.map((start) => descendGlass(glass, {start}));
    points = ends.map(({point}) => point);
    const direct = origins.map((start) => descendGlass(glass, {start}).energyPerSpin);
    return {
      beta,
      arrived,
      reached: medianOf(ends.map(({energyPerSpin}) => energyPerSpin)),
      atOnce: medianOf(direct),
    };
  });
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
