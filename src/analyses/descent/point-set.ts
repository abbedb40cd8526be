import {fitScaling, scaled} from "../../datasets/scaling";
import type {Dataset} from "../../datasets/dataset";
import {denseMatrix} from "../../numerics/dense-matrix";
import type {DenseMatrix} from "../../numerics/dense-matrix";

/** A data set as points in double precision, with its labels. */
export type PointSet = {
  readonly points: DenseMatrix;
  readonly labels: Int32Array;
  readonly classes: number;
};

/** The examples in double precision, standardised by their own mean and deviation or by others'. */
export function pointSet(data: Dataset, {by = data}: {readonly by?: Dataset} = {}): PointSet {
  const {features, labels, shape, classes} = scaled(data, fitScaling(by));
  const columns = features.length / shape[0];
  return {points: denseMatrix([shape[0], columns], features), labels, classes: classes.length};
}
