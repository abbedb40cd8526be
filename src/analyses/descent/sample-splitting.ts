import {bestClassifier, functionalGradient, functionNorm} from "../../models/feature-risk";
import {gaussianKernel, smoothed} from "../../models/kernel-smoothing";
import {curvatureBound} from "../../models/score-loss";
import {added, denseMatrix, product, rowOf} from "../../numerics/dense-matrix";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import {requireWhole} from "../../numerics/require-number";
import {largestSingularValue} from "../../numerics/singular-values";
import {margins} from "./margin-distribution";
import type {PointSet} from "./planar-sets";

/** One block of a run that learns from a fold of its own, or from all examples again. */
export type SplittingRow = {
  readonly layer: number;
  /** Examples that the block learned from. */
  readonly used: number;
  /** ‖∇‖_L1 on those, and on points never used. */
  readonly gradientUsed: number;
  readonly gradientFresh: number;
  readonly freshAccuracy: number;
  /** With a classifier fitted on all examples at these features, not on the block's own alone. */
  readonly refitAccuracy: number;
};

/**
 * Functional gradient descent in which block t sees the t-th of T disjoint folds only, so that its
 * averages are unbiased for the population, or every block sees all examples.
 *
 *     width       σ of the Gaussian kernel
 *     boldness    multiplies η = 1/A
 *
 * @see nitanda2018 expected risk by sample splitting; our derivation
 */
export function splittingRun(
  {points, labels, classes}: PointSet,
  {
    fresh,
    layers,
    split,
    width,
    decay,
    boldness = 1,
  }: {
    readonly fresh: PointSet;
    readonly layers: number;
    readonly split: boolean;
    readonly width: number;
    readonly decay: number;
    readonly boldness?: number;
  },
): SplittingRow[] {
  requireWhole("layers", layers, {from: 1, to: points.rows / 2, of: "blocks"});
  let here = points;
  let carried = fresh.points;
  const rows: SplittingRow[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const taken = Array.from({length: points.rows}, (_, i) => i).filter(
      // Labels of toys alternate, so neighbours in the list go to one fold together.
      (i) => !split || Math.floor(i / classes) % layers === layer,
    );
    const fold = {points: rowsAt(here, taken), labels: Int32Array.from(taken, (at) => labels[at])};
    const problem = {...fold, classes, decay, loss: "logistic"} as const;
    const {weights} = bestClassifier(problem);
    const gradient = functionalGradient(problem, weights);
    const unseen = {...problem, points: carried, labels: fresh.labels};
    const whole = split ? bestClassifier({...problem, points: here, labels}).weights : weights;
    const accuracyWith = (classifier: DenseMatrix): number =>
      margins(product(carried, classifier), fresh.labels).filter((margin) => margin > 0).length /
      fresh.labels.length;
    rows.push({
      layer,
      used: taken.length,
      gradientUsed: functionNorm(gradient, 1),
      gradientFresh: functionNorm(functionalGradient(unseen, weights), 1),
      freshAccuracy: accuracyWith(weights),
      refitAccuracy: accuracyWith(whole),
    });
    const smoothness = curvatureBound("logistic", classes) * largestSingularValue(weights) ** 2;
    const moved = (target: DenseMatrix) =>
      added(
        target,
        smoothed(gaussianKernel(target, fold.points, {width}), gradient),
        -boldness / smoothness,
      );
    [here, carried] = [moved(here), moved(carried)];
  }
  return rows;
}

function rowsAt(matrix: DenseMatrix, positions: readonly number[]): DenseMatrix {
  const taken = denseMatrix([positions.length, matrix.columns]);
  positions.forEach((at, i) => rowOf(taken, i).set(rowOf(matrix, at)));
  return taken;
}
