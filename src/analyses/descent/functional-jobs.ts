import {loadDigits} from "../../datasets/digits";
import {splitByClass} from "../../datasets/subsets";
import {randomStream} from "../../numerics/random";
import {seedJob} from "../../runs/seed-job";
import type {Report} from "../../runs/seed-job";
import {labRecipe} from "../../training/boosted/recipes";
import type {EmbeddingSettings} from "../../training/boosted/recipes";
import {functionalDescent} from "./functional-descent";
import {toyPair} from "./planar-sets";

/** What fifteen blocks gain at one kernel width, on the examples and on fresh points. */
export type DialRow = {
  readonly width: number;
  readonly trainGain: number;
  readonly freshGain: number;
  /** Risk after the last block, and the mean loss on fresh points. */
  readonly risk: number;
  readonly freshRisk: number;
};

export type DialSettings = {
  readonly widths: readonly number[];
  readonly examples: number;
  readonly fresh: number;
  readonly layers: number;
  readonly boldness: number;
};

/** One seed of the smoothing dial on moons, for `acrossSeeds`. */
export const dialOfSeed = seedJob(
  {file: __filename, name: "dialOfSeed"},
  (
    seed: number,
    {widths, examples, fresh: count, layers, boldness}: DialSettings,
    report: Report = () => undefined,
  ): DialRow[] => {
    const {train, fresh} = toyPair("moons", {examples, fresh: count, random: randomStream(seed)});
    return widths.map((width, done) => {
      const smoothing = {kind: "gaussian", width} as const;
      const states = functionalDescent(train, {smoothing, layers, decay: 0.01, boldness, fresh});
      const [first, last] = [states[0], states[layers]];
      report((done + 1) / widths.length);
      return {
        width,
        trainGain: last.accuracy - first.accuracy,
        freshGain: last.fresh!.accuracy - first.fresh!.accuracy,
        risk: last.risk,
        freshRisk: last.fresh!.risk,
      };
    });
  },
);

/** What the first block of one output layer passes on of the gradient. */
export type AlignmentRow = {readonly output: "linear" | "relu"; readonly alignment: number};

/**
 * One seed of the learned embeddings on digits, for `acrossSeeds`: a network of two hidden layers
 * trained on the gradient's directions, with a linear and with the authors' ReLU output.
 *
 * @see nitanda2018 §3.5
 */
export const alignmentsOfSeed = seedJob(
  {file: __filename, name: "alignmentsOfSeed"},
  async (
    seed: number,
    {hidden, epochs}: {readonly hidden: readonly number[]; readonly epochs: number},
  ): Promise<AlignmentRow[]> => {
    const {resfgbOutcome} = await import("../rivals/resfgb-study");
    const random = randomStream(seed);
    const split = splitByClass(loadDigits(), {testShare: 0.3, random: random.child("split")});
    const base = labRecipe({scaling: "unit", decay: 1e-3, hidden, epochs, ridge: "none"});
    const rows: AlignmentRow[] = [];
    for (const output of ["linear", "relu"] as const) {
      const embedding = {...base.embedding, output, target: "row"} as EmbeddingSettings;
      const recipe = {...base, embedding};
      const outcome = await resfgbOutcome(split, {recipe, blocks: 1, random});
      rows.push({output, alignment: outcome.rows[1].block!.alignment});
    }
    return rows;
  },
);
