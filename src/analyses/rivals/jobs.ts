import {cpuUsage} from "node:process";
import {randomStream} from "../../numerics/random";
import {seedJob} from "../../runs/seed-job";
import type {ResfgbModel} from "../../models/resfgb-model";
import {labRecipe} from "../../training/boosted/recipes";
import type {ResfgbRecipe} from "../../training/boosted/recipes";
import type {BoostedStackSettings} from "../../training/boosted/train-stack";
import type {ResfgbCandidate, judgeResfgb} from "./choose-resfgb";
import {comparisonSplit} from "./task";
import type {ComparisonTask} from "./task";

/** The ways to come to a residual network, see `neighboursOfSeed`. */
export const stackWays = [
  "linear classifier",
  "grown by gradients",
  "grown, random features",
  "greedy",
  "corrective",
  "end to end",
  "end to end, longer",
] as const;
export type StackWay = (typeof stackWays)[number];

/**
 * A way to come to a residual network, with the test accuracy and the CPU seconds it took.
 *
 *     onlyThis, onlyGrown   test rows that only this network, only the one grown by gradients gets right
 */
export type WayOutcome = {
  readonly way: StackWay;
  readonly accuracy: number;
  readonly seconds: number;
  readonly onlyThis: number;
  readonly onlyGrown: number;
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
 *     end to end, longer      the same with `longer` times as many passes
 *
 *     ways    which of them; default all. The first two come out of one fit and are always there
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
      ways = stackWays,
    }: ChosenSettings & {
      readonly longer?: number;
      readonly stack: Pick<BoostedStackSettings, "rate" | "batchSize" | "decay">;
      readonly ways?: readonly StackWay[];
    },
  ): Promise<WayOutcome[]> => {
    const {judgeResfgb} = await import("./choose-resfgb");
    const {trainStack} = await import("../../training/boosted/train-stack");
    const {predict, stagedPredictions} = await import("../../models/resfgb-predict");
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
    const grownWith = async (candidate: ResfgbCandidate) => {
      let stages: Int32Array[] = [];
      const onModel = (model: ResfgbModel) => (stages = stagedPredictions(model, split.test));
      return {...(await judgeResfgb(split, {chosen: candidate, seed, onModel})), stages};
    };
    const grown = await grownWith(choice);
    const reference = grown.stages[blocks];
    const judged = (way: StackWay, found: Int32Array, seconds: number): WayOutcome => ({
      way,
      seconds,
      ...heldAgainst(found, reference, split.test.labels),
    });
    const trained = async (way: StackWay): Promise<WayOutcome> => {
      const started = cpuSeconds();
      const together = way === "end to end, longer" ? "end to end" : way;
      const model = await trainStack(split.train, {
        ...{
          ...stack,
          way: together as BoostedStackSettings["way"],
          blocks,
          hidden,
          scaling,
          padding,
        },
        epochs: way === "end to end, longer" ? longer * epochs : epochs,
        correctiveEpochs: way === "corrective" ? Math.ceil(epochs / blocks) : 0,
        random: random.child(way),
      });
      return judged(way, predict(model, split.test), cpuSeconds() - started);
    };
    const outcomes = [
      judged("linear classifier", grown.stages[0], grown.curve[0].seconds),
      judged("grown by gradients", reference, grown.seconds),
    ];
    for (const way of stackWays.slice(2).filter((one) => ways.includes(one))) {
      if (way === "grown, random features") {
        const {stages, seconds} = await grownWith({recipe: untrained(recipe), blocks});
        outcomes.push(judged(way, stages[blocks], seconds));
      } else outcomes.push(await trained(way));
    }
    return outcomes;
  },
);

/** The recipe with blocks of tanh units that are never trained. */
const untrained = ({padding, scaling, classifier, paddingAnchor}: ResfgbRecipe): ResfgbRecipe => ({
  ...labRecipe({padding, scaling}),
  classifier,
  paddingAnchor,
  embedding: {kind: "random features", count: 512, seesInput: true, ridge: 1e-3},
});

/** Accuracy of predictions, and the rows that only these, only the others get right. */
function heldAgainst(
  found: Int32Array,
  reference: Int32Array,
  labels: Int32Array,
): Pick<WayOutcome, "accuracy" | "onlyThis" | "onlyGrown"> {
  let [right, onlyThis, onlyGrown] = [0, 0, 0];
  labels.forEach((label, i) => {
    const [mine, theirs] = [found[i] === label, reference[i] === label];
    right += Number(mine);
    onlyThis += Number(mine && !theirs);
    onlyGrown += Number(theirs && !mine);
  });
  return {accuracy: right / labels.length, onlyThis, onlyGrown};
}

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
