import {createHash} from "node:crypto";
import {classCounts, requireExamples} from "../../datasets/dataset";
import type {Dataset} from "../../datasets/dataset";
import {knownLabels} from "../../models/resfgb-predict";
import {requireWhole} from "../../numerics/require-number";
import {requireRecipe} from "./require-recipe";
import type {ResfgbSettings} from "./recipes";

/** Throws a RangeError that names what cannot be learned from, or by. */
export function requireLearnable(train: Dataset, settings: ResfgbSettings): void {
  const {blocks, validation, patience} = settings;
  requireRecipe(settings);
  requireWhole("blocks", blocks, {from: 0});
  if (patience !== undefined) {
    requireWhole("patience", patience, {from: 1, of: "blocks"});
    if (!validation) throw new RangeError("patience needs validation rows to lose it over");
  }
  if (train.classes.length < 2) {
    throw new RangeError(`${train.name} has one class only: two are needed`);
  }
  requireExamples(train);
  if (validation) {
    requireExamples(validation);
    knownLabels(train, validation);
  }
  const missing = classCounts(train).findIndex((count) => count === 0);
  if (missing >= 0) {
    throw new RangeError(
      `${train.name} has no training example of class ${train.classes[missing]}: leave the class out`,
    );
  }
}

/** A fit in words that two fits share only if their numbers would be the same. */
export function fingerprint(
  train: Dataset,
  {
    random,
    onStage,
    onRemark,
    signal,
    checkpoint,
    validation,
    blocks,
    patience,
    ...recipe
  }: ResfgbSettings,
): string {
  void [onStage, onRemark, signal, checkpoint, blocks, patience];
  const contents = createHash("sha256");
  const all = [train, ...(validation ? [validation] : [])];
  for (const data of all) {
    for (const {buffer, byteOffset, byteLength} of [data.features, data.labels]) {
      contents.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
  }
  const stream = random.child("fingerprint").uniform();
  const data = {
    ...(train.origin === undefined ? {} : {origin: train.origin}),
    name: train.name,
    classes: train.classes.length,
    shapes: all.map(({shape}) => shape),
    sha256: contents.digest("hex"),
  };
  return JSON.stringify({recipe, data, seed: random.seed, stream});
}
