import type {BoostedClassifier, ResfgbModel} from "../../models/resfgb-model";
import type {StoredTensor} from "../../models/snapshot";
import {naming, readCheckpoint, writeCheckpoint} from "../checkpoint";
import {blockOf, blockTensors, shapeOf} from "./checkpoint";
import type {BlockShape} from "./checkpoint";
import {requireModel} from "./model-shapes";

type Header = Pick<ResfgbModel, "classes" | "loss"> & {
  readonly columns: number;
  readonly padding: number;
  readonly blocks: readonly BlockShape[];
  readonly stages: number;
  readonly names?: readonly string[];
  readonly origin?: readonly number[];
  readonly temperature?: number;
};

const settings = "ResFGB model 1";

const wrong = {kind: "ResFGB model", remedy: "write it again with saveResfgb"};

/**
 * Writes a model to a file, replaced in one move; `loadResfgb` gives it back bit for bit. Throws a
 * RangeError that names a part that fits no other, before the file is touched.
 */
export function saveResfgb(file: string, model: ResfgbModel): void {
  requireModel(model);
  const step = model.blocks.length;
  writeCheckpoint<Header>(file, {settings, step, ...storedParts(model)});
}

/** A model as it goes to a file: what it is, and its tensors by name. */
export type StoredModel = {
  readonly progress: Header;
  readonly tensors: Readonly<Record<string, StoredTensor>>;
};

export function storedParts({
  classes,
  loss,
  input,
  blocks,
  stages,
  temperature,
}: ResfgbModel): StoredModel {
  const within = (place: string, tensors: Record<string, StoredTensor>) =>
    Object.entries(tensors).map(([name, tensor]) => [`${place} ${name}`, tensor] as const);
  return {
    progress: {
      classes,
      loss,
      columns: input.columns,
      padding: input.padding,
      blocks: blocks.map(shapeOf),
      stages: stages.length,
      ...(input.names === undefined ? {} : {names: input.names}),
      ...(input.origin === undefined ? {} : {origin: input.origin}),
      ...(temperature === undefined ? {} : {temperature}),
    },
    tensors: Object.fromEntries([
      ["centre", input.centre],
      ["scale", input.scale],
      ...blocks.flatMap((block, t) => within(`block ${t}`, blockTensors(block))),
      ...stages.flatMap((stage, t) => within(`stage ${t}`, {...stage})),
    ]) as Record<string, StoredTensor>,
  };
}

/**
 * The model in a file. Throws an Error that names the file and what to do where there is none, where it
 * was damaged, or where a part is missing or fits no other.
 */
export function loadResfgb(file: string): ResfgbModel {
  const stored = readCheckpoint<Header>(file, {
    ...{settings, ...wrong},
    other: () => "is no ResFGB model but the checkpoint of a run: name another file",
  });
  if (!stored) throw new RangeError(`there is no model in ${file}: save one with saveResfgb`);
  return naming(file, wrong, () => {
    const model = modelOf(stored);
    requireModel(model);
    return model;
  });
}

/** The way back; what does not fit is found by requireModel. */
export function modelOf({progress, tensors}: StoredModel): ResfgbModel {
  const within = (place: string): Record<string, StoredTensor> =>
    Object.fromEntries(
      Object.entries(tensors)
        .filter(([name]) => name.startsWith(`${place} `))
        .map(([name, tensor]) => [name.slice(place.length + 1), tensor]),
    );
  const {classes, loss, columns, padding, names, origin, temperature} = progress;
  return {
    kind: "resfgb",
    classes,
    loss,
    input: {
      ...{columns, padding, centre: tensors.centre, scale: tensors.scale},
      ...(names === undefined ? {} : {names}),
      ...(origin === undefined ? {} : {origin}),
    },
    ...(temperature === undefined ? {} : {temperature}),
    blocks: progress.blocks.map((shape, t) => blockOf(shape, within(`block ${t}`))),
    stages: Array.from(
      {length: progress.stages},
      (_, t) => within(`stage ${t}`) as unknown as BoostedClassifier,
    ),
  };
}
