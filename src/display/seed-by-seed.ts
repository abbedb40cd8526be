import {progress} from "./progress";

/**
 * Runs one thing for every seed in turn, with a progress bar, and gives back what each gave, in the
 * order of the seeds.
 *
 *     const rows = await seedBySeed(seeds, (seed) => lesionStudy(settings, {random: randomStream(seed)}));
 *
 * Gives way to the event loop before each seed, so that a notebook draws the bar and can stop the
 * run there. Throws a RangeError for a seed that comes twice: it would count one sample as two.
 */
export async function seedBySeed<Result>(
  seeds: readonly number[],
  run: (seed: number) => Result | Promise<Result>,
  {label = "seeds"}: {readonly label?: string} = {},
): Promise<Result[]> {
  if (seeds.length === 0) throw new RangeError("at least one seed is needed, got none");
  if (new Set(seeds).size < seeds.length) {
    throw new RangeError(`every seed must come once, got ${seeds.join(", ")}`);
  }
  const bar = progress(seeds.length, {label});
  const results: Result[] = [];
  try {
    for (const seed of seeds) {
      await new Promise(setImmediate);
      results.push(await run(seed));
      bar.tick(results.length, `seed ${seed}`);
    }
  } finally {
    bar.done();
  }
  return results;
}
