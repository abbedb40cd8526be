import {scoreLosses} from "../../models/score-loss";
import {requireAbove, requireWhole, requireWithin} from "../../numerics/require-number";
import {requireOneOf} from "../../numerics/require-choices";
import type {ResfgbRecipe} from "./recipes";

/** Throws a RangeError that names the first setting of a recipe that is none, and what is allowed. */
export function requireRecipe({
  loss,
  scaling,
  padding,
  paddingAnchor,
  classifier,
  embedding,
  step,
}: ResfgbRecipe): void {
  requireOneOf("loss", loss, scoreLosses);
  requireOneOf("scaling", scaling, ["standard", "unit", "none"]);
  requireWhole("padding", padding, {from: 0, of: "coordinates"});
  if (paddingAnchor !== "scores") {
    requireNotBelow("the deviation of paddingAnchor", paddingAnchor.deviation);
  }
  requireOneOf("the kind of classifier", classifier.kind, ["nesterov", "exact"]);
  requireNotBelow("the classifier's decay", classifier.decay);
  if (classifier.kind === "nesterov") {
    requireWhole("the classifier's epochs", classifier.epochs, {from: 1});
    requireWhole("the classifier's earlyStop", classifier.earlyStop, {from: 0, of: "epochs"});
    requireWhole("the classifier's tuneSteps", classifier.tuneSteps, {from: 1, of: "steps"});
  }
  requireEmbedding(embedding);
  requireOneOf("the kind of step", step.kind, ["rate", "line search", "displacement"]);
  if (step.kind === "rate") requireAbove("the rate of the step", step.rate);
  if (step.kind === "displacement") requireAbove("the size of the displacement", step.size);
  // Twice the way to the lowest loss is where it is as high again.
  if (step.kind === "line search") {
    requireAbove("share", step.share);
    requireWithin("share", step.share, [0, 2]);
  }
}

function requireEmbedding(embedding: ResfgbRecipe["embedding"]): void {
  const {kind} = embedding;
  requireOneOf("the kind of embedding", kind, ["perceptron", "gaussian", "random features"]);
  if (embedding.kind === "gaussian") {
    requireAbove("the width of the kernel", embedding.width);
    return;
  }
  if (embedding.ridge !== undefined) requireNotBelow("ridge", embedding.ridge);
  if (embedding.kind === "random features") {
    requireWhole("count", embedding.count, {from: 1, of: "random features"});
    return;
  }
  const {hidden, output, initial, optimizer, rate, decay, batchSize, epochs, target} = embedding;
  const {earlyStop, tuneSteps} = embedding;
  if (!Array.isArray(hidden) || hidden.length === 0) {
    throw new RangeError(
      `hidden must list the widths of the layers, got ${JSON.stringify(hidden)}`,
    );
  }
  hidden.forEach((width, layer) =>
    requireWhole(`hidden[${layer}]`, width as number, {from: 1, of: "units"}),
  );
  requireOneOf("output", output, ["relu", "linear", "tanh", "hidden"]);
  if (initial !== "glorot") requireAbove("initial", initial);
  requireOneOf("optimizer", optimizer, ["nesterov", "adam"]);
  requireOneOf("target", target, ["row", "whole"]);
  if (rate === null) requireWhole("tuneSteps", tuneSteps, {from: 1, of: "steps"});
  else requireAbove("rate", rate);
  requireNotBelow("decay", decay);
  requireWhole("batchSize", batchSize, {from: 1, of: "rows"});
  requireWhole("epochs", epochs, {from: 1});
  requireWhole("earlyStop", earlyStop, {from: 0, of: "epochs"});
}

function requireNotBelow(name: string, value: number): void {
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return;
  throw new RangeError(`${name} must be a finite number of at least 0, got ${String(value)}`);
}
