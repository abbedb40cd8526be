import {runSeeds} from "../runs/run-seeds";
import type {SeedOptions} from "../runs/run-seeds";
import type {SeedJob} from "../runs/seed-job";
import type {SeedOutcome, StoredShare} from "../runs/seed-tasks";
import {durationText, progress} from "./progress";

/**
 * Runs a job for every seed, several at once in processes of their own, with a progress bar; a second
 * run finds the results stored, and the bar then says when they were computed. It counts seeds, or their arms where the job is split into them.
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
  let kept: StoredShare | undefined;
  try {
    return await runSeeds(seeds, job, {
      ...options,
      settings,
      onStored: (stored) => {
        kept = stored;
        options.onStored?.(stored);
      },
      onProgress: ({done, total, failed}) => {
        bar ??= progress(Math.max(1, total), {label});
        bar.tick(done, failed > 0 ? `${failed} failed` : "");
      },
    });
  } finally {
    if (kept === undefined) bar?.done();
    else if (kept.count < kept.total) bar?.done(`${kept.count} of them ${storedText(kept)}`);
    else bar?.done("", storedText(kept));
  }
}

/** "from the store, computed on 2026-11-28 in 41 s by the code as it is now" */
export function storedText({seconds, days}: StoredShare): string {
  const when =
    days === null ? "" : days[0] === days[1] ? ` on ${days[0]}` : ` from ${days[0]} to ${days[1]}`;
  return `from the store, computed${when} in ${durationText(seconds)} by the code as it is now`;
}
