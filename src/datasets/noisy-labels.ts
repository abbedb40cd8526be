import type {Random} from "../numerics/random";
import type {Dataset} from "./dataset";

/**
 * The same examples, some of them mislabelled: each keeps its class with probability 1 − share and
 * is otherwise given another one, all others equally likely.
 *
 * Which examples are hit depends on the stream alone: those of a smaller share are among those of a
 * larger one. Throws a RangeError for a share outside [0, 1].
 */
export function noisyLabels(
  dataset: Dataset,
  {share, random}: {readonly share: number; readonly random: Random},
): Dataset {
  if (!(share >= 0 && share <= 1)) {
    throw new RangeError(`share must lie between 0 and 1, got ${share}`);
  }
  const [luck, other] = [random.child("which"), random.child("class")];
  const classes = dataset.classes.length;
  return {
    ...dataset,
    labels: dataset.labels.map((label) => {
      const shift = 1 + other.integer(classes - 1);
      return luck.uniform() < share ? (label + shift) % classes : label;
    }),
  };
}

/**
 * The same examples with their labels dealt out anew: a control with nothing to learn but the
 * examples one by one. Every class keeps its count.
 */
export function shuffledLabels(dataset: Dataset, {random}: {readonly random: Random}): Dataset {
  const order = random.permutation(dataset.labels.length);
  return {
    ...dataset,
    name: `${dataset.name}, shuffled labels`,
    labels: dataset.labels.map((_, i) => dataset.labels[order[i]]),
  };
}
