import {cpuUsage} from "node:process";
import {randomStream} from "../../numerics/random";
import {seedJob} from "../../runs/seed-job";
import {labRecipe} from "../../training/boosted/recipes";
import type {BoostedStackSettings} from "../../training/boosted/train-stack";
import type {ResfgbCandidate, judgeResfgb} from "./choose-resfgb";
import {comparisonSplit} from "./task";
import type {ComparisonTask} from "./task";

/** A way to come to a residual network, with the test accuracy and the CPU seconds it took. */
export type WayOutcome = {
  readonly way: string;
  readonly accuracy: number;
  readonly seconds: number;
};

/** What was chosen for each seed, in words that can be sent to another process. */
export type ChosenSettings = {
  readonly task: ComparisonTask;
  readonly chosen: Readonly<Record<number, ResfgbCandidate>>;
};

/** One seed of ResFGB on a task, with what was chosen for it on its holdout, for `acrossSeeds`. */
export const resfgbOfSeed = seedJob(
  {file: __filename, name: "resfgbOfSeed"},
  async (seed: number, {task, chosen}: ChosenSettings): ReturnType<typeof judgeResfgb> => {
    const {judgeResfgb} = await import("./choose-resfgb");
    return judgeResfgb(await comparisonSplit(task, {seed}), {chosen: choiceOf(chosen, seed), seed});
  },
);

/**
 * One seed of ResFGB's neighbours on a task: residual networks of as many blocks of the same widths,
 * come to in other ways. For `acrossSeeds`.
 *
 *     linear classifier       stage 0
 *     grown by gradients      ResFGB with what was chosen for it
 *     grown, random features  blocks of tanh units that are never trained (RFRBoost's manner)
 *     greedy                  each block trained with a classifier of its own (BoostResNet's manner)
 *     corrective              greedy, and all blocks together after each one (GrowNet's manner)
 *     end to end              all blocks together, as many passes through each as the grown ones had
 *     end to end, N × passes  the same, trained longer
 */
export const neighboursOfSeed = seedJob(
  {file: __filename, name: "neighboursOfSeed"},
  async (
    seed: number,
    {
      task,
      chosen,
      longer = 4,
      stack,
    }: ChosenSettings & {
      /** How many times as many passes the longer end-to-end training has. */
      readonly longer?: number;
      readonly stack: Pick<BoostedStackSettings, "rate" | "batchSize" | "decay">;
    },
  ): Promise<WayOutcome[]> => {
    const {judgeResfgb} = await import("./choose-resfgb");
    const {stackAccuracy} = await import("./resfgb-study");
    const split = await comparisonSplit(task, {seed});
    const choice = choiceOf(chosen, seed);
    const {recipe, blocks} = choice;
    if (recipe.embedding.kind !== "perceptron") {
      throw new RangeError(
        `neighbours need blocks with hidden layers, got ${recipe.embedding.kind}`,
      );
    }
    const {hidden, epochs} = recipe.embedding;
    const {scaling, padding} = recipe;
    const random = randomStream(seed).child("neighbours");
    const trained = async (
      way: BoostedStackSettings["way"],
      {
        name = way,
        passes = epochs,
        corrective = 0,
      }: {name?: string; passes?: number; corrective?: number} = {},
    ): Promise<WayOutcome> => {
      const started = cpuSeconds();
      const accuracy = await stackAccuracy(split, {
        ...{...stack, way, blocks, hidden, epochs: passes, correctiveEpochs: corrective},
        ...{scaling, padding, random: random.child(name)},
      });
      return {way: name, accuracy, seconds: cpuSeconds() - started};
    };
    const grown = await judgeResfgb(split, {chosen: choice, seed});
    const untrained = {
      recipe: {
        ...labRecipe({padding, scaling}),
        classifier: recipe.classifier,
        paddingAnchor: recipe.paddingAnchor,
        embedding: {kind: "random features", count: 512, seesInput: true, ridge: 1e-3},
      },
      blocks,
    } satisfies ResfgbCandidate;
    const frozen = await judgeResfgb(split, {chosen: untrained, seed});
    return [
      {way: "linear classifier", ...grown.curve[0]},
      {way: "grown by gradients", accuracy: grown.accuracy, seconds: grown.seconds},
      {way: "grown, random features", accuracy: frozen.accuracy, seconds: frozen.seconds},
      await trained("greedy"),
      await trained("corrective", {corrective: Math.ceil(epochs / blocks)}),
      await trained("end to end"),
      await trained("end to end", {
        name: `end to end, ${longer} × passes`,
        passes: longer * epochs,
      }),
    ];
  },
);

function choiceOf(
  chosen: Readonly<Record<number, ResfgbCandidate>>,
  seed: number,
): ResfgbCandidate {
  const choice = chosen[seed];
  if (choice === undefined) {
    throw new RangeError(
      `nothing was chosen for seed ${seed}: run npm run rivals -- --seeds ${seed}`,
    );
  }
  return choice;
}

const cpuSeconds = (): number => {
  const {user, system} = cpuUsage();
  return (user + system) / 1e6;
};
