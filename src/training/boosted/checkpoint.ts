import path from "node:path";
import type {BoostedBlock, BoostedClassifier, EmbeddingLayer} from "../../models/resfgb-model";
import type {StoredTensor} from "../../models/snapshot";
import {naming, readCheckpoint, writeCheckpoint} from "../checkpoint";
import type {Checkpoint} from "../checkpoint";
import {requireBlock, requireClassifier} from "./model-shapes";
import type {ResfgbRow} from "./recipes";

/** One stage of a fit, as it goes to a file. */
export type StoredStage = {
  readonly row: ResfgbRow;
  readonly classifier: BoostedClassifier;
  /** The block that leads here; null at stage 0. */
  readonly block: BoostedBlock | null;
  /** What the fitters carry on to the next stage. */
  readonly state: Readonly<Record<string, StoredTensor>>;
};

type Progress = {
  readonly row: ResfgbRow;
  readonly block: null | BlockShape;
  /** Names of what the fitters carry on. */
  readonly state: readonly string[];
};

const wrong = {kind: "checkpoint of a stage", remedy: "delete it to start afresh from there"};

export type BlockShape =
  | {readonly kind: "gaussian"; readonly width: number}
  | {
      readonly kind: "layers";
      readonly activations: readonly EmbeddingLayer["activation"][];
      readonly constant: boolean;
      readonly seesInput?: boolean;
    };

const fileOf = (folder: string, stage: number): string =>
  path.join(folder, `stage-${String(stage).padStart(4, "0")}.json`);

/** Writes one stage to its file: what is written does not grow with the stages before. */
export function writeStage(
  folder: string,
  {
    settings,
    code,
    stage,
  }: {readonly settings: string; readonly code: string; readonly stage: StoredStage},
): void {
  const {row, classifier, block, state} = stage;
  writeCheckpoint<Progress>(fileOf(folder, row.stage), {
    settings,
    code,
    step: row.stage,
    progress: {row, block: block && shapeOf(block), state: Object.keys(state)},
    tensors: {
      ...state,
      "classifier weights": classifier.weights,
      "classifier bias": classifier.bias,
      ...(block ? blockTensors(block) : {}),
    },
  });
}

/**
 * The stages found in a folder, from 0 up to the first that is missing. Throws an Error that names the
 * file and what to do where one was damaged, stands under another's name, or lacks a part.
 */
export function readStages(
  folder: string,
  {settings, code}: {readonly settings: string; readonly code: string},
): StoredStage[] {
  const stages: StoredStage[] = [];
  for (;;) {
    const file = fileOf(folder, stages.length);
    const stored = readCheckpoint<Progress>(file, {settings, code, ...wrong});
    if (!stored) return stages;
    stages.push(naming(file, wrong, () => stageOf(stored, {stage: stages.length})));
  }
}

function stageOf(
  {step, tensors, progress}: Checkpoint<Progress>,
  {stage}: {readonly stage: number},
): StoredStage {
  if (step !== stage || progress.row.stage !== stage) {
    throw new RangeError(`stage ${stage} belongs there, it holds stage ${step}`);
  }
  if ((progress.block === null) !== (stage === 0)) {
    throw new RangeError(`stage ${stage} ${stage === 0 ? "has a" : "lacks its"} block`);
  }
  const lost = progress.state.find((name) => tensors[name] === undefined);
  if (lost !== undefined) throw new RangeError(`there is no "${lost}"`);
  const classifier = {weights: tensors["classifier weights"], bias: tensors["classifier bias"]};
  const [features, classes] = classifier.weights?.shape ?? [];
  requireClassifier("classifier ", classifier, {features, classes});
  const block = progress.block && blockOf(progress.block, tensors);
  if (block) requireBlock("", block, {features});
  return {row: revived(progress.row), classifier, block, state: tensors};
}

/** The numbers of a block by name, and what else makes it. */
export function blockTensors({embedding, matrix}: BoostedBlock): Record<string, StoredTensor> {
  if (embedding.kind === "gaussian") return {"block matrix": matrix, centres: embedding.centres};
  return Object.fromEntries([
    ["block matrix", matrix],
    ...embedding.layers.flatMap(({weights, bias}, i) => [
      [`block weights ${i}`, weights],
      [`block bias ${i}`, bias],
    ]),
  ]) as Record<string, StoredTensor>;
}

export function shapeOf({embedding}: BoostedBlock): BlockShape {
  if (embedding.kind === "gaussian") return {kind: "gaussian", width: embedding.width};
  const {layers, constant, seesInput} = embedding;
  return {
    kind: "layers",
    activations: layers.map(({activation}) => activation),
    constant,
    ...(seesInput ? {seesInput} : {}),
  };
}

/** The block of these numbers. */
export function blockOf(
  shape: BlockShape,
  tensors: Readonly<Record<string, StoredTensor>>,
): BoostedBlock {
  const matrix = tensors["block matrix"];
  if (shape.kind === "gaussian") {
    return {embedding: {...shape, centres: tensors.centres}, matrix};
  }
  const {activations, ...rest} = shape;
  const layers = activations.map((activation, i) => ({
    weights: tensors[`block weights ${i}`],
    bias: tensors[`block bias ${i}`],
    activation,
  }));
  return {embedding: {...rest, layers}, matrix};
}

/** JSON has no NaN: what it made null becomes NaN again. */
function revived(row: ResfgbRow): ResfgbRow {
  const numbers = <T extends object>(record: T): T =>
    Object.fromEntries(
      Object.entries(record).map(([key, value]) => [key, value === null ? NaN : value]),
    ) as T;
  return {...numbers(row), block: row.block && numbers(row.block)};
}
