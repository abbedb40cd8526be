import {modelSize} from "../../models/resfgb-model";
import type {ResfgbModel} from "../../models/resfgb-model";
import {predictProbability, stagedAccuracies} from "../../models/resfgb-predict";
import {randomStream} from "../../numerics/random";
import {fitResfgb} from "../../training/boosted/fit-resfgb";
import type {ResfgbRecipe} from "../../training/boosted/recipes";
import {calibratedModel} from "../../training/tables/calibrate";
import {probabilityReport} from "../../training/tables/report";
import {chooseWithin, cpuSeconds} from "./choose";
import type {Choice, Judged} from "./choose";
import {innerSplit} from "./task";
import type {ComparisonSplit} from "./task";

/** A recipe to be tried, and the most blocks it may grow. */
export type ResfgbCandidate = {
  readonly recipe: ResfgbRecipe;
  readonly blocks: number;
  /** Of its probabilities, chosen on the holdout; default 1. */
  readonly temperature?: number;
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
): Promise<Choice<ResfgbCandidate>> {
  const {train, test: validation} = innerSplit(split);
  return chooseWithin(candidates, {
    budget,
    attempt: async (candidate) => {
      const random = randomStream(seed).child("resfgb");
      const settings = {
        ...candidate.recipe,
        blocks: candidate.blocks,
        random,
        validation,
        patience,
      };
      const {best, rows, model} = await fitResfgb(train, settings);
      const {temperature} = calibratedModel(model, validation);
      return {
        candidate: {...candidate, blocks: best, temperature: temperature!},
        holdout: rows[best].validationAccuracy,
      };
    },
  });
}

/**
 * Fits the chosen candidate on all training rows and judges it, and every stage, on the test rows.
 *
 *     onModel   takes the network, for who asks more of it
 *     signal    ends the fit; the call then throws its reason
 */
export async function judgeResfgb(
  {train, test}: ComparisonSplit,
  {
    chosen: {recipe, blocks, temperature = 1},
    seed,
    onModel,
    signal,
  }: {
    readonly chosen: ResfgbCandidate;
    readonly seed: number;
    readonly onModel?: (model: ResfgbModel) => void;
    readonly signal?: AbortSignal;
  },
): Promise<Judged> {
  const started = cpuSeconds();
  const spent: number[] = [];
  const {model} = await fitResfgb(train, {
    ...recipe,
    blocks,
    random: randomStream(seed).child("resfgb"),
    signal,
    onStage: () => spent.push(cpuSeconds() - started),
  });
  signal?.throwIfAborted();
  onModel?.(model);
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
