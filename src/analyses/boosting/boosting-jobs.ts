import {randomStream} from "../../numerics/random";
import {seedJob} from "../../runs/seed-job";
import type {BlockRecipe} from "./block-trainer";
import type {HalvesSettings} from "./boosting-tasks";
import type {DepthTrial, ErrorsByDepth} from "./depth-study";
import type {GrownModules} from "./grown-modules";
import type {TrainingWayOutcome, WaysSettings} from "./training-ways";

/** One seed of grownModules for each recipe, by name; a recipe may have a share of wrong labels. */
export const grownModulesOfSeed = seedJob(
  {file: __filename, name: "grownModulesOfSeed", splitBy: "recipes"},
  async (
    seed: number,
    {
      task,
      recipes,
    }: {
      readonly task: HalvesSettings;
      readonly recipes: Readonly<Record<string, BlockRecipe & {readonly noise?: number}>>;
    },
  ): Promise<Record<string, GrownModules>> => {
    const {grownModules} = await import("./grown-modules");
    const {digitHalves} = await import("./boosting-tasks");
    const random = randomStream(seed);
    const found: Record<string, GrownModules> = {};
    for (const [name, {noise, ...recipe}] of Object.entries(recipes)) {
      const split = digitHalves({...task, noise}, {random});
      found[name] = await grownModules(split, {...recipe, random});
    }
    return found;
  },
);

/** One seed of errorsByDepth on the small digits for each trial, by name. */
export const errorsByDepthOfSeed = seedJob(
  {file: __filename, name: "errorsByDepthOfSeed", splitBy: "trials"},
  async (
    seed: number,
    {trials}: {readonly trials: Readonly<Record<string, DepthTrial>>},
  ): Promise<Record<string, ErrorsByDepth>> => {
    const {errorsByDepth} = await import("./depth-study");
    const found: Record<string, ErrorsByDepth> = {};
    for (const [name, trial] of Object.entries(trials)) {
      found[name] = await errorsByDepth(trial, {random: randomStream(seed)});
    }
    return found;
  },
);

/**
 * One seed of how long a block on the small digits keeps to the functional step as it is trained: the cosines at
 * each share of the way, with the step for its own labels and with that for labels dealt out anew.
 */
export const greedyStepsOfSeed = seedJob(
  {file: __filename, name: "greedyStepsOfSeed"},
  async (
    seed: number,
    {shares, hidden}: {readonly shares: readonly number[]; readonly hidden: number},
  ): Promise<{readonly own: number[]; readonly dealt: number[]}> => {
    const {digitScene, greedyAlongFunctional} = await import("./greedy-step");
    const random = randomStream(seed);
    const scene = digitScene({hidden}, {random});
    const order = random.child("deal").permutation(scene.labels.length);
    const dealt = scene.labels.map((_, i) => scene.labels[order[i]]);
    const [own, other] = greedyAlongFunctional(scene, {shares, labels: [scene.labels, dealt]});
    return {own, dealt: other};
  },
);

/** One seed of trainingWays, each way alone. */
export const trainingWaysOfSeed = seedJob(
  {file: __filename, name: "trainingWaysOfSeed", splitBy: "ways"},
  async (seed: number, settings: WaysSettings): Promise<Record<string, TrainingWayOutcome>> => {
    const {trainingWays} = await import("./training-ways");
    return trainingWays(settings, {random: randomStream(seed)});
  },
);
