import type {SeedOutcome} from "../runs/seed-tasks";
import {progress} from "./progress";

/**
 * Runs one thing for every seed in turn, with a progress bar, and gives back what became of each, in the
 * order of the seeds: the same outcomes as `acrossSeeds`, within this process.
 *
 *     const runs = await seedBySeed(seeds, (seed) => lesionStudy(settings, {random: randomStream(seed)}));
 *     seedValues(runs, ({drop}) => drop)    // for a verdict
 *     doneValues(runs)                      // for a chart
 *
 * A seed that throws is told and counts as failed; the others go on. Where the first one and all others
 * fail, the first error is thrown: then it is the call that is wrong. Gives way to the event loop before
 * each seed, so that a notebook draws the bar and can stop the run there. Throws a RangeError for a seed
 * that comes twice: it would count one sample as two.
 */
export async function seedBySeed<Result>(
  seeds: readonly number[],
  run: (seed: number) => Result | Promise<Result>,
  {label = "seeds"}: {readonly label?: string} = {},
): Promise<SeedOutcome<Result>[]> {
  if (seeds.length === 0) throw new RangeError("at least one seed is needed, got none");
  if (new Set(seeds).size < seeds.length) {
    throw new RangeError(`every seed must come once, got ${seeds.join(", ")}`);
  }
  const bar = progress(seeds.length, {label});
  const outcomes: SeedOutcome<Result>[] = [];
  let firstError: unknown;
  try {
    for (const seed of seeds) {
      // Outside of the seed's own try: an interrupt that a seed's failure hid ends the loop here.
      await new Promise(setImmediate);
      const started = performance.now();
      try {
        const value = await run(seed);
        const seconds = (performance.now() - started) / 1000;
        outcomes.push({kind: "done", seed, value, seconds, stored: false});
      } catch (error) {
        firstError ??= error;
        const {message, stack = ""} = error instanceof Error ? error : new Error(String(error));
        outcomes.push({kind: "failed", seed, message, stack});
      }
      bar.tick(outcomes.length, `seed ${seed}`);
    }
  } finally {
    bar.done();
  }
  if (outcomes.every(({kind}) => kind === "failed")) throw firstError;
  for (const one of outcomes) {
    if (one.kind === "failed") console.warn(`seed ${one.seed} failed: ${one.message}`);
  }
  return outcomes;
}
