import {cpuUsage} from "node:process";
import {modelSize} from "../../models/resfgb-model";
import {predictProbability, stagedAccuracies} from "../../models/resfgb-predict";
import {randomStream} from "../../numerics/random";
import {fitResfgb} from "../../training/boosted/fit-resfgb";
import type {ResfgbRecipe} from "../../training/boosted/recipes";
import {calibratedModel} from "../../training/tables/calibrate";
import {probabilityReport} from "../../training/tables/report";
import {innerSplit} from "./task";
import type {ComparisonSplit} from "./task";

/** A recipe to be tried, and the most blocks it may grow. */
export type ResfgbCandidate = {
  readonly recipe: ResfgbRecipe;
  readonly blocks: number;
  /** Of its probabilities, chosen on the holdout; default 1. */
  readonly temperature?: number;
};

/** What choosing among candidates came to; the other fields are those of a ComparisonRow. */
export type ResfgbChoice = {
  /** The best candidate with the number of blocks that was best for it. */
  readonly chosen: ResfgbCandidate;
  readonly holdout: number;
  readonly tried: readonly {readonly candidate: ResfgbCandidate; readonly holdout: number}[];
  readonly seconds: number;
};

/**
 * Chooses a recipe and a number of blocks by accuracy on the inner holdout; the test rows are not
 * looked at. Of equals the earlier candidate and the fewer blocks win.
 */
export async function chooseResfgb(
  split: ComparisonSplit,
  {
    candidates,
    patience,
    seed,
    budget = Infinity,
  }: {
    readonly candidates: readonly ResfgbCandidate[];
    readonly patience: number;
    readonly seed: number;
    /** CPU seconds after which no further candidate is begun. */
    readonly budget?: number;
  },
): Promise<ResfgbChoice> {
  if (candidates.length === 0) throw new RangeError("at least one candidate is needed, got none");
  const {train, test: validation} = innerSplit(split);
  const started = cpuSeconds();
  const tried: {candidate: ResfgbCandidate; holdout: number}[] = [];
  for (const candidate of candidates) {
    if (tried.length > 0 && cpuSeconds() - started > budget) break;
    const random = randomStream(seed).child("resfgb");
    const settings = {...candidate.recipe, blocks: candidate.blocks, random, validation, patience};
    const {best, rows, model} = await fitResfgb(train, settings);
    const {temperature} = calibratedModel(model, validation);
    tried.push({
      candidate: {...candidate, blocks: best, temperature: temperature!},
      holdout: rows[best].validationAccuracy,
    });
  }
  const [winner] = [...tried].sort((a, b) => b.holdout - a.holdout);
  const {candidate: chosen, holdout} = winner;
  return {chosen, holdout, tried, seconds: cpuSeconds() - started};
}

/** Fits the chosen candidate on all training rows and judges it, and every stage, on the test rows. */
export async function judgeResfgb(
  {train, test}: ComparisonSplit,
  {
    chosen: {recipe, blocks, temperature = 1},
    seed,
  }: {readonly chosen: ResfgbCandidate; readonly seed: number},
): Promise<{
  accuracy: number;
  logLoss: number;
  calibrationError: number;
  seconds: number;
  bytes: number;
  curve: {seconds: number; accuracy: number}[];
}> {
  const started = cpuSeconds();
  const spent: number[] = [];
  const {model} = await fitResfgb(train, {
    ...recipe,
    blocks,
    random: randomStream(seed).child("resfgb"),
    onStage: () => spent.push(cpuSeconds() - started),
  });
  const accuracies = stagedAccuracies(model, test);
  const {logLoss, calibrationError} = probabilityReport({
    probabilities: predictProbability({...model, temperature}, test),
    labels: test.labels,
    classes: test.classes.length,
  });
  return {
    accuracy: accuracies[accuracies.length - 1],
    logLoss,
    calibrationError,
    seconds: spent[spent.length - 1],
    bytes: 4 * modelSize(model),
    curve: accuracies.map((accuracy, stage) => ({seconds: spent[stage], accuracy})),
  };
}

/** CPU seconds of this process, all threads. */
export const cpuSeconds = (): number => {
  const {user, system} = cpuUsage();
  return (user + system) / 1e6;
};
