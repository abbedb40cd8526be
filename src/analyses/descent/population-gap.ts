import {bestClassifier, functionalGradient, functionNorm} from "../../models/feature-risk";
import {gaussianKernel, smoothed} from "../../models/kernel-smoothing";
import {added} from "../../numerics/dense-matrix";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import type {Random} from "../../numerics/random";
import {toyPair} from "./planar-sets";
import type {PointSet, ToyKind} from "./planar-sets";

/** Folds that are learned by heart: they hardly differ, and each takes as long as many fresh ones. */
const heartFolds = 2;

/** How far the smoothed gradient of a fold is from that of the population, by the size of the fold. */
export type PopulationGap = {
  /** M, examples in the fold. */
  readonly size: number;
  /** ‖T_{k,M} ∇R_M − T_k ∇R‖_L2 for folds that the features do not depend on, root mean square. */
  readonly fresh: number;
  /** The same where the features were moved by the very fold until it is learned by heart. */
  readonly reused: number;
};

/**
 * The step behind the guarantee by sample splitting: for features and a classifier that do not depend on
 * a fold, the smoothed gradient of the fold is a mean of M independent terms, so that its distance from
 * the population's falls like 1/√M, with no term for how rich the network is.
 *
 *     E ‖T_{k,M} g − T_k g‖² ≤ E ‖k(·, z) g(z)‖² / M
 *
 * The population is a large set of points of the same law, the features those after `warm` blocks, grown
 * from points of their own. The control grows them from the fold itself, by raw gradients that know no
 * neighbour, so that what the fold says of its own loss is no longer true of the population.
 *
 *     sizes         M
 *     folds         draws at each size
 *     population    points that stand in for the law
 *     probes        points at which the two are compared
 *
 * @see nitanda2018 expected risk by sample splitting; our derivation
 */
export function populationGaps({
  sizes,
  folds = 8,
  population = 4000,
  probes = 60,
  width = 0.3,
  decay = 0.01,
  warm = 3,
  kind = "moons",
  random,
}: {
  readonly sizes: readonly number[];
  readonly folds?: number;
  readonly population?: number;
  readonly probes?: number;
  readonly width?: number;
  readonly decay?: number;
  readonly warm?: number;
  readonly kind?: ToyKind;
  readonly random: Random;
}): PopulationGap[] {
  const draw = (examples: number, name: string): PointSet =>
    toyPair(kind, {examples, fresh: 2, random: random.child(name)}).train;
  const teacher = draw(200, "features");
  const law = draw(population, "population");
  const places = draw(probes, "probes").points;
  const map = grownMap(teacher, {warm, width, decay});
  const carried = map(law.points);
  const at = map(places);
  const {weights} = bestClassifier({...teacher, points: map(teacher.points), ...logistic(decay)});
  const stepAt = (points: DenseMatrix, set: PointSet, where: DenseMatrix): DenseMatrix => {
    const gradient = functionalGradient({...set, points, ...logistic(decay)}, weights);
    return smoothed(gaussianKernel(where, points, {width}), gradient);
  };
  const truth = stepAt(carried, law, at);
  return sizes.map((size) => {
    let [fresh, reused] = [0, 0];
    for (let fold = 0; fold < folds; fold++) {
      const set = draw(size, `fold ${fold} of ${size}`);
      const points = map(set.points);
      fresh += squaredGap(stepAt(points, set, at), truth);
      if (fold >= heartFolds) continue;
      reused += squaredGap(stepAt(learnedByHeart(points, set, {decay}), set, at), truth);
    }
    const [taken, heart] = [folds, Math.min(folds, heartFolds)];
    return {size, fresh: Math.sqrt(fresh / taken), reused: Math.sqrt(reused / heart)};
  });
}

const logistic = (decay: number) => ({loss: "logistic", decay}) as const;

const squaredGap = (a: DenseMatrix, b: DenseMatrix): number =>
  functionNorm(added(a, b, -1), 2) ** 2;

/** The map of a few blocks with a Gaussian kernel, grown from one set of points, for any points. */
function grownMap(
  teacher: PointSet,
  {warm, width, decay}: {readonly warm: number; readonly width: number; readonly decay: number},
): (points: DenseMatrix) => DenseMatrix {
  const blocks: {centres: DenseMatrix; gradient: DenseMatrix; rate: number}[] = [];
  const moved = (points: DenseMatrix, block: (typeof blocks)[number]): DenseMatrix =>
    added(
      points,
      smoothed(gaussianKernel(points, block.centres, {width}), block.gradient),
      -block.rate,
    );
  let here = teacher.points;
  for (let t = 0; t < warm; t++) {
    const problem = {...teacher, points: here, ...logistic(decay)};
    const {weights} = bestClassifier(problem);
    const gradient = functionalGradient(problem, weights);
    const block = {centres: here, gradient, rate: 1 / functionNorm(gradient, 2)};
    blocks.push(block);
    here = moved(here, block);
  }
  return (points) => blocks.reduce(moved, points);
}

/** The fold's points moved by their own raw gradients, each by itself, until its loss is small. */
function learnedByHeart(
  points: DenseMatrix,
  set: PointSet,
  {decay}: {readonly decay: number},
): DenseMatrix {
  let here = points;
  for (let step = 0; step < 4; step++) {
    const problem = {...set, points: here, ...logistic(decay)};
    const {weights} = bestClassifier(problem);
    here = added(here, functionalGradient(problem, weights), -2);
  }
  return here;
}

/** Slope of log gap against log size by least squares: −1/2 for a mean of independent terms. */
export function gapSlope(gaps: readonly PopulationGap[], pick: "fresh" | "reused"): number {
  const [xs, ys] = [gaps.map(({size}) => Math.log(size)), gaps.map((gap) => Math.log(gap[pick]))];
  const [x0, y0] = [xs, ys].map(
    (list) => list.reduce((sum, value) => sum + value, 0) / list.length,
  );
  const top = xs.reduce((sum, x, i) => sum + (x - x0) * (ys[i] - y0), 0);
  return top / xs.reduce((sum, x) => sum + (x - x0) ** 2, 0);
}
