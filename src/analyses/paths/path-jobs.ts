import {loadFashionMnist} from "../../datasets/fashion-mnist";
import {loadMnist} from "../../datasets/mnist";
import {shuffledLabels} from "../../datasets/noisy-labels";
import {largestLayer} from "../../models/largest-layer";
import {randomStream} from "../../numerics/random";
import {seedJob} from "../../runs/seed-job";
import type {Report} from "../../runs/seed-job";
import {dynamicsArm} from "./dynamics-arms";
import type {DynamicsArm} from "./dynamics-arms";
import type {DynamicsSettings} from "./gaussian-dynamics";
import type {TrainedNetworkPaths, trainedNetworkPaths} from "./trained-network-paths";

/** trainedNetworkPaths on images, in words that can be sent to another process. */
export type ImagePathsSettings = Omit<
  Parameters<typeof trainedNetworkPaths>[1],
  "random" | "training"
> & {
  readonly training: Omit<
    Parameters<typeof trainedNetworkPaths>[1]["training"],
    "onProgress" | "signal"
  >;
  readonly images: "MNIST" | "Fashion-MNIST";
  /** How many of its first examples to use. */
  readonly first: {readonly train: number; readonly test: number};
  /** "shuffled": training labels dealt out anew, the control with nothing to learn. */
  readonly labels?: "own" | "shuffled";
};

/**
 * One seed of trainedNetworkPaths on images, for `acrossSeeds`.
 *
 *     acrossSeeds(seeds, imagePathsOfSeed, settings, {label: "networks"});
 */
export const imagePathsOfSeed = seedJob(
  {
    ...{file: __filename, name: "imagePathsOfSeed"},
    largestLayer: ({network, training}: ImagePathsSettings) => largestOf(network, training),
  },
  imagePaths,
);

const largestOf = (
  network: ImagePathsSettings["network"],
  {batchSize}: ImagePathsSettings["training"],
): number => largestLayer(network, {input: [28, 28, 1], batchSize});

async function imagePaths(
  seed: number,
  {images, first, labels = "own", training, ...settings}: ImagePathsSettings,
  report: Report = () => undefined,
): Promise<TrainedNetworkPaths> {
  const {trainedNetworkPaths} = await import("./trained-network-paths");
  const random = randomStream(seed);
  const {train, test} = images === "MNIST" ? loadMnist(first) : loadFashionMnist(first);
  const learned =
    labels === "own" ? train : shuffledLabels(train, {random: random.child("labels")});
  return trainedNetworkPaths(
    {train: learned, test},
    {...settings, training: {...training, onProgress: sharedWith(report)}, random},
  );
}

/** One seed of several networks on the same images, by name, for `acrossSeeds`. */
export const imageNetworksOfSeed = seedJob(
  {file: __filename, name: "imageNetworksOfSeed", splitBy: "networks"},
  (
    seed: number,
    {
      networks,
      ...settings
    }: Omit<ImagePathsSettings, "network"> & {
      readonly networks: Readonly<Record<string, ImagePathsSettings["network"]>>;
    },
    report?: Report,
  ): Promise<Record<string, TrainedNetworkPaths>> => {
    const runs = Object.entries(networks).map(
      ([name, network]) => [name, {...settings, network}] as const,
    );
    return oneByOne(seed, runs, report);
  },
);

/** How a network is trained on images, and what is taken away beside it. */
export type ImageArm = "learning" | "shuffled labels" | "λ held";

/** One seed of a training on images and of what is taken away beside it, for `acrossSeeds`. */
export const imageArmsOfSeed = seedJob(
  {
    ...{file: __filename, name: "imageArmsOfSeed", splitBy: "arms"},
    largestLayer: ({network, training}: ImagePathsSettings) => largestOf(network, training),
  },
  (
    seed: number,
    {arms, ...settings}: ImagePathsSettings & {readonly arms: readonly ImageArm[]},
    report?: Report,
  ): Promise<Record<string, TrainedNetworkPaths>> => {
    const changed: Record<ImageArm, ImagePathsSettings> = {
      learning: settings,
      "shuffled labels": {...settings, labels: "shuffled"},
      "λ held": {...settings, training: {...settings.training, fixed: ["lambda"]}},
    };
    const runs = arms.map((arm) => [arm, changed[arm]] as const);
    return oneByOne(seed, runs, report);
  },
);

async function oneByOne(
  seed: number,
  runs: readonly (readonly [string, ImagePathsSettings])[],
  report: Report = () => undefined,
): Promise<Record<string, TrainedNetworkPaths>> {
  const paths: Record<string, TrainedNetworkPaths> = {};
  for (const [done, [name, settings]] of runs.entries()) {
    const share = (part: number): void => report((done + part) / runs.length);
    paths[name] = await imagePaths(seed, settings, share);
  }
  return paths;
}

/** One seed of gaussianDynamics, for `acrossSeeds`. */
export const gaussianDynamicsOfSeed = seedJob(
  {file: __filename, name: "gaussianDynamicsOfSeed"},
  dynamics,
);

async function dynamics(
  seed: number,
  settings: DynamicsSettings,
  report: Report = () => undefined,
): Promise<TrainedNetworkPaths> {
  const {gaussianDynamics} = await import("./gaussian-dynamics");
  const training = {...settings.training, onProgress: sharedWith(report)};
  return gaussianDynamics({...settings, training}, {random: randomStream(seed)});
}

/** Arms of the experiment of Fig. 1(d) and (e) that one seed runs, one after the other. */
export type ArmsSettings = {
  readonly arms: readonly DynamicsArm[];
  readonly steps: number;
  /** Steps to measure at, besides the first and the last. */
  readonly at?: readonly number[];
};

/** One seed of several arms, by name. */
export type ArmRuns = Readonly<Record<string, TrainedNetworkPaths>>;

/**
 * One seed of several arms, for `acrossSeeds`. All arms of a seed see the same centres and points.
 *
 *     acrossSeeds(seeds, dynamicsArmsOfSeed, {arms: ["clouds", "parity"], steps: 1000});
 */
export const dynamicsArmsOfSeed = seedJob(
  {file: __filename, name: "dynamicsArmsOfSeed", splitBy: "arms"},
  async (
    seed: number,
    {arms, steps, at}: ArmsSettings,
    report: Report = () => undefined,
  ): Promise<ArmRuns> => {
    const runs: Record<string, TrainedNetworkPaths> = {};
    for (const [done, arm] of arms.entries()) {
      const settings = {...dynamicsArm(arm), steps, ...(at ? {at} : {})};
      const share = (part: number): void => report((done + part) / arms.length);
      runs[arm] = await dynamics(seed, settings, share);
    }
    return runs;
  },
);

const sharedWith =
  (report: Report) =>
  ({step, steps}: {readonly step: number; readonly steps: number}): void =>
    report(step / steps);
