import type {SoakReport} from "../../src/lab/soak";
import {randomStream} from "../../src/numerics/random";
import {descendants, treeUse} from "../bench/process-tree";
import {sleep} from "../kernel/client";
import {startKernel} from "../kernel/start";
import type {StartedKernel} from "../kernel/start";
import {kinds, setUp} from "./kernel-cells";

type Sample = {
  readonly resident: number;
  readonly handles: number;
  readonly processes: number;
  /** What keeps the engine's loop alive. */
  readonly resources: number;
};

const between = 100;

/**
 * A class of eight hours in small: cells of all kinds in random order on one kernel, with memory,
 * handles, timers and processes read after every hundred. Words: the number of cells (2000), a seed.
 */
export async function soak([cells = "2000", seed = "1"]: readonly string[]): Promise<SoakReport> {
  const random = randomStream(Number(seed));
  const names = Object.keys(kinds);
  const kernel = await startKernel();
  const began = performance.now();
  const samples: Sample[] = [];
  const faults: string[] = [];
  try {
    const {reply} = await kernel.client.execute(setUp);
    if (reply.status !== "ok") throw new Error(`the first cell failed: ${reply.evalue}`);
    for (let count = 1; count <= Number(cells); count++) {
      // Each kind once, in an order of its own, before any comes again.
      const round = random.child(`round ${Math.floor((count - 1) / names.length)}`);
      const name = names[round.permutation(names.length)[(count - 1) % names.length]];
      const setting = {kernel, random: random.child(`cell ${count}`), count};
      await kinds[name](setting).catch((error: Error) =>
        faults.push(`cell ${count}, ${name}: ${error.message}`),
      );
      if (kernel.process.exitCode !== null) throw new Error(`the kernel ended:\n${kernel.log()}`);
      if (count % between === 0) {
        samples.push(await sample(kernel));
        console.error(`${count} cells: ${described(samples.at(-1)!)}`);
        // This side's record of all messages is no part of the kernel's memory.
        kernel.client.received.length = 0;
      }
    }
    const kept = (await kernel.client.execute("kept")).result?.data["text/plain"];
    if (kept !== "'precious'") faults.push(`a variable of the first cell is ${kept}`);
  } catch (error) {
    faults.push((error as Error).message);
  } finally {
    await kernel.stop();
  }
  const seconds = (performance.now() - began) / 1000;
  return judged(samples, {
    faults,
    head: `${cells} cells of ${names.length} kinds in ${seconds.toFixed(0)} s`,
  });
}

async function sample(kernel: StartedKernel): Promise<Sample> {
  await sleep(1500);
  const code = "process.getActiveResourcesInfo().length";
  const {result} = await kernel.client.execute(code, {store_history: false});
  const {resident, handles} = treeUse(kernel.process.pid!);
  const processes = descendants(kernel.process.pid!).length;
  return {resident, handles, processes, resources: Number(result?.data["text/plain"])};
}

function judged(
  samples: readonly Sample[],
  {faults, head}: {faults: string[]; head: string},
): SoakReport {
  // The first samples fill caches: what grows is what grows after a fifth of the way.
  const from = Math.floor(samples.length / 5);
  const mean = (part: readonly Sample[], pick: (sample: Sample) => number) =>
    part.reduce((sum, sample) => sum + pick(sample), 0) / part.length;
  const [early, late] = [samples.slice(from, from + 3), samples.slice(-3)];
  if (samples.length < 6)
    return {lines: [head, "too few cells to judge growth: at least 600"], faults};
  const growth = mean(late, ({resident}) => resident) / mean(early, ({resident}) => resident) - 1;
  const lines = [
    head,
    `first:  ${described(samples[0])}`,
    `a fifth: ${described(samples[from])}`,
    `last:   ${described(samples[samples.length - 1])}`,
    `memory grew by ${(100 * growth).toFixed(1)} % after the first fifth`,
  ];
  const grown = [...faults];
  if (growth > 0.2)
    grown.push(`memory grew by ${(100 * growth).toFixed(1)} %, at most 20 % is allowed`);
  for (const name of ["handles", "processes", "resources"] as const)
    if (Math.min(...late.map((one) => one[name])) > Math.max(...early.map((one) => one[name])))
      grown.push(
        `${name} grew from ${early.map((one) => one[name])} to ${late.map((one) => one[name])}`,
      );
  return {lines, faults: grown};
}

const described = ({resident, handles, processes, resources}: Sample): string =>
  `${resident.toFixed(0)} MB, ${processes} processes, ${handles} open files, ${resources} resources of the loop`;
