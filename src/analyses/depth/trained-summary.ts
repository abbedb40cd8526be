import type {TrainedStack} from "./trained-stack";

/** Loss on the batches over the first epochs, on average; NaN where the run did not get so far. */
export function earlyLoss(
  {rows}: Pick<TrainedStack, "rows">,
  {epochs}: {readonly epochs: number},
): number {
  if (rows.length < epochs) return NaN;
  return rows.slice(0, epochs).reduce((sum, {loss}) => sum + loss, 0) / epochs;
}

/**
 * The statistic of Fig. 7, averaged over the layers in the blocks; NaN without batch norm, or where the
 * run left the finite numbers.
 * @see he2015 §4.2, Fig. 7
 */
export const meanResponse = ({responses}: Pick<TrainedStack, "responses">): number =>
  responses.reduce((sum, {deviation}) => sum + deviation, 0) / responses.length;

/** The lowest training error that one of several runs has reached: each side at its best. */
export const bestError = (runs: readonly Pick<TrainedStack, "trainError">[]): number =>
  Math.min(...runs.map(({trainError}) => trainError));

/** Correlation of the stream before the last block with that behind it, before any training. */
export const lastBlockKeeps = ({streams}: Pick<TrainedStack, "streams">): number =>
  streams.before[streams.before.length - 1].kept;
