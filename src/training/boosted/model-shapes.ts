import {scoreLosses} from "../../models/score-loss";
import type {BoostedBlock, BoostedClassifier, ResfgbModel} from "../../models/resfgb-model";
import type {StoredTensor} from "../../models/snapshot";
import {requireShape} from "../checkpoint";

/** Throws a RangeError that names the first part of a model that is missing or fits no other. */
export function requireModel({
  classes,
  loss,
  input,
  blocks,
  stages,
  temperature = 1,
}: ResfgbModel): void {
  const {columns, padding, centre, scale, names, origin} = input;
  const whole = (value: number, least: number): boolean =>
    Number.isInteger(value) && value >= least;
  if (!whole(columns, 1) || !whole(padding, 0)) {
    throw new RangeError(`it has ${columns} columns and ${padding} coordinates of padding`);
  }
  if (!scoreLosses.includes(loss)) {
    const allowed = scoreLosses.map((name) => `"${name}"`).join(" or ");
    throw new RangeError(`its loss must be ${allowed}, got "${String(loss)}"`);
  }
  if (stages.length !== blocks.length + 1) {
    throw new RangeError(
      `it has ${blocks.length} blocks and ${stages.length} stages, not one more`,
    );
  }
  if (!(Number.isFinite(temperature) && temperature > 0)) {
    throw new RangeError(`its temperature must be a number above 0, got ${String(temperature)}`);
  }
  for (const [part, list] of Object.entries({names, origin})) {
    if (list === undefined || list.length === columns) continue;
    throw new RangeError(`it has ${columns} columns, but ${list.length} in ${part}`);
  }
  const features = columns + padding;
  requireShape("centre", centre, [columns]);
  requireShape("scale", scale, [columns]);
  blocks.forEach((block, t) => requireBlock(`block ${t} `, block, {features}));
  stages.forEach((stage, t) =>
    requireClassifier(`stage ${t} `, stage, {features, classes: classes.length}),
  );
}

export function requireClassifier(
  place: string,
  {weights, bias}: BoostedClassifier,
  {features, classes}: {readonly features: number; readonly classes: number},
): void {
  requireShape(`${place}weights`, weights, [features, classes]);
  requireShape(`${place}bias`, bias, [classes]);
}

/** Its numbers have to lead from the features, through its layers, back to the features. */
export function requireBlock(
  place: string,
  {embedding, matrix}: BoostedBlock,
  {features}: {readonly features: number},
): void {
  let width: number;
  if (embedding.kind === "gaussian") {
    width = requireMatrix(`${place}centres`, embedding.centres)[0];
    requireShape(`${place}centres`, embedding.centres, [width, features]);
    if (!(embedding.width > 0)) throw new RangeError(`${place}has the width ${embedding.width}`);
  } else {
    width = embedding.seesInput ? 2 * features : features;
    embedding.layers.forEach(({weights, bias, activation}, layer) => {
      const [, out] = requireMatrix(`${place}block weights ${layer}`, weights);
      requireShape(`${place}block weights ${layer}`, weights, [width, out]);
      requireShape(`${place}block bias ${layer}`, bias, [out]);
      if (!activations.includes(activation)) {
        throw new RangeError(`${place}layer ${layer} has the activation "${String(activation)}"`);
      }
      width = out;
    });
    if (embedding.constant) width++;
  }
  requireShape(`${place}block matrix`, matrix, [width, features]);
}

const activations: readonly string[] = ["relu", "tanh", "linear", "cosine"];

function requireMatrix(name: string, tensor: StoredTensor | undefined): readonly number[] {
  if (tensor?.shape.length === 2) return tensor.shape;
  const found = tensor === undefined ? "there is none" : `it has [${tensor.shape.join(", ")}]`;
  throw new RangeError(`"${name}" must have two axes, ${found}`);
}
