import type {Network} from "./network";

/** Whether what a network makes of an example depends on the batch it comes in. */
export const readsItsBatch = (network: Network): boolean =>
  network.kind !== "perceptron" && !["none", "frozen"].includes(network.options.normalisation);

/** A RangeError where a batch of so many examples has no statistics that tell them apart. */
export function requireBatchStatistics(network: Network, examples: number): void {
  if (network.kind === "perceptron" || network.options.kind !== "dense") return;
  const {normalisation} = network.options;
  if (!["standard", "centred", "batch"].includes(normalisation) || examples >= 2) return;
  throw new RangeError(
    `normalisation "${normalisation}" takes deviations over a batch, which needs at least 2 ` +
      `examples, got ${examples}: give a larger batch, or a frozen copy of the network`,
  );
}
