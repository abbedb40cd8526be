/**
 * Trains the network of notebook 05 on the Gaussians for several seeds, from nothing:
 * `gaussian-seeds.ts '{"seeds": 5, "steps": 1200}'`. Says so when the last weight is there.
 */
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {setTimeout} from "node:timers/promises";
import {dynamicsArmsOfSeed} from "../../src/analyses/paths/path-jobs";
import {runSeeds} from "../../src/runs/run-seeds";
import {doneValues} from "../../src/runs/seed-values";

const work = JSON.parse(process.argv[2]) as {seeds: number; steps: number};

async function main({seeds, steps}: typeof work): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "residual-lab-bench-"));
  try {
    const outcomes = await runSeeds(
      Array.from({length: seeds}, (_, i) => i + 1),
      dynamicsArmsOfSeed,
      {settings: {arms: ["clouds"], steps, at: []}, folder, fresh: true, keep: 0},
    );
    console.log(`${doneValues(outcomes).length} seeds`);
    // The system counts the time of processes that have ended and were looked after.
    await setTimeout(500);
  } finally {
    rmSync(folder, {recursive: true});
  }
}

void main(work);
