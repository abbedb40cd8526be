import {execFile} from "node:child_process";
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {promisify} from "node:util";
import {benchRow} from "../../src/lab/testing/bench-table";
import type {BenchTable} from "../../src/lab/testing/bench-table";
import {runSeeds} from "../../src/runs/run-seeds";
import {doneValues} from "../../src/runs/seed-values";
import {busySeconds} from "./busy";
import {trainSeed} from "./seed-job";
import type {SeedUse, SeedWork} from "./seed-job";

const seeds = [1, 2, 3, 4, 5];

/**
 * Five seeds of case a to the same number of steps, from nothing to the last weight: side by side
 * by `runSeeds`, and one after another in one process with TensorFlow's own thread settings.
 * Words: steps of a seed (200), then rounds (3).
 */
export async function bench(words: readonly string[]): Promise<BenchTable[]> {
  const [steps = 200, rounds = 3] = words.map(Number);
  const work = {steps, blocks: 8, side: 14, channels: 16, batch: 64};
  const folder = mkdtempSync(path.join(tmpdir(), "residual-lab-bench-"));
  const besides = async (): Promise<SeedUse[]> =>
    doneValues(await runSeeds(seeds, trainSeed, {settings: work, folder, fresh: true}));
  const variants = {
    "side by side": besides,
    "one process, one after another": () => sequence(work, [seeds]),
    "a process for each, one after another": () =>
      sequence(
        work,
        seeds.map((seed) => [seed]),
      ),
  };
  const results = Object.keys(variants).map((variant) => ({
    variant,
    times: [] as number[],
    cpu: 0,
  }));
  const before = {busy: busySeconds(), wall: performance.now()};
  try {
    for (let round = 0; round < rounds; round++) {
      for (const result of results) {
        const started = performance.now();
        const uses = await variants[result.variant as keyof typeof variants]();
        result.times.push(performance.now() - started);
        result.cpu += cpuOf(uses);
      }
    }
  } finally {
    rmSync(folder, {recursive: true});
  }
  const wall = (performance.now() - before.wall) / 1000;
  const own = results.reduce((sum, {cpu}) => sum + cpu / 1000, 0);
  const against = benchRow("", results[0]).median;
  return [
    {
      title: `Five seeds of a ResNet of 8 blocks, 14×14×16, batch 64, ${steps} steps each`,
      rows: results.map(({variant, ...measured}) => benchRow(variant, {...measured, against})),
      othersBusy: Math.max(0, busySeconds() - before.busy - own) / wall,
      notes: ["A step here is a whole run of five seeds, start of the processes included."],
    },
  ];
}

async function sequence(work: SeedWork, groups: number[][]): Promise<SeedUse[]> {
  const uses: SeedUse[] = [];
  for (const group of groups) {
    const words = ["--import", "tsx", path.join(__dirname, "seed-sequence.ts")];
    const {stdout} = await promisify(execFile)(process.execPath, [
      ...words,
      JSON.stringify({seeds: group, work}),
    ]);
    uses.push(...(JSON.parse(stdout) as SeedUse[]));
  }
  return uses;
}

/** A process counts all its time up to now, so its last word holds all. */
function cpuOf(uses: readonly SeedUse[]): number {
  const last = new Map<number, number>();
  for (const {pid, cpu} of uses) last.set(pid, Math.max(cpu, last.get(pid) ?? 0));
  return [...last.values()].reduce((sum, cpu) => sum + cpu, 0);
}
