import {requireFeatures, requireLabels} from "../numerics/require-examples";

/** Labelled examples: the one form in which every loader and generator hands them over. */
export type Dataset = {
  readonly name: string;
  /** All examples one after the other, row-major in `shape`. Images are scaled to [0, 1]. */
  readonly features: Float32Array;
  /** Class of each example, 0 … classes.length − 1. */
  readonly labels: Int32Array;
  /** [n, columns] for tables, [n, height, width, channel] for images. */
  readonly shape: readonly number[];
  /** What the classes are called. */
  readonly classes: readonly string[];
  /** What the columns of a table are called: by them, rows are matched with a model. */
  readonly columns?: readonly string[];
  /**
   * What was subtracted from each column in double precision before its numbers were stored in single;
   * left out where nothing was.
   */
  readonly origin?: readonly number[];
};

/** Examples to learn from and examples to be judged on. */
export type Split = {readonly train: Dataset; readonly test: Dataset};

/** Numbers per example: the product of all of `shape` but its first entry. */
export function exampleSize({shape}: Pick<Dataset, "shape">): number {
  return shape.slice(1).reduce((size, length) => size * length, 1);
}

/**
 * A data set from its parts, checked: as many features as the shape says, one label per example,
 * every label the number of a class. Throws a RangeError that names the part that does not fit.
 */
export function makeDataset(dataset: Dataset): Dataset {
  const {name, features, labels, shape, classes} = dataset;
  const [count] = shape;
  if (features.length !== count * exampleSize(dataset)) {
    throw new RangeError(
      `${name}: shape [${shape.join(", ")}] needs ${count * exampleSize(dataset)} features, got ${features.length}`,
    );
  }
  for (const [part, list] of Object.entries({columns: dataset.columns, origin: dataset.origin})) {
    if (list === undefined || list.length === exampleSize(dataset)) continue;
    throw new RangeError(
      `${name} has ${exampleSize(dataset)} features per example, but ${list.length} in ${part}`,
    );
  }
  requireLabels(labels, {examples: count, classes: classes.length, of: name});
  return dataset;
}

/**
 * Examples that can be learned from and judged by: as `makeDataset`, and every feature a finite number.
 * A RangeError names the row and column of one that is not.
 *
 *     classes    how many the labels may tell apart; those of the data set unless told
 */
export function requireExamples(
  {name, features, labels, shape, classes}: Dataset,
  {classes: most = classes.length}: {readonly classes?: number} = {},
): void {
  requireFeatures(features, {shape, of: name});
  requireLabels(labels, {examples: shape[0], classes: most, of: name});
}

/** How many examples each class has. */
export function classCounts({labels, classes}: Dataset): number[] {
  const counts = new Array<number>(classes.length).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}
