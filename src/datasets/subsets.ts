import type {Random} from "../numerics/random";
import {requireWhole} from "../numerics/require-number";
import {exampleSize, type Dataset, type Split} from "./dataset";

/** The examples at these positions, in this order; a position may come twice. */
export function examplesAt(dataset: Dataset, positions: ArrayLike<number>): Dataset {
  const size = exampleSize(dataset);
  const [count] = dataset.shape;
  const features = new Float32Array(positions.length * size);
  const labels = new Int32Array(positions.length);
  for (let i = 0; i < positions.length; i++) {
    const at = positions[i];
    requireWhole(`position ${i}`, at, {from: 0, to: count - 1});
    features.set(dataset.features.subarray(at * size, (at + 1) * size), i * size);
    labels[i] = dataset.labels[at];
  }
  return {...dataset, features, labels, shape: [positions.length, ...dataset.shape.slice(1)]};
}

/** The examples from one position up to, not including, another, in their order. */
export function examplesBetween(dataset: Dataset, from: number, to: number): Dataset {
  const [count] = dataset.shape;
  requireWhole("from", from, {from: 0, to: count});
  requireWhole("to", to, {from, to: count});
  const size = exampleSize(dataset);
  return {
    ...dataset,
    features: dataset.features.slice(from * size, to * size),
    labels: dataset.labels.slice(from, to),
    shape: [to - from, ...dataset.shape.slice(1)],
  };
}

/** All examples in random order. */
export function shuffled(dataset: Dataset, random: Random): Dataset {
  return examplesAt(dataset, random.permutation(dataset.shape[0]));
}

/** The first `trainCount` examples to learn from, the others to be judged on. */
export function splitAt(dataset: Dataset, trainCount: number): Split {
  const [count] = dataset.shape;
  requireWhole("trainCount", trainCount, {from: 1, to: count - 1, of: "examples"});
  return {
    train: examplesBetween(dataset, 0, trainCount),
    test: examplesBetween(dataset, trainCount, count),
  };
}

/**
 * A random split in which every class keeps its share: of each class, the nearest whole number to
 * `testShare` of its examples is set aside, at least one and never all.
 *
 * Throws a RangeError when a class has a single example: it cannot be on both sides.
 */
export function splitByClass(
  dataset: Dataset,
  options: {testShare: number; random: Random},
): Split {
  const {train, test} = splitPositions(dataset, options);
  return {train: examplesAt(dataset, train), test: examplesAt(dataset, test)};
}

/** The positions of such a split, each side in the order of the list. */
export function splitPositions(
  {name, labels, classes}: Pick<Dataset, "name" | "labels" | "classes">,
  {testShare, random}: {readonly testShare: number; readonly random: Random},
): {train: number[]; test: number[]} {
  if (!(testShare > 0 && testShare < 1)) {
    throw new RangeError(`testShare must lie between 0 and 1, got ${testShare}`);
  }
  const ofClass: number[][] = classes.map(() => []);
  for (const at of random.permutation(labels.length)) ofClass[labels[at]].push(at);
  const train: number[] = [];
  const test: number[] = [];
  ofClass.forEach((positions, label) => {
    if (positions.length === 1) {
      throw new RangeError(
        `${name}: class ${classes[label]} has one example and cannot be split; leave it out or merge it with another`,
      );
    }
    const kept = Math.round(testShare * positions.length);
    const testCount = Math.min(positions.length - 1, Math.max(1, kept));
    if (positions.length === 0) return;
    test.push(...positions.slice(0, testCount));
    train.push(...positions.slice(testCount));
  });
  // In file order again, so that only the choice is random, not the order.
  const inOrder = (a: number, b: number) => a - b;
  return {train: train.sort(inOrder), test: test.sort(inOrder)};
}
