import type {Random} from "../numerics/random";
import type {Dataset} from "./dataset";

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
