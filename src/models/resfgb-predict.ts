import {requireFeatures, requireLabels} from "../numerics/require-examples";
import {multiply} from "../tensors/fused/affine";
import {tf} from "../tensors/tensorflow";
import {
  applyBlock,
  disposeBlock,
  inChunks,
  loadBlock,
  preparedRows,
  rowsOf,
  tensorOf,
} from "./resfgb-layers";
import type {BoostedClassifier, ResfgbModel} from "./resfgb-model";

/** Rows to be judged: a data set, or features with their shape. */
export type Rows = {readonly features: Float32Array; readonly shape: readonly number[]};
/** Rows whose classes are known. */
export type LabelledRows = Rows & {readonly labels: Int32Array};

/** The scores of rows, [n, classes], row-major. */
export function predictScores(model: ResfgbModel, rows: Rows): Float32Array {
  return lastOf(stagedScores(model, rows, {only: model.blocks.length}));
}

/** The class number of every row. */
export function predict(model: ResfgbModel, rows: Rows): Int32Array {
  return largestOf(predictScores(model, rows), model.classes.length);
}

/**
 * The probability of every class for every row, [n, classes]: the softmax of the scores. For the
 * smooth hinge it is an order of preference and no estimate.
 */
export function predictProbability(model: ResfgbModel, rows: Rows): Float32Array {
  const scores = predictScores(model, rows);
  const classes = model.classes.length;
  const shares = new Float32Array(scores.length);
  for (let start = 0; start < scores.length; start += classes) {
    const row = scores.subarray(start, start + classes);
    const most = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const exps = Array.from(row, (score) => Math.exp(score - most));
    const total = exps.reduce((a, b) => a + b, 0);
    exps.forEach((value, k) => (shares[start + k] = value / total));
  }
  return shares;
}

/** The share of rows whose class is predicted. */
export function score(model: ResfgbModel, rows: LabelledRows): number {
  requireKnown(model, rows);
  return accuracyOf(predictScores(model, rows), rows.labels);
}

/** Accuracy of every stage, from the linear classifier alone (stage 0) to the whole network. */
export function stagedAccuracies(model: ResfgbModel, rows: LabelledRows): number[] {
  requireKnown(model, rows);
  return stagedScores(model, rows).map((scores) => accuracyOf(scores, rows.labels));
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

function requireKnown({classes}: ResfgbModel, {labels, shape}: LabelledRows): void {
  requireLabels(labels, {examples: shape[0], classes: classes.length, of: "the rows"});
}

/**
 * The rows as features of stage 0, owned by the caller; a RangeError for rows of another width and for
 * a feature that is not finite.
 */
export function inputTensor({input}: Pick<ResfgbModel, "input">, rows: Rows): tf.Tensor2D {
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
    return inChunks(raw, (chunk, from) => preparedRows(rowsOf(raw, from, chunk), input));
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
