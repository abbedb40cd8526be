import {requireFeatures, requireLabels} from "../numerics/require-examples";
import {multiply} from "../tensors/fused/affine";
import {tf} from "../tensors/tensorflow";
import {
  applyBlock,
  disposeBlock,
  inChunks,
  loadBlock,
  preparedRows,
  rowsOfChunk,
  tensorOf,
} from "./resfgb-layers";
import {matchedClasses, matchedRows} from "./matched-rows";
import type {NamedRows} from "./matched-rows";
import type {BoostedClassifier, ResfgbModel} from "./resfgb-model";

/**
 * Rows to be judged: a data set, or features with their shape. Where they and the model have names, columns
 * and classes are matched by these, whatever their order.
 */
export type Rows = NamedRows;
/** Rows whose classes are known. */
export type LabelledRows = Rows & {
  readonly labels: Int32Array;
  /** What the labels are called; default as in the model. */
  readonly classes?: readonly string[];
};

/** The scores of rows, [n, classes], row-major. */
export function predictScores(model: ResfgbModel, rows: Rows): Float32Array {
  return lastOf(stagedScores(model, rows, {only: model.blocks.length}));
}

/** The class number of every row. */
export function predict(model: ResfgbModel, rows: Rows): Int32Array {
  return largestOf(predictScores(model, rows), model.classes.length);
}

/** The name of the class of every row. */
export function predictClasses(model: ResfgbModel, rows: Rows): string[] {
  return Array.from(predict(model, rows), (label) => model.classes[label]);
}

/**
 * The probability of every class for every row, [n, classes]: the softmax of the scores, divided by the
 * model's temperature where it has one. Without one (see calibratedModel and fitTable) a network that was
 * grown for many blocks is surer than it is right. For the smooth hinge it is an order of preference and
 * no estimate; with class weights, it is that of a population in which the classes weigh so.
 */
export function predictProbability(model: ResfgbModel, rows: Rows): Float32Array {
  const scores = predictScores(model, rows);
  const classes = model.classes.length;
  const {temperature = 1} = model;
  const shares = new Float32Array(scores.length);
  for (let start = 0; start < scores.length; start += classes) {
    const row = scores.subarray(start, start + classes);
    const most = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const exps = Array.from(row, (score) => Math.exp((score - most) / temperature));
    const total = exps.reduce((a, b) => a + b, 0);
    exps.forEach((value, k) => (shares[start + k] = value / total));
  }
  return shares;
}

/**
 * The share of rows whose class is predicted.
 *
 *     unseen    what to do with rows of a class that the model never saw: "refuse" them, or count them
 *               as "wrong"
 */
export function score(model: ResfgbModel, rows: LabelledRows, options: Unseen = {}): number {
  const labels = knownLabels(model, rows, options);
  return accuracyOf(predictScores(model, rows), labels);
}

/** How rows are counted whose class the model never saw. */
export type Unseen = {readonly unseen?: "refuse" | "wrong"};

/** Accuracy of every stage, from the linear classifier alone (stage 0) to the whole network. */
export function stagedAccuracies(
  model: ResfgbModel,
  rows: LabelledRows,
  options: Unseen = {},
): number[] {
  const labels = knownLabels(model, rows, options);
  return stagedScores(model, rows).map((scores) => accuracyOf(scores, labels));
}

/** The class numbers that every stage gives to every row. */
export function stagedPredictions(model: ResfgbModel, rows: Rows): Int32Array[] {
  return stagedScores(model, rows).map((scores) => largestOf(scores, model.classes.length));
}

/** The scores of every stage (or of one), from one pass through the blocks. */
export function stagedScores(
  model: ResfgbModel,
  rows: Rows,
  {only}: {readonly only?: number} = {},
): Float32Array[] {
  const scores: Float32Array[] = [];
  visitStages(model, rows, (features, stage) => {
    if (only === undefined || only === stage) {
      scores.push(scoresOf(features, model.stages[stage]));
    }
  });
  return scores;
}

/** φ_t of the rows at every stage, [n, features] row-major. */
export function stagedFeatures(model: ResfgbModel, rows: Rows): Float32Array[] {
  const found: Float32Array[] = [];
  visitStages(model, rows, (features) => {
    found.push(Float32Array.from(features.dataSync<"float32">()));
  });
  return found;
}

/** Scores of features under one classifier. */
export function scoresOf(features: tf.Tensor2D, classifier: BoostedClassifier): Float32Array {
  return tf.tidy(() => {
    const [weights, bias] = [tensorOf(classifier.weights), tensorOf(classifier.bias)];
    const scores = inChunks(features, (chunk) => multiply(chunk, weights).add(bias));
    return Float32Array.from(scores.dataSync<"float32">());
  });
}

/** The share of rows whose largest score is that of their class. */
export function accuracyOf(scores: Float32Array, labels: Int32Array): number {
  const found = largestOf(scores, scores.length / labels.length);
  return labels.reduce((hits, label, i) => hits + (found[i] === label ? 1 : 0), 0) / labels.length;
}

function visitStages(
  model: ResfgbModel,
  rows: Rows,
  visit: (features: tf.Tensor2D, stage: number) => void,
): void {
  const input = inputTensor(model, rows);
  let features = input.clone();
  try {
    visit(features, 0);
    model.blocks.forEach((block, index) => {
      const loaded = loadBlock(block);
      const next = applyBlock(loaded, {features, input});
      disposeBlock(loaded);
      features.dispose();
      features = next;
      visit(features, index + 1);
    });
  } finally {
    tf.dispose([input, features]);
  }
}

/** The rows' labels as the model numbers its classes, −1 for one that it never saw. */
export function knownLabels(
  {classes}: Pick<ResfgbModel, "classes">,
  {labels, shape, classes: own}: Pick<LabelledRows, "labels" | "shape" | "classes">,
  {unseen = "refuse"}: Unseen = {},
): Int32Array {
  const names = own ?? classes;
  requireLabels(labels, {examples: shape[0], classes: names.length, of: "the rows"});
  if (own === undefined) return labels;
  const numbers = matchedClasses(own, {known: classes});
  const strange = own.filter((_, k) => numbers[k] < 0);
  const found = labels.map((label) => numbers[label]);
  const missed = strange.filter((name) => labels.includes(own.indexOf(name)));
  if (missed.length === 0 || unseen === "wrong") return found;
  const count = found.reduce((total, label) => total + (label < 0 ? 1 : 0), 0);
  throw new RangeError(
    `${count} of the rows are of class ${missed.slice(0, 5).join(", ")}, which the model never saw (it ` +
      `knows ${classes.join(", ")}): leave them out, or count them with {unseen: "wrong"}`,
  );
}

/**
 * The rows as features of stage 0, owned by the caller; a RangeError for rows of another width and for
 * a feature that is not finite.
 */
export function inputTensor({input}: Pick<ResfgbModel, "input">, given: Rows): tf.Tensor2D {
  const {names, origin} = input;
  const rows = matchedRows(given, {
    ...(names === undefined ? {} : {columns: names}),
    ...(origin === undefined ? {} : {origin}),
  });
  const [count, ...extents] = rows.shape;
  const columns = extents.reduce((product, extent) => product * extent, 1);
  if (columns !== input.columns) {
    throw new RangeError(
      `the model was fitted on rows of ${input.columns} numbers, got rows of ${columns}`,
    );
  }
  requireFeatures(rows.features, {shape: rows.shape, of: "the rows:"});
  return tf.tidy(() => {
    const raw = tf.tensor2d(rows.features, [count, columns]);
    return inChunks(raw, (chunk, from) => preparedRows(rowsOfChunk(raw, from, chunk), input));
  });
}

function largestOf(scores: Float32Array, classes: number): Int32Array {
  return Int32Array.from({length: scores.length / classes}, (_, i) => {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (scores[i * classes + k] > scores[i * classes + best]) best = k;
    }
    return best;
  });
}

const lastOf = <T>(list: readonly T[]): T => list[list.length - 1];
