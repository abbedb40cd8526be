import {drawFromClouds, gaussianTask} from "../../datasets/gaussian-task";
import type {GaussianLabels} from "../../datasets/gaussian-task";
import type {ResidualSettings} from "../../models/residual-options";
import type {Random} from "../../numerics/random";
import type {OptimizerSettings} from "../../training/optimizer-settings";
import type {TrainingSettings} from "../../training/training-settings";
import {trainedNetworkPaths} from "./trained-network-paths";
import type {TrainedNetworkPaths} from "./trained-network-paths";

/** What to change in the set-up; the rest stays as it is described at gaussianDynamics. */
export type DynamicsSettings = {
  readonly labels?: GaussianLabels;
  /** s, how far apart the 50 centres lie. */
  readonly spread?: number;
  readonly network?: Partial<Omit<ResidualSettings, "input" | "classes">>;
  readonly optimizer?: Partial<OptimizerSettings>;
  readonly training?: Partial<Pick<TrainingSettings, "loss" | "fixed" | "onProgress" | "signal">>;
  readonly steps?: number;
  /** Steps to measure at; default 0, 100, 500 and the last. */
  readonly at?: readonly number[];
};

/**
 * The experiment of Fig. 1(d) and (e): a residual network learns 50 Gaussians, and its λ, weight
 * norms and path lengths are followed.
 *
 *     data         50 centres N(0, s² I), s = .6, in 32 dimensions; x = centre + N(0, I), 128 fresh
 *                  points a step; 1000 to judge by, paths on 256 of them
 *     network      p = 10 layers of 64 units, normalisation "rms" with one λ per layer, c = 1
 *                  (c = .5 without normalisation), logits divided by 10
 *     training     2000 steps of plain gradient descent at rate .1, cross-entropy
 *
 * The paper fixes p, the 50 Gaussians and the place of the normalisation; the rest is our choice.
 * @see littwin2016 §4.1, Fig. 1(d) and 1(e)
 */
export async function gaussianDynamics(
  {
    labels = "cloud",
    spread = 0.6,
    network = {},
    optimizer = {},
    training = {},
    steps = 2000,
    at = [100, 500],
  }: DynamicsSettings,
  {random}: {readonly random: Random},
): Promise<TrainedNetworkPaths> {
  const task = gaussianTask({labels, spread, random: random.child("centres")});
  const points = random.child("points");
  const draw = (step: number, count: number) =>
    drawFromClouds(task, {count, random: points.child(`step ${step}`)});
  const test = drawFromClouds(task, {count: 1000, random: random.child("test")});
  const normalisation = network.normalisation ?? "rms";
  return trainedNetworkPaths(
    {train: {name: test.name, input: test.shape.slice(1), draw}, test},
    {
      network: {
        depth: 10,
        width: 64,
        normalisation,
        weightScale: normalisation === "none" ? 0.5 : 1,
        logitScale: 10,
        ...network,
      },
      training: {
        ...training,
        steps,
        batchSize: 128,
        optimizer: {kind: "descent", rate: 0.1, ...optimizer},
      },
      at: at.filter((step) => step < steps),
      random,
    },
  );
}
