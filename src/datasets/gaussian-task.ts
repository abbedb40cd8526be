import type {Random} from "../numerics/random";
import {requireAbove, requireWhole} from "../numerics/require-number";
import {makeDataset, type Dataset} from "./dataset";

/**
 * What is asked about a point: which cloud it came from, whether that cloud's number is odd, or,
 * as controls with nothing to learn, a class or a coin drawn without looking at the point.
 */
export type GaussianLabels = "cloud" | "parity" | "random cloud" | "random parity";

/** Normal clouds in many dimensions; every draw from them gives fresh points. */
export type GaussianTask = {
  readonly clouds: number;
  readonly dimensions: number;
  readonly labels: GaussianLabels;
  /** Centres μ_k, [clouds, dimensions]. */
  readonly centres: Float32Array;
};

/**
 * The synthetic task of the paper's Fig. 1(d), with what the paper leaves open chosen here.
 *
 *     x = μ_k + N(0, I_d),    μ_k ~ N(0, s² I_d),    k uniform on 1 … K
 *
 *     clouds      K   50 in the paper
 *     dimensions  d   not in the paper
 *     spread      s   not in the paper; at .6 and d = 32 neighbouring clouds touch
 *
 * "cloud" needs only linear boundaries; "parity" of the same points needs depth.
 * @see littwin2016 §4.1, Fig. 1(d)
 */
export function gaussianTask({
  clouds = 50,
  dimensions = 32,
  spread = 0.6,
  labels = "cloud",
  random,
}: {
  clouds?: number;
  dimensions?: number;
  spread?: number;
  labels?: GaussianLabels;
  random: Random;
}): GaussianTask {
  requireWhole("clouds", clouds, {from: 2});
  requireWhole("dimensions", dimensions, {from: 1});
  requireAbove("spread", spread);
  const centres = Float32Array.from({length: clouds * dimensions}, () => spread * random.normal());
  return {clouds, dimensions, labels, centres};
}

/** Fresh points of a task, [count, dimensions], with their labels. */
export function drawFromClouds(
  task: GaussianTask,
  {count, random}: {count: number; random: Random},
): Dataset {
  requireWhole("count", count, {from: 1, of: "points"});
  const {clouds, dimensions, centres} = task;
  const binary = task.labels === "parity" || task.labels === "random parity";
  // The labels have a stream of their own: the points are the same whatever is asked about them.
  const [points, answers] = [random.child("points"), random.child("labels")];
  const features = new Float32Array(count * dimensions);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const cloud = points.integer(clouds);
    for (let j = 0; j < dimensions; j++) {
      features[i * dimensions + j] = centres[cloud * dimensions + j] + points.normal();
    }
    const seen = task.labels.startsWith("random") ? answers.integer(clouds) : cloud;
    labels[i] = binary ? seen % 2 : seen;
  }
  const classes = binary ? ["even", "odd"] : Array.from({length: clouds}, (_, k) => `${k}`);
  return makeDataset({
    name: `${clouds} Gaussians, ${task.labels}`,
    features,
    labels,
    shape: [count, dimensions],
    classes,
  });
}
