import {spawn} from "node:child_process";
import {readFileSync} from "node:fs";
import path from "node:path";
import {benchRow} from "../../src/lab/testing/bench-table";
import type {BenchTable} from "../../src/lab/testing/bench-table";
import {busySeconds} from "./busy";

/**
 * Case f: several seeds of the 10-layer network of 64 units of notebook 05 on the Gaussians, each time
 * from the start of the process to the last weight; the lab's pool and one JAX program by turns.
 */
export async function seedsFromNothing(
  seeds: number,
  {rounds, steps, python}: {rounds: number; steps: number; python: string | undefined},
): Promise<BenchTable> {
  const work = JSON.stringify({seeds, steps});
  const ours = "lab, acrossSeeds";
  const commands: Record<string, string[]> = {
    [ours]: [process.execPath, "--import", "tsx", path.join(__dirname, "gaussian-seeds.ts"), work],
    ...(python === undefined
      ? {}
      : {"JAX, vmap and scan": [python, path.join(__dirname, "gaussian_seeds.py"), work]}),
  };
  const results = Object.keys(commands).map((variant) => ({
    variant,
    times: [] as number[],
    cpu: 0,
  }));
  const before = {busy: busySeconds(), wall: performance.now()};
  for (let round = 0; round < rounds; round++) {
    for (const result of results) {
      const {wall, cpu} = await timed(result.variant, commands[result.variant]);
      result.times.push(wall);
      result.cpu += cpu;
    }
  }
  const own = results.reduce((sum, {cpu}) => sum + cpu / 1000, 0);
  const against = benchRow(ours, results[0]).median;
  return {
    title: `${seeds} seeds of 10 layers, 64 units on 50 Gaussians, ${steps} steps each, from nothing`,
    rows: results.map(({variant, ...measured}) => benchRow(variant, {...measured, against})),
    othersBusy:
      Math.max(0, busySeconds() - before.busy - own) / ((performance.now() - before.wall) / 1000),
    notes: ["A step here is a whole run: start of the processes and compilation included."],
  };
}

/** Milliseconds until the first line of a program, and CPU milliseconds until it has ended. */
function timed(
  variant: string,
  [command, ...words]: readonly string[],
): Promise<{wall: number; cpu: number}> {
  const started = performance.now();
  const cpuBefore = childrenCpu();
  const child = spawn(command, words, {stdio: ["ignore", "pipe", "pipe"]});
  let wall: number | undefined;
  let complaints = "";
  child.stdout.on("data", () => (wall ??= performance.now() - started));
  child.stderr.on(
    "data",
    (data: Buffer) => (complaints = (complaints + data.toString()).slice(-2000)),
  );
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0 && wall !== undefined) resolve({wall, cpu: childrenCpu() - cpuBefore});
      else reject(new Error(`${variant} ended with ${code}:\n${complaints}`));
    });
  });
}

/** CPU milliseconds of the processes that this one has started and that have ended; 0 without /proc. */
function childrenCpu(): number {
  try {
    const [user, system] = readFileSync("/proc/self/stat", "utf8")
      .replace(/^.*\) /s, "")
      .split(" ")
      .slice(13, 15)
      .map(Number);
    return (user + system) * 10;
  } catch {
    return 0;
  }
}
