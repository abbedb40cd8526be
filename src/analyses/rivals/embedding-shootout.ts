import {randomStream} from "../../numerics/random";
import {seedJob} from "../../runs/seed-job";
import type {Report} from "../../runs/seed-job";
import {labRecipe} from "../../training/boosted/recipes";
import type {EmbeddingSettings, ResfgbRecipe} from "../../training/boosted/recipes";
import {functionalDescent} from "../descent/functional-descent";
import type {DescentLayer} from "../descent/functional-descent";
import {toyPair} from "../descent/planar-sets";
import type {ToyKind} from "../descent/planar-sets";

export const embeddings = [
  "ideal",
  "Gaussian kernel",
  "last hidden layer",
  "linear output",
  "ReLU output",
  "random features",
] as const;
export type EmbeddingName = (typeof embeddings)[number];

/** What one embedding made of one set. */
export type ShootoutRow = {
  readonly embedding: EmbeddingName;
  /** ‖A‖_F² / ‖∇‖²_L1 with ‖ι‖ ≤ 1, at the first block. */
  readonly alignment: number;
  readonly trainAccuracy: number;
  /** NaN for the ideal embedding, which is not defined at fresh points. */
  readonly freshAccuracy: number;
};

export type ShootoutSettings = {
  readonly kind: ToyKind;
  readonly examples: number;
  readonly fresh: number;
  readonly blocks: number;
  readonly names?: readonly EmbeddingName[];
};

/**
 * One seed of the embeddings side by side, for `acrossSeeds`: the same points, the same number of
 * blocks, each block half of the way to the lowest risk along its direction.
 *
 *     ideal               g/‖g‖, known at the examples only
 *     Gaussian kernel     σ = 0.3
 *     last hidden layer   of a network trained to imitate the gradient, and a constant
 *     linear output       that network's own output, as the theory means it
 *     ReLU output         the authors'
 *     random features     100 tanh units that are never trained
 *
 * @see nitanda2018 choice of the kernel; our experiment
 */
export const shootoutOfSeed = seedJob(
  {file: __filename, name: "shootoutOfSeed"},
  async (
    seed: number,
    {kind, examples, fresh, blocks, names = embeddings}: ShootoutSettings,
    report: Report = () => undefined,
  ): Promise<ShootoutRow[]> => {
    const {resfgbOutcome} = await import("./resfgb-study");
    const random = randomStream(seed);
    const pair = toyPair(kind, {examples, fresh, random});
    const rows: ShootoutRow[] = [];
    for (const [done, embedding] of names.entries()) {
      const learned = learnedRecipe(embedding);
      if (learned) {
        const stream = random.child(embedding);
        const outcome = await resfgbOutcome(pair.data, {recipe: learned, blocks, random: stream});
        rows.push({
          embedding,
          alignment: outcome.rows[1].block!.alignment,
          trainAccuracy: outcome.rows[blocks].accuracy,
          freshAccuracy: outcome.accuracies[blocks],
        });
      } else {
        const ideal = embedding === "ideal";
        const states = functionalDescent(pair.train, {
          smoothing: ideal ? {kind: "ideal"} : {kind: "gaussian", width: 0.3},
          layers: blocks,
          decay: 0.01,
          step: {kind: "line search", share: 0.5},
          ...(ideal ? {} : {fresh: pair.fresh}),
        });
        rows.push({
          embedding,
          alignment: alignmentOf(states[0]),
          trainAccuracy: states[blocks].accuracy,
          freshAccuracy: states[blocks].fresh?.accuracy ?? NaN,
        });
      }
      report((done + 1) / names.length);
    }
    return rows;
  },
);

/** ⟨g, T_k g⟩ / ‖g‖²_L1, which is ‖A‖_F² / ‖g‖²_L1 for k = ιᵀι. */
export const alignmentOf = ({
  energy,
  gradientL1,
}: Pick<DescentLayer, "energy" | "gradientL1">): number => energy / gradientL1 ** 2;

/** null for the embeddings that need no training. */
function learnedRecipe(name: EmbeddingName): ResfgbRecipe | null {
  const lab = labRecipe({decay: 0.01, hidden: [50, 50], epochs: 30, ridge: "none"});
  const output = (last: "linear" | "relu"): EmbeddingSettings => ({
    ...(lab.embedding as Extract<EmbeddingSettings, {kind: "perceptron"}>),
    output: last,
    target: "row",
  });
  switch (name) {
    case "last hidden layer":
      return lab;
    case "linear output":
      return {...lab, embedding: output("linear")};
    case "ReLU output":
      return {...lab, embedding: output("relu")};
    case "random features":
      return {...lab, embedding: {kind: "random features", count: 100}};
    case "ideal":
    case "Gaussian kernel":
      return null;
  }
}
