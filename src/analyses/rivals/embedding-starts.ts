import {loadDigits} from "../../datasets/digits";
import {splitByClass} from "../../datasets/subsets";
import {denseMatrix, product} from "../../numerics/dense-matrix";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import {randomStream} from "../../numerics/random";
import type {Random} from "../../numerics/random";
import {seedJob} from "../../runs/seed-job";
import {labRecipe, officialRecipe} from "../../training/boosted/recipes";
import type {EmbeddingSettings} from "../../training/boosted/recipes";
import {toyPair} from "../descent/planar-sets";
import type {ToyKind} from "../descent/planar-sets";

/** One fit of the authors' network from one start. */
export type StartRow = {
  readonly start: "±0.05" | "Glorot";
  readonly width: number;
  /** Mean squared error of ι against its target by block; 1 for ι = 0. */
  readonly misfits: readonly number[];
  /** On the examples, by stage. */
  readonly accuracies: readonly number[];
};

export type StartSettings = {
  readonly kind: ToyKind;
  readonly examples: number;
  readonly blocks: number;
  readonly width: number;
  /** Minibatch steps by which rates are compared, 1000 in the authors' code. */
  readonly tuneSteps: number;
};

/**
 * One seed of the authors' network of four hidden layers grown from their own start, weights uniform
 * on ±0.05 whatever the fan-in, and from Glorot's, for `acrossSeeds`.
 *
 * @see nitanda2018 the authors' code, commit b566697, initialisation
 */
export const startsOfSeed = seedJob(
  {file: __filename, name: "startsOfSeed"},
  async (
    seed: number,
    {kind, examples, blocks, width, tuneSteps}: StartSettings,
  ): Promise<StartRow[]> => {
    const {resfgbOutcome} = await import("./resfgb-study");
    const random = randomStream(seed);
    const {data} = toyPair(kind, {examples, fresh: 2, random});
    const rows: StartRow[] = [];
    for (const start of ["±0.05", "Glorot"] as const) {
      const initial = start === "Glorot" ? ("glorot" as const) : 0.05;
      const hidden = [width, width, width, width];
      const recipe = officialRecipe({hidden, scaling: "standard", rate: 1, tuneSteps, initial});
      const outcome = await resfgbOutcome(
        {train: data.train, test: data.train},
        {recipe, blocks, random: random.child("fit")},
      );
      rows.push({
        start,
        width,
        misfits: outcome.rows.slice(1).map(({block}) => block!.misfit),
        accuracies: outcome.rows.map(({accuracy}) => accuracy),
      });
    }
    return rows;
  },
);

/**
 * Root mean square of what an untrained block network puts out, ReLU at every layer, its last
 * included; its targets have root mean square 1.
 *
 *     hidden    widths of the hidden layers; the output is as wide as the points
 *     start     weights uniform on ±0.05, or on ±√(6 / (fan-in + fan-out)), Glorot's; biases 0
 *
 * @see nitanda2018 the authors' code, commit b566697, initialisation
 */
export function untrainedOutput(
  points: DenseMatrix,
  {
    hidden,
    start,
    random,
  }: {
    readonly hidden: readonly number[];
    readonly start: StartRow["start"];
    readonly random: Random;
  },
): number {
  const sizes = [points.columns, ...hidden, points.columns];
  let values = points;
  for (let layer = 0; layer + 1 < sizes.length; layer++) {
    const [from, to] = [sizes[layer], sizes[layer + 1]];
    const half = start === "Glorot" ? Math.sqrt(6 / (from + to)) : 0.05;
    const stream = random.child(`layer ${layer}`);
    const draws = Array.from({length: from * to}, () => half * (2 * stream.uniform() - 1));
    const sums = product(values, denseMatrix([from, to], draws));
    values = {...sums, values: sums.values.map((sum) => Math.max(0, sum))};
  }
  const squares = values.values.reduce((total, value) => total + value * value, 0);
  return Math.sqrt(squares / values.values.length);
}

/** What the first block of one output layer passes on of the gradient. */
export type AlignmentRow = {readonly output: "linear" | "relu"; readonly alignment: number};

/**
 * One seed of the learned embeddings on digits, for `acrossSeeds`: a network of two hidden layers
 * trained on the gradient's directions, with a linear and with the authors' ReLU output.
 *
 * @see nitanda2018 choice of the kernel; our derivation
 */
export const alignmentsOfSeed = seedJob(
  {file: __filename, name: "alignmentsOfSeed"},
  async (
    seed: number,
    {hidden, epochs}: {readonly hidden: readonly number[]; readonly epochs: number},
  ): Promise<AlignmentRow[]> => {
    const {resfgbOutcome} = await import("./resfgb-study");
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
