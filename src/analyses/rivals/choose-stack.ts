import {modelSize} from "../../models/resfgb-model";
import {predictProbability, score} from "../../models/resfgb-predict";
import {randomStream} from "../../numerics/random";
import {trainStack} from "../../training/boosted/train-stack";
import type {BoostedStackSettings} from "../../training/boosted/train-stack";
import {calibratedModel} from "../../training/tables/calibrate";
import {probabilityReport} from "../../training/tables/report";
import {chooseWithin, cpuSeconds} from "./choose";
import type {Choice, Judged} from "./choose";
import {innerSplit} from "./task";
import type {ComparisonSplit} from "./task";

/** A residual MLP as a rival, trained end to end or block by block: how, and the temperature that its holdout chose. */
export type StackCandidate = Omit<BoostedStackSettings, "random" | "signal"> & {
  readonly temperature?: number;
};

/** How the residual networks among the rivals are trained; both choose among the same candidates. */
export const stackWays = {"residual MLP": "end to end", BoostResNet: "greedy"} as const;

/** Eight candidates, as every rival has, the most usual first. */
export function stackCandidates(
  way: StackCandidate["way"] = stackWays["residual MLP"],
): StackCandidate[] {
  const common = {way, scaling: "standard", padding: 0} as const;
  return [
    {blocks: 4, hidden: [200], epochs: 60, rate: 1e-3, batchSize: 64, decay: 1e-4},
    {blocks: 4, hidden: [100, 100], epochs: 60, rate: 2e-3, batchSize: 64, decay: 1e-3},
    {blocks: 8, hidden: [100], epochs: 60, rate: 1e-3, batchSize: 64, decay: 1e-4},
    {blocks: 2, hidden: [300], epochs: 100, rate: 1e-3, batchSize: 64, decay: 1e-3},
    {blocks: 4, hidden: [400], epochs: 40, rate: 1e-3, batchSize: 32, decay: 1e-4},
    {blocks: 4, hidden: [200], epochs: 100, rate: 5e-4, batchSize: 32, decay: 1e-3},
    {blocks: 8, hidden: [200], epochs: 60, rate: 5e-4, batchSize: 64, decay: 1e-3},
    {blocks: 2, hidden: [100, 100], epochs: 100, rate: 2e-3, batchSize: 128, decay: 1e-2},
  ].map((one) => ({...common, ...one}));
}

/** Chooses among candidates by accuracy on the inner holdout, as chooseResfgb does. */
export async function chooseStack(
  split: ComparisonSplit,
  {
    candidates,
    seed,
    budget = Infinity,
  }: {
    readonly candidates: readonly StackCandidate[];
    readonly seed: number;
    readonly budget?: number;
  },
): Promise<Choice<StackCandidate>> {
  const {train, test: validation} = innerSplit(split);
  return chooseWithin(candidates, {
    budget,
    attempt: async (candidate) => {
      const random = randomStream(seed).child("residual MLP");
      const model = calibratedModel(await trainStack(train, {...candidate, random}), validation);
      return {
        candidate: {...candidate, temperature: model.temperature!},
        holdout: score(model, validation),
      };
    },
  });
}

/** Trains the chosen one on all training rows and judges it on the test rows. */
export async function judgeStack(
  {train, test}: ComparisonSplit,
  {
    chosen: {temperature = 1, ...settings},
    seed,
  }: {readonly chosen: StackCandidate; readonly seed: number},
): Promise<Judged> {
  const started = cpuSeconds();
  const random = randomStream(seed).child("residual MLP");
  const model = await trainStack(train, {...settings, random});
  const seconds = cpuSeconds() - started;
  const {accuracy, logLoss, calibrationError} = probabilityReport({
    probabilities: predictProbability({...model, temperature}, test),
    labels: test.labels,
    classes: test.classes.length,
  });
  const bytes = 4 * modelSize(model);
  return {accuracy, logLoss, calibrationError, seconds, bytes, curve: [{seconds, accuracy}]};
}
