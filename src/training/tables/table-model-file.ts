import type {TableEncoding} from "../../datasets/tables/encoding";
import {encodedNames} from "../../datasets/tables/encoding";
import {modelOf, storedParts} from "../boosted/model-file";
import type {StoredModel} from "../boosted/model-file";
import {requireModel} from "../boosted/model-shapes";
import {naming, readCheckpoint, writeCheckpoint} from "../checkpoint";
import type {TableModel} from "./fit-table";

type Header = {readonly encoding: TableEncoding; readonly model: StoredModel["progress"]};

const settings = "ResFGB table model 1";

const wrong = {kind: "table model", remedy: "write it again with saveTableModel"};

/** Writes a model with its encoding to a file, replaced in one move. */
export function saveTableModel(file: string, {encoding, model}: TableModel): void {
  requireModel(model);
  const {progress, tensors} = storedParts(model);
  writeCheckpoint<Header>(file, {
    settings,
    step: model.blocks.length,
    progress: {encoding, model: progress},
    tensors,
  });
}

/** The model in a file, bit for bit; an Error that names the file and what to do where it holds none. */
export function loadTableModel(file: string): TableModel {
  const stored = readCheckpoint<Header>(file, {
    ...{settings, ...wrong},
    other: () => "is no table model: name another file, or read it with loadResfgb",
  });
  if (!stored) throw new RangeError(`there is no model in ${file}: save one with saveTableModel`);
  return naming(file, wrong, () => {
    const {progress, tensors} = stored;
    const model = modelOf({progress: progress.model, tensors});
    requireModel(model);
    const {encoding} = progress;
    if (encodedNames(encoding).length !== model.input.columns) {
      throw new RangeError(
        `its columns make ${encodedNames(encoding).length} numbers, its network takes ${model.input.columns}`,
      );
    }
    return {kind: "resfgb table", encoding, model};
  });
}
