import type {Dataset} from "../../datasets/dataset";
import {exampleSize} from "../../datasets/dataset";
import {loadMnist} from "../../datasets/mnist";
import {noisyLabels} from "../../datasets/noisy-labels";
import {averagePooled} from "../../datasets/pooling";
import {examplesAt} from "../../datasets/subsets";
import {denseMatrix} from "../../numerics/dense-matrix";
import type {DenseMatrix} from "../../numerics/dense-matrix";
import type {Random} from "../../numerics/random";

/**
 * A task of two classes from MNIST: is the digit 5 or more? Images of 7 × 7 pixels, means of 4 × 4 of the
 * file's, shifted and scaled by one pair of numbers.
 *
 *     examples   to learn from, drawn from the file's first `pool` of 60,000
 *     fresh      to be judged on, from those as well: no example is in both
 *     noise      share of the examples to learn from whose label is turned over
 */
export type HalvesSettings = {
  readonly examples: number;
  readonly fresh: number;
  readonly pool: number;
  readonly noise?: number;
};

/** Rows, and labels −1 and 1. */
export type TwoClasses = {readonly rows: DenseMatrix; readonly labels: Float64Array};

/** A draw of that task. */
export function digitHalves(
  {examples, fresh, pool, noise = 0}: HalvesSettings,
  {random}: {readonly random: Random},
): {readonly train: TwoClasses; readonly test: TwoClasses} {
  const {train: file} = loadMnist({train: pool, test: 1});
  const order = random.child("split").permutation(pool);
  const halves = (positions: Int32Array): Dataset => {
    const drawn = averagePooled(examplesAt(file, positions), 4);
    return {
      ...drawn,
      labels: drawn.labels.map((digit) => (digit >= 5 ? 1 : 0)),
      classes: ["0-4", "5-9"],
    };
  };
  const clean = halves(order.subarray(0, examples));
  const learned = noisyLabels(clean, {share: noise, random: random.child("noise")});
  const test = halves(order.subarray(examples, examples + fresh));
  const [mean, deviation] = scaleOf(learned.features);
  const taskOf = (data: Dataset): TwoClasses => ({
    rows: featureRows(data, (value) => (value - mean) / deviation),
    labels: Float64Array.from(data.labels, (label) => 2 * label - 1),
  });
  return {train: taskOf(learned), test: taskOf(test)};
}

/** The features of a data set as a matrix in double precision. */
export const featureRows = (
  data: Dataset,
  scaled: (value: number) => number = (value) => value,
): DenseMatrix => {
  const {features, shape} = data;
  return denseMatrix([shape[0], exampleSize(data)], Float64Array.from(features, scaled));
};

function scaleOf(features: Float32Array): [mean: number, deviation: number] {
  const mean = features.reduce((total, value) => total + value, 0) / features.length;
  const variance =
    features.reduce((total, value) => total + (value - mean) ** 2, 0) / features.length;
  return [mean, Math.sqrt(variance)];
}
