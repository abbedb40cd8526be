import {tensorOf} from "../../models/resfgb-layers";
import type {BoostedClassifier} from "../../models/resfgb-model";
import type {ScoreLoss} from "../../models/score-loss";
import {multiply} from "../../tensors/fused/affine";
import {tf} from "../../tensors/tensorflow";
import type {FitRows} from "./block";
import type {BlockReport, StepSettings} from "./recipes";
import {scoreSlopeRows} from "./tensor-losses";

/**
 * How far to go along a direction.
 *
 *     line search    `share` of the s ≥ 0 at which the loss of the scores S − s D W is least: it is
 *                    convex in s, so the zero of its slope is bracketed and halved
 */
export function stepLength(
  rows: FitRows,
  {
    direction,
    classifier,
    loss,
    classWeights,
    step,
  }: {
    direction: tf.Tensor2D;
    classifier: BoostedClassifier;
    loss: ScoreLoss;
    classWeights?: Float32Array;
    step: StepSettings;
  },
): number {
  if (step.kind === "rate") return step.rate;
  return tf.tidy(() => {
    const size = Math.sqrt(numberOf(direction.square().sum(1).mean()));
    if (!(size > 0)) return 0;
    if (step.kind === "displacement") return step.size / size;
    const [weights, bias] = [tensorOf(classifier.weights), tensorOf(classifier.bias)];
    const scores = multiply(rows.features, weights).add<tf.Tensor2D>(bias);
    const change = multiply(direction, weights);
    const slopeAt = (s: number): number =>
      tf.tidy(() => {
        const slopes = scoreSlopeRows(scores.sub(change.mul(s)), {
          labels: rows.labels,
          ...{loss, classWeights},
        });
        return -numberOf(slopes.mul(change).sum(1).mean());
      });
    // Beyond a change of scores of 100, softmax no longer tells steps apart.
    const unit = 1 / Math.sqrt(numberOf(change.square().mean()));
    if (!(slopeAt(0) < 0)) return 0;
    let [low, high] = [0, unit];
    while (high < 100 * unit && slopeAt(high) < 0) [low, high] = [high, 2 * high];
    for (let halving = 0; halving < 12; halving++) {
      const middle = (low + high) / 2;
      if (slopeAt(middle) < 0) low = middle;
      else high = middle;
    }
    return (step.share * (low + high)) / 2;
  });
}

/** What a block does, for the record. */
export function blockReport({
  gradient,
  direction,
  aligned,
  rate,
  misfit,
  epochs,
}: {
  readonly gradient: tf.Tensor2D;
  readonly direction: tf.Tensor2D;
  /** A for ι of length 1 at every row. */
  readonly aligned: tf.Tensor2D;
  readonly rate: number;
  readonly misfit: number;
  readonly epochs: number;
}): BlockReport {
  return tf.tidy(() => {
    const meanLength = numberOf(gradient.square().sum(1).sqrt().mean());
    const inner = numberOf(gradient.mul(direction).sum());
    const [a, b] = [gradient, direction].map((list) => numberOf(list.square().sum()));
    return {
      misfit,
      epochs,
      rate,
      displacement: rate * Math.sqrt(b / direction.shape[0]),
      alignment: numberOf(aligned.square().sum()) / meanLength ** 2,
      cosine: inner / Math.sqrt(a * b),
    };
  });
}

const numberOf = (tensor: tf.Tensor): number => tensor.dataSync()[0];
