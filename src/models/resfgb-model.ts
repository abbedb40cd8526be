import type {ScoreLoss} from "./score-loss";
import type {StoredTensor} from "./snapshot";

/** One layer of an embedding: activation(z · weights + bias). */
export type EmbeddingLayer = {
  /** [in, out] */
  readonly weights: StoredTensor;
  /** [out] */
  readonly bias: StoredTensor;
  readonly activation: "relu" | "tanh" | "linear" | "cosine";
};

/**
 * ι, what a block computes from the features before its output matrix.
 *
 *     layers      one after the other; `constant` appends a 1, so that the block can shift all points
 *     gaussian    exp(−‖z − z_j‖² / (2 σ²)) for every centre z_j, [centres, features]
 */
export type BoostedEmbedding =
  | {
      readonly kind: "layers";
      readonly layers: readonly EmbeddingLayer[];
      readonly constant: boolean;
      /** The raw input is put beside the features. */
      readonly seesInput?: boolean;
    }
  | {readonly kind: "gaussian"; readonly width: number; readonly centres: StoredTensor};

/** A residual block, z ← z − ι(z) · matrix, the rate already multiplied in. */
export type BoostedBlock = {
  readonly embedding: BoostedEmbedding;
  /** η Aᵀ, [D, features]. */
  readonly matrix: StoredTensor;
};

/** The linear classifier on top: scores = z · weights + bias. */
export type BoostedClassifier = {readonly weights: StoredTensor; readonly bias: StoredTensor};

/** How raw rows become features: (x − centre) / scale, then `padding` zeros. */
export type BoostedInput = {
  readonly columns: number;
  readonly centre: StoredTensor;
  readonly scale: StoredTensor;
  readonly padding: number;
  /** Names of the columns, and what was subtracted from them, as far as the training rows said. */
  readonly names?: readonly string[];
  readonly origin?: readonly number[];
};

/**
 * A ResFGB classifier as plain data: a residual network grown block by block, with the classifier
 * of every stage. Stage t is the network of the first t blocks; there is one more stage than blocks.
 * @see nitanda2018 the algorithm
 */
export type ResfgbModel = {
  readonly kind: "resfgb";
  readonly classes: readonly string[];
  readonly loss: ScoreLoss;
  readonly input: BoostedInput;
  readonly blocks: readonly BoostedBlock[];
  readonly stages: readonly BoostedClassifier[];
  /** T: probabilities are the softmax of the scores over T, fitted on rows kept aside; default 1. */
  readonly temperature?: number;
};

/** The network of the first so many blocks, with the classifier it had then. */
export function atStage(model: ResfgbModel, stage: number): ResfgbModel {
  if (!Number.isInteger(stage) || stage < 0 || stage >= model.stages.length) {
    throw new RangeError(
      `stage must be a whole number from 0 to ${model.stages.length - 1}, got ${stage}`,
    );
  }
  return {
    ...model,
    blocks: model.blocks.slice(0, stage),
    stages: model.stages.slice(0, stage + 1),
  };
}

/** How many numbers the network consists of. */
export function modelSize({blocks, stages}: ResfgbModel): number {
  const of = ({values}: StoredTensor): number => values.length;
  const last = stages[stages.length - 1];
  return blocks.reduce(
    (total, {embedding, matrix}) =>
      total +
      of(matrix) +
      (embedding.kind === "gaussian"
        ? of(embedding.centres)
        : embedding.layers.reduce((sum, {weights, bias}) => sum + of(weights) + of(bias), 0)),
    of(last.weights) + of(last.bias),
  );
}
