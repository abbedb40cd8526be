import {benchRow} from "../../src/lab/testing/bench-table";
import type {BenchTable} from "../../src/lab/testing/bench-table";
import type {Kernel} from "../../src/kernel/client/kernel-client";
import {largeProject, longNotebook} from "./kernel-growth";
import {withRivals} from "./kernel-rivals";
import type {Rival} from "./kernel-rivals";
import {KernelWatch, runCell, turns} from "./kernel-watch";
import {treeUse} from "./process-tree";

/**
 * The kernel beside ipykernel, both by the same client, taking turns. Words: a number of rounds (10),
 * each with a start of every kernel, ten plain cells and six completions; `short` leaves out the
 * long notebook and the large project.
 */
export async function bench(words: readonly string[]): Promise<BenchTable[]> {
  const rounds = Number(words.find((word) => /^\d+$/.test(word)) ?? 10);
  const tables = await withRivals(async (rivals) => [
    ...(await startTables(rivals, rounds)),
    ...(await cellTables(rivals, rounds)),
  ]);
  if (words.includes("short")) return tables;
  return [...tables, await longNotebook(), await largeProject(10 * rounds)];
}

async function startTables(rivals: readonly Rival[], rounds: number): Promise<BenchTable[]> {
  const watch = new KernelWatch();
  for (let round = -1; round < rounds; round++)
    for (const rival of turns(rivals, round)) {
      // The first start of all fills the caches of the disk, and counts for nobody.
      const named = (what: string) => (round < 0 ? "uncounted" : `${what} ${rival.name}`);
      const kernel = await watch.start(named("start"), rival.start);
      await watch.run(named("first cell"), kernel, rival.plain(0));
      await kernel.shutdown();
    }
  const rows = (what: string) => rivals.map(({name}) => watch.row(`${what} ${name}`, name));
  return [
    watch.table("Start to ready", rows("start"), "a ratio of at most 1"),
    watch.table("First cell after ready, cold", rows("first cell"), "at most 500 ms"),
  ];
}

type Running = {readonly rival: Rival; readonly kernel: Kernel};

async function cellTables(rivals: readonly Rival[], rounds: number): Promise<BenchTable[]> {
  const running: Running[] = [];
  for (const rival of rivals) running.push({rival, kernel: await rival.start()});
  const [lab] = running;
  const watch = new KernelWatch();
  let count = 0;
  const cells = async (
    name: string,
    {each, code}: {each: number; code?: (count: number) => string},
  ) => {
    for (const last = count + each; count < last; count++)
      for (const one of turns(running, count)) {
        const text = one === lab && code ? code(count) : one.rival.plain(count);
        await watch.run(`${name} ${one.rival.name}`, one.kernel, text);
      }
  };
  const rows = (what: string) => rivals.map(({name}) => watch.row(`${what} ${name}`, name));
  try {
    for (const {rival, kernel} of running) await runCell(kernel, rival.prepare);
    await cells("warm-up", {each: 20});
    for (let round = 0; round < rounds; round++) {
      await cells("plain", {each: 10});
      for (const one of turns(running, round)) await complete(watch, one);
    }
    await rest();
    const memory = running.map(({kernel}) => treeUse(kernel.pid).resident);

    const importing = 'import * as tf from "@tensorflow/tfjs-node"; tf.version.tfjs';
    await watch.run("import lab", lab.kernel, importing);
    await cells("warm-up", {each: 5});
    for (let round = 0; round < rounds; round++) {
      await cells("after import", {each: 5});
      const code = (count: number) => `tf.tidy(() => tf.square(${count}).dataSync()[0])`;
      await cells("tensors", {each: 5, code});
    }
    const after = treeUse(lab.kernel.pid).resident;
    const plain = watch.table("Plain cell", rows("plain"), "ratio at most 1.5, of p95 at most 2");
    return [
      plain,
      watch.table("Completion", rows("completion"), "a ratio of at most 1"),
      watch.table(
        "Plain cell, the lab's after importing TensorFlow.js",
        rows("after import"),
        "a ratio of at most 3",
      ),
      watch.table("The lab's cell that uses TensorFlow.js, beside a plain one", rows("tensors")),
      watch.table("Importing TensorFlow.js", [watch.row("import lab", lab.rival.name)]),
      {...memoryTable(rivals, memory, after), othersBusy: plain.othersBusy},
    ];
  } finally {
    for (const {kernel} of running) await kernel.shutdown();
  }
}

async function complete(watch: KernelWatch, {rival, kernel}: Running): Promise<void> {
  for (let time = 0; time < 3; time++)
    for (const code of rival.begun) {
      const ask = () => kernel.request("complete_request", {code, cursor_pos: code.length});
      await watch.ask(`completion ${rival.name}`, kernel, ask);
    }
}

function memoryTable(rivals: readonly Rival[], before: readonly number[], after: number) {
  const row = (variant: string, megabytes: number) => ({
    ...benchRow(variant, {times: [megabytes], cpu: 0}),
    ratio: before[0] / megabytes,
  });
  return {
    title: "Resident memory of the kernel's processes, in MB (not ms)",
    rows: [
      ...rivals.map(({name}, i) => row(name, before[i])),
      row("lab, after importing TensorFlow.js", after),
    ],
    notes: ["Wanted: at most 250 MB before TensorFlow.js."],
  };
}

/** What a kernel tidies up when nobody asks should not count against it. */
const rest = () => new Promise((resolve) => setTimeout(resolve, 2000));
