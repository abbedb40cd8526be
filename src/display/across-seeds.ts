import {runSeeds} from "../runs/run-seeds";
import type {SeedOptions} from "../runs/run-seeds";
import type {SeedJob} from "../runs/seed-job";
import type {SeedOutcome} from "../runs/seed-tasks";
import {progress} from "./progress";

/**
 * Runs a job for every seed, several at once in processes of their own, with a progress bar; a second
 * run finds the results stored. The bar counts seeds, or their arms where the job is split into them.
 *
 *     const outcomes = await acrossSeeds(seeds, countsOfSeed, {kinds}, {label: "glasses"});
 *
 * The rest is as `runSeeds` says. To run within this process, see `seedBySeed`.
 */
export async function acrossSeeds<Settings, Value>(
  seeds: readonly number[],
  job: SeedJob<Settings, Value>,
  settings: Settings,
  {label = "seeds", ...options}: Omit<SeedOptions, "onProgress"> & {readonly label?: string} = {},
): Promise<SeedOutcome<Value>[]> {
  let bar: ReturnType<typeof progress> | undefined;
  try {
    return await runSeeds(seeds, job, {
      ...options,
      settings,
      onProgress: ({done, total, failed}) => {
        bar ??= progress(Math.max(1, total), {label});
        bar.tick(done, failed > 0 ? `${failed} failed` : "");
      },
    });
  } finally {
    bar?.done();
  }
}
