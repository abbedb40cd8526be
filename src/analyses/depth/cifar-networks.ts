import type {Split} from "../../datasets/dataset";
import {examplesBetween} from "../../datasets/subsets";
import {disposeNetwork} from "../../models/network";
import {createStack} from "../../models/stack/stack-network";
import type {StackNetwork} from "../../models/stack/stack-network";
import {requireWhole} from "../../numerics/require-number";
import {randomStream} from "../../numerics/random";
import type {Random} from "../../numerics/random";
import {evaluateNetwork} from "../../training/evaluate-network";
import type {OptimizerSettings} from "../../training/optimizer-settings";
import {randomCrops} from "../../training/random-crops";
import {trainNetwork} from "../../training/train-network";
import type {TrainingRow} from "../../training/training-rows";
import {paperSchedule} from "./trained-stack";

/** One of the paper's networks for CIFAR-10. */
export type CifarTrial = {
  /** 6n + 2 layers. */
  readonly n: number;
  /** Option A, or none. */
  readonly shortcut: "identity" | "none";
};

/** The paper's recipe: 64,000 updates, the rate divided by ten after half and after three quarters. */
export const cifarRecipe = {steps: 64_000, batchSize: 128, rate: 0.1, weightDecay: 1e-4} as const;

/** What a network for CIFAR-10 has come to. */
export type CifarRun = {
  /** Shares of wrong answers on the images without crops, in batches of 1,000. */
  readonly trainError: number;
  readonly testError: number;
  /** Loss and accuracy on the batches, on the way. */
  readonly rows: readonly TrainingRow[];
};

/** A network for CIFAR-10 for these images, as the paper has it. The caller disposes it. */
function cifarNetwork({n, shortcut}: CifarTrial, {train}: Split, random: Random): StackNetwork {
  requireWhole("n", n, {from: 1});
  return createStack(
    {
      ...{kind: "convolutional", blocks: 3 * n, stages: 3, width: 16, shortcut},
      ...{input: train.shape.slice(1), classes: train.classes.length},
    },
    {random: random.child("network")},
  );
}

const optimizerOf = (steps: number): OptimizerSettings => ({
  kind: "momentum",
  rate: cifarRecipe.rate,
  weightDecay: cifarRecipe.weightDecay,
  schedule: paperSchedule(steps),
});

/**
 * Trains a network for CIFAR-10 as the paper does: random crops of images with four zeros around, mirrored
 * or not, momentum 0.9, decay 1e-4.
 *
 *     data          less the mean image, see pixel-mean.ts
 *     steps         of cifarRecipe unless given
 *     checkpoint    a file that is written every thousand steps: a run that finds it goes on from there
 *
 * Two things differ from the paper: batch norm takes its statistics from the batch that is judged, and
 * residual and plain networks of one stream start with the same weights and see the same crops.
 * @see he2015 §4.2
 */
export async function trainedCifarNetwork(
  data: Split,
  {
    steps = cifarRecipe.steps,
    batchSize = cifarRecipe.batchSize,
    random,
    checkpoint,
    onProgress,
    signal,
    ...trial
  }: CifarTrial & {
    readonly steps?: number;
    readonly batchSize?: number;
    readonly random: Random;
    readonly checkpoint?: string;
    readonly onProgress?: (progress: {readonly step: number; readonly steps: number}) => void;
    readonly signal?: AbortSignal;
  },
): Promise<CifarRun> {
  const network = cifarNetwork(trial, data, random);
  try {
    const {rows} = await trainNetwork(
      network,
      randomCrops(data.train, {padding: 4, random: random.child("crops")}),
      {
        ...{steps, batchSize, optimizer: optimizerOf(steps), random, signal, onProgress},
        every: Math.max(1, Math.floor(steps / 640)),
        ...(checkpoint === undefined ? {} : {checkpoint: {file: checkpoint, every: 1000}}),
      },
    );
    signal?.throwIfAborted();
    const errorOn = (part: keyof Split): number =>
      1 - evaluateNetwork(network, data[part]).accuracy;
    return {trainError: errorOn("train"), testError: errorOn("test"), rows};
  } finally {
    disposeNetwork(network);
  }
}

/**
 * How long a network would train on this machine with nothing beside it, in hours: the time of a few of its
 * steps, times their number.
 */
export async function cifarHours(
  data: Split,
  {steps = cifarRecipe.steps, ...trial}: CifarTrial & {readonly steps?: number},
): Promise<number> {
  const random = randomStream(1);
  const batchSize = Math.min(cifarRecipe.batchSize, data.train.shape[0]);
  const network = cifarNetwork(trial, data, random);
  try {
    const few = examplesBetween(data.train, 0, batchSize);
    const settings = {batchSize, optimizer: optimizerOf(steps), random};
    // The first call compiles the step.
    const timed = async (count: number): Promise<number> =>
      (await trainNetwork(network, few, {...settings, steps: count})).seconds;
    const [first, more] = [await timed(1), await timed(6)];
    return (Math.max(more - first, more / 6) / 5) * (steps / 3600);
  } finally {
    disposeNetwork(network);
  }
}
