import {benchRow} from "../../src/lab/testing/bench-table";
import type {BenchRow, BenchTable} from "../../src/lab/testing/bench-table";
import type {Kernel} from "../../src/kernel/client/kernel-client";
import {busySeconds} from "./busy";
import {treeUse} from "./process-tree";

type Samples = {readonly times: number[]; cpu: number};

/** Times by name, the CPU time of the kernels' processes, and what other processes did meanwhile. */
export class KernelWatch {
  readonly #samples = new Map<string, Samples>();
  readonly #began = {busy: busySeconds(), wall: performance.now(), own: process.cpuUsage()};
  #kernels = 0;

  /** Times a start. */
  async start(name: string, start: () => Promise<Kernel>): Promise<Kernel> {
    const began = performance.now();
    const kernel = await start();
    this.#add(name, {ms: performance.now() - began, cpu: treeUse(kernel.pid).cpu});
    return kernel;
  }

  /** Times a request to a kernel. */
  async ask(name: string, kernel: Kernel, request: () => Promise<unknown>): Promise<void> {
    const before = treeUse(kernel.pid).cpu;
    const began = performance.now();
    await request();
    const ms = performance.now() - began;
    this.#add(name, {ms, cpu: treeUse(kernel.pid).cpu - before});
  }

  /** Times a cell, which must succeed. */
  run(name: string, kernel: Kernel, code: string): Promise<void> {
    return this.ask(name, kernel, () => runCell(kernel, code));
  }

  row(name: string, variant: string): BenchRow {
    return benchRow(variant, this.#samples.get(name) ?? {times: [NaN], cpu: NaN});
  }

  /** A table of `rows`, the first of which the others are compared with. */
  table(title: string, rows: readonly BenchRow[], wanted?: string): BenchTable {
    const [first] = rows;
    const tails = rows
      .slice(1)
      .map(
        ({variant, p95}) =>
          `p95: ${first.variant} takes ${(first.p95 / p95).toFixed(2)} times what ${variant} takes.`,
      );
    return {
      title,
      rows: rows.map((row) => ({...row, ratio: first.median / row.median})),
      othersBusy: this.#othersBusy(),
      notes: wanted === undefined ? tails : [...tails, `Wanted: ${wanted}.`],
    };
  }

  #add(name: string, {ms, cpu}: {ms: number; cpu: number}): void {
    const sample = this.#samples.get(name) ?? {times: [], cpu: 0};
    this.#samples.set(name, sample);
    sample.times.push(ms);
    sample.cpu += cpu;
    this.#kernels += cpu;
  }

  #othersBusy(): number {
    const {user, system} = process.cpuUsage(this.#began.own);
    const own = (user + system) / 1e6 + this.#kernels / 1000;
    const wall = (performance.now() - this.#began.wall) / 1000;
    return Math.max(0, busySeconds() - this.#began.busy - own) / wall;
  }
}

export async function runCell(kernel: Kernel, code: string): Promise<void> {
  const {status, evalue} = await kernel.execute(code);
  if (status !== "ok") throw new Error(`a cell of the bench failed: ${evalue}\n${code}`);
}

/** Everyone once, each time beginning with another. */
export function turns<T>(all: readonly T[], round: number): T[] {
  const first = ((round % all.length) + all.length) % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}
