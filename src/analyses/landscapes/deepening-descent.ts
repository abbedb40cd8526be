import {randomSpherePoint} from "../../models/sphere";
import {drawSphericalGlass} from "../../models/spherical-glass";
import type {Random} from "../../numerics/random";
import {requireAbove, requireWhole} from "../../numerics/require-number";
import {sum} from "../../numerics/sum";
import {descendGlass} from "./glass-descent";
import {lengthWeights, pathLengthLaw} from "../paths/path-length-law";

/** One stage of a descent whose landscape deepens; energies H/N, means over all glasses and starts. */
export type DeepeningStage = {
  readonly beta: number;
  /** Of the points that came from the stage before, in this stage's landscape. */
  readonly arrived: number;
  /** After descending here. */
  readonly reached: number;
  /** Of descents that begin here, from the same random starts. */
  readonly atOnce: number;
};

/**
 * Descends on a residual network's mixture while β grows: first where short paths rule, then deeper
 * and deeper, each stage from where the last one ended. Beside it the same starts let loose at each
 * β at once. The couplings of every length stay the same; β only weighs them anew.
 *
 *     size   N, spins          depth  p         betas  β of the stages, rising
 *     foreign   true: all stages but the last on other couplings, a control in which nothing that
 *               was learned on the way can help
 *
 * @see littwin2016 §4, the ensemble from shallow to deep
 */
export function deepeningDescent({
  size,
  depth,
  betas,
  glasses,
  starts,
  foreign = false,
  random,
}: {
  size: number;
  depth: number;
  betas: readonly number[];
  glasses: number;
  starts: number;
  foreign?: boolean;
  random: Random;
}): DeepeningStage[] {
  requireWhole("glasses", glasses, {from: 1});
  requireWhole("starts", starts, {from: 1});
  requireWhole("the number of betas", betas.length, {from: 2});
  betas.slice(1).forEach((beta, i) => requireAbove("each beta", beta, betas[i]));
  const all = Array.from({length: glasses}, (_, i) =>
    stagesOfGlass({size, depth, betas, starts, foreign, random: random.child(`glass ${i}`)}),
  );
  const mean = (stage: number, key: "arrived" | "reached" | "atOnce") =>
    sum(all.map((stages) => sum(stages[stage][key]) / starts)) / glasses;
  return betas.map((beta, stage) => ({
    beta,
    arrived: mean(stage, "arrived"),
    reached: mean(stage, "reached"),
    atOnce: mean(stage, "atOnce"),
  }));
}

function stagesOfGlass({
  size,
  depth,
  betas,
  starts,
  foreign,
  random,
}: {
  size: number;
  depth: number;
  betas: readonly number[];
  starts: number;
  foreign: boolean;
  random: Random;
}): {arrived: number[]; reached: number[]; atOnce: number[]}[] {
  const origins = Array.from({length: starts}, (_, i) =>
    randomSpherePoint(size, random.child(`start ${i}`)),
  );
  let points = origins;
  return betas.map((beta, stage) => {
    // One stream at every β: the same couplings, weighed differently.
    const name = foreign && stage < betas.length - 1 ? "other couplings" : "couplings";
    const weights = lengthWeights(pathLengthLaw(depth, beta));
    const glass = drawSphericalGlass({size, weights, random: random.child(name)});
    const descend = (start: Float64Array) => descendGlass(glass, {start});
    const ends = points.map(descend);
    const arrived = points.map((start) => descendGlass(glass, {start, maxSteps: 0}).energyPerSpin);
    points = ends.map(({point}) => point);
    return {
      arrived,
      reached: ends.map(({energyPerSpin}) => energyPerSpin),
      atOnce: origins.map((start) => descend(start).energyPerSpin),
    };
  });
}
