import type {ResfgbModel} from "../../models/resfgb-model";
import {knownLabels, predictScores} from "../../models/resfgb-predict";
import type {LabelledRows} from "../../models/resfgb-predict";
import {requireWhole} from "../../numerics/require-number";

/** Scores and the classes that were true. */
export type ScoredRows = {
  /** [rows, classes] */
  readonly scores: Float32Array;
  readonly labels: Int32Array;
  readonly classes: number;
};

/**
 * The temperature T by which scores have to be divided so that their softmax says how often they are
 * right: the one of least log loss on rows that were not learned from. It changes no prediction.
 *
 *     min_T  −(1/n) Σ_i Σ_k t_ik log softmax(s_i / T)_k,    t_ik = (n [y_i = k] + 1) / (n + classes)
 *
 * The targets t are as good as certain for many rows and keep a few from proving certainty. In 1/T the
 * loss is convex: the zero of its slope is bracketed and halved.
 */
export function temperatureOf({scores, labels, classes}: ScoredRows): number {
  const rows = labels.length;
  requireWhole("the number of rows to calibrate on", rows, {from: 1});
  const [own, other] = [(rows + 1) / (rows + classes), 1 / (rows + classes)];
  const slopeAt = (sharpness: number): number => {
    let slope = 0;
    for (let i = 0; i < rows; i++) {
      const row = scores.subarray(i * classes, (i + 1) * classes);
      const most = row.reduce((a, b) => Math.max(a, b), -Infinity);
      let total = 0;
      for (const score of row) total += Math.exp(sharpness * (score - most));
      for (let k = 0; k < classes; k++) {
        const share = Math.exp(sharpness * (row[k] - most)) / total;
        slope += (share - (k === labels[i] ? own : other)) * (row[k] - most);
      }
    }
    return slope / rows;
  };
  let [low, high] = [1e-4, 1e4];
  if (slopeAt(low) >= 0) return 1 / low;
  for (let halving = 0; halving < 60; halving++) {
    const middle = Math.sqrt(low * high);
    if (slopeAt(middle) < 0) low = middle;
    else high = middle;
  }
  return 1 / Math.sqrt(low * high);
}

/** The model with the temperature that suits rows which it did not learn from. */
export function calibratedModel(model: ResfgbModel, heldOut: LabelledRows): ResfgbModel {
  const labels = knownLabels(model, heldOut);
  const scores = predictScores(model, heldOut);
  return {...model, temperature: temperatureOf({scores, labels, classes: model.classes.length})};
}
