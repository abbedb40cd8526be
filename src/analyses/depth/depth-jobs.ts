import path from "node:path";
import {obtainCifar10} from "../../datasets/cifar10";
import type {DownloadOptions} from "../../datasets/download";
import {lessPixelMean} from "../../datasets/pixel-mean";
import {examplesAt} from "../../datasets/subsets";
import {largestLayer} from "../../models/largest-layer";
import {randomStream} from "../../numerics/random";
import {runFolders} from "../../runs/run-folder";
import type {Report} from "../../runs/seed-job";
import {seedJob} from "../../runs/seed-job";
import type {CifarRun, CifarTrial} from "./cifar-networks";
import type {DeepenedSettings, DeepenedStack} from "./identity-insertion";
import type {HypothesisSettings, HypothesisResult} from "./residual-hypothesis";
import {smallDigits} from "./small-digits";
import type {SignalSettings, SignalStage} from "./stack-signals";
import type {StackTrial, TrainedStack} from "./trained-stack";

/**
 * Stacks by name, each trained on the same digits.
 *
 *     examples   train on so many of the digits only
 *     draw       another draw of weights and batches of the same seed: what chance alone changes. Trials
 *                without it share theirs.
 */
export type StackTrials = {
  readonly trials: Readonly<
    Record<string, StackTrial & {readonly examples?: number; readonly draw?: number}>
  >;
};

/** Of several trials on the small digits. */
export const largestOnDigits = (trials: readonly StackTrial[]): number =>
  Math.max(
    ...trials.map(({network, batchSize}) => largestLayer(network, {input: [8, 8, 1], batchSize})),
  );

/** One seed of trainedStack on the small digits for each trial, by name. */
export const trainedStacksOfSeed = seedJob(
  {
    ...{file: __filename, name: "trainedStacksOfSeed", splitBy: "trials"},
    largestLayer: ({trials}: StackTrials) => largestOnDigits(Object.values(trials)),
  },
  async (seed: number, {trials}: StackTrials): Promise<Record<string, TrainedStack>> => {
    const {trainedStack} = await import("./trained-stack");
    const random = randomStream(seed);
    const {train, test} = smallDigits({random: random.child("split")});
    const results: Record<string, TrainedStack> = {};
    for (const [name, {examples, draw, ...trial}] of Object.entries(trials)) {
      const few = random.child("few").permutation(train.shape[0]).subarray(0, examples);
      const learned = examples === undefined ? train : examplesAt(train, few);
      const own = draw === undefined ? random : random.child(`draw ${draw}`);
      results[name] = await trainedStack({train: learned, test}, {...trial, random: own});
    }
    return results;
  },
);

/** One seed of deepenedStack on the small digits, for `acrossSeeds`. */
export const deepenedStackOfSeed = seedJob(
  {file: __filename, name: "deepenedStackOfSeed"},
  async (seed: number, settings: DeepenedSettings): Promise<DeepenedStack> => {
    const {deepenedStack} = await import("./identity-insertion");
    const random = randomStream(seed);
    return deepenedStack(smallDigits({random: random.child("split")}), {...settings, random});
  },
);

/** One seed of signalStages on the small digits for each network, by name. */
export const signalsOfSeed = seedJob(
  {file: __filename, name: "signalsOfSeed", splitBy: "networks"},
  async (
    seed: number,
    {
      networks,
      ...settings
    }: Omit<SignalSettings, "network"> & {
      readonly networks: Readonly<Record<string, SignalSettings["network"]>>;
    },
  ): Promise<Record<string, SignalStage[]>> => {
    const {signalStages} = await import("./stack-signals");
    const random = randomStream(seed);
    const {train} = smallDigits({random: random.child("split")});
    const stages: Record<string, SignalStage[]> = {};
    for (const [name, network] of Object.entries(networks)) {
      stages[name] = await signalStages(train, {...settings, network, random});
    }
    return stages;
  },
);

/** One seed of residualHypothesis for each case, for `acrossSeeds`. */
export const hypothesisOfSeed = seedJob(
  {file: __filename, name: "hypothesisOfSeed", splitBy: "cases"},
  async (seed: number, settings: HypothesisSettings): Promise<HypothesisResult[]> => {
    const {residualHypothesis} = await import("./residual-hypothesis");
    return residualHypothesis(settings, {random: randomStream(seed)});
  },
);

/** Networks for CIFAR-10 by name, each trained for so many steps; see cifar-networks.ts. */
export type CifarTrials = {
  readonly trials: Readonly<Record<string, CifarTrial>>;
  readonly steps?: number;
  readonly batchSize?: number;
} & Pick<DownloadOptions, "folder">;

/**
 * One seed of trainedCifarNetwork for each trial, by name, on CIFAR-10 as it lies on the disk. What is
 * stopped goes on from its last thousand steps. Throws an Error where CIFAR-10 is not there.
 */
export const cifarNetworksOfSeed = seedJob(
  {file: __filename, name: "cifarNetworksOfSeed", splitBy: "trials"},
  async (
    seed: number,
    {trials, folder, ...settings}: CifarTrials,
    report?: Report,
  ): Promise<Record<string, CifarRun>> => {
    const {trainedCifarNetwork} = await import("./cifar-networks");
    const obtained = await obtainCifar10({folder, onlyKept: true});
    if (obtained.kind === "unavailable") throw new Error(obtained.reason);
    const data = lessPixelMean(obtained.value);
    const {own} = runFolders(path.join(__dirname, "../../.."));
    const results: Record<string, CifarRun> = {};
    for (const [name, trial] of Object.entries(trials)) {
      const {n, shortcut} = trial;
      const file = `cifar-${6 * n + 2}-${shortcut}-${settings.steps ?? "all"}-${seed}.json`;
      results[name] = await trainedCifarNetwork(data, {
        ...settings,
        ...trial,
        random: randomStream(seed),
        checkpoint: path.join(folder ?? own, "checkpoints", file),
        onProgress: ({step, steps}) => report?.(step / steps),
      });
    }
    return results;
  },
);
