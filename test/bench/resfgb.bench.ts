import {spawn} from "node:child_process";
import {availableParallelism} from "node:os";
import path from "node:path";
import {createInterface} from "node:readline";
import type {Split} from "../../src/datasets/dataset";
import {loadLetter} from "../../src/datasets/letter";
import {loadMnist} from "../../src/datasets/mnist";
import {examplesBetween} from "../../src/datasets/subsets";
import {benchRow} from "../../src/lab/testing/bench-table";
import type {BenchTable} from "../../src/lab/testing/bench-table";
import {withFiles} from "../../src/lab/rivals/rivals-process";
import {threadEnvironment, threadsFor} from "../../src/runs/thread-settings";
import {labRecipe, officialRecipe} from "../../src/training/boosted/recipes";
import type {ResfgbRecipe} from "../../src/training/boosted/recipes";
import {busySeconds} from "./busy";
import {rivalsPython} from "./rivals";

/** What either side prints after a stage. */
type Stage = {
  readonly stage: number;
  readonly seconds: number;
  readonly cpu: number;
  readonly accuracy: number;
  readonly megabytes?: number;
};

const goal = 0.97;
const parts = ["published", "lab", "growth", "memory"];

/**
 * ResFGB against the clock. Words: parts (published, lab, growth, memory; default all), and for
 * the part `published` `blocks=14`, `epochs=30` (per block), `own` for the lab's side alone.
 *
 *     published   the authors' algorithm on letter with their widths, here and straightforwardly in
 *                 PyTorch, same settings, same cores: seconds to .970, and per block (half an hour)
 *     lab         the lab's variant on letter: seconds to .970
 *     growth      rows, blocks and batches once, twice and four times: cost must grow alike
 *     memory      60,000 × 784, two blocks of the authors' width: the most memory it takes
 */
export async function bench(words: readonly string[]): Promise<BenchTable[]> {
  const asked = parts.filter((part) => words.includes(part));
  const wanted = asked.length > 0 ? asked : parts;
  const number = (name: string, usual: number): number =>
    Number(words.find((word) => word.startsWith(`${name}=`))?.split("=")[1] ?? usual);
  const size = {blocks: number("blocks", 14), epochs: number("epochs", 30)};
  const python = words.includes("own") ? undefined : rivalsPython();
  return [
    ...(wanted.includes("published") ? [await publishedTable({...size, python})] : []),
    ...(wanted.includes("lab") ? [await labTable()] : []),
    ...(wanted.includes("growth") ? await growthTables() : []),
    ...(wanted.includes("memory") ? [await memoryTable()] : []),
  ];
}

async function publishedTable({
  blocks,
  epochs,
  python,
}: {
  blocks: number;
  epochs: number;
  python?: string;
}): Promise<BenchTable> {
  const hidden = [1000, 1000, 1000];
  const common = {decay: 1e-6, rate: 0.01, linearEpochs: 100, tuneSteps: 1000};
  const recipe = officialRecipe({...common, hidden, epochs});
  const threads = threadsFor(100 * 1000 * 1000);
  const settings = {
    ...{...common, hidden, epochs, blocks, initial: 0.05, seed: 1},
    ...{linearStop: 10, blockStop: 10, threads: availableParallelism()},
  };
  const watch = busyWatch();
  const runs = await withFiles(filesOf(loadLetter()), async (folder) => {
    const own = await stagesOf(workerCommand({folder, recipe, blocks, seed: 1}), {
      environment: threadEnvironment(threads),
      until: goal,
    });
    if (python === undefined) return {own};
    const program = path.join(__dirname, "resfgb.py");
    const torch = await stagesOf([python, program, JSON.stringify({folder, settings})], {
      until: goal,
    });
    return {own, torch};
  });
  const against = benchRow("", timesOf(runs.own)).median;
  const reached = Object.entries(runs).map(([name, stages]) => {
    const who = name === "own" ? "the lab" : "PyTorch";
    return {who, ...firstAt(stages)};
  });
  const [own, torch] = reached;
  const ratio =
    own.seconds !== undefined && torch?.seconds !== undefined
      ? [`Time to ${goal}: ${(own.seconds / torch.seconds).toFixed(2)} of PyTorch's.`]
      : [];
  return {
    title: `ResFGB as published on letter, blocks 16-1000-1000-1000-16, ${epochs} epochs each (ms per block)`,
    rows: [
      benchRow("lab", {...timesOf(runs.own), against}),
      ...(runs.torch
        ? [benchRow(`PyTorch, ${settings.threads} threads`, {...timesOf(runs.torch), against})]
        : []),
    ],
    othersBusy: watch(runs),
    notes: [...reached.map(({who, note}) => `${who}: ${note}`), ...ratio],
  };
}

async function labTable(): Promise<BenchTable> {
  const recipe = labRecipe({hidden: [400, 400], epochs: 10, padding: 26});
  const watch = busyWatch();
  const own = await withFiles(filesOf(loadLetter()), (folder) =>
    stagesOf(workerCommand({folder, recipe, blocks: 10, seed: 1}), {until: goal}),
  );
  return {
    title: "ResFGB in the lab's variant on letter (ms per block)",
    rows: [benchRow("lab", timesOf(own))],
    othersBusy: watch({own}),
    notes: [firstAt(own).note],
  };
}

/** Seconds of a fit of one block as its size grows; blocks: of so many. */
async function growthTables(): Promise<BenchTable[]> {
  const letter = loadLetter();
  const base = {rows: 3000, blocks: 2, epochs: 40};
  const cases = {
    rows: (factor: number) => ({...base, rows: base.rows * factor}),
    blocks: (factor: number) => ({...base, blocks: base.blocks * factor}),
    batches: (factor: number) => ({...base, epochs: base.epochs * factor}),
  };
  const tables: BenchTable[] = [];
  for (const [what, sized] of Object.entries(cases)) {
    const watch = busyWatch();
    const rows = [];
    const runs: Record<string, Stage[]> = {};
    for (const factor of [1, 2, 4]) {
      const {rows: count, blocks, epochs} = sized(factor);
      const split = filesOf({...letter, train: examplesBetween(letter.train, 0, count)});
      // Without the classifier's own iterations, whose number the data decide.
      const recipe: ResfgbRecipe = {
        ...labRecipe({hidden: [200, 200], epochs}),
        classifier: {kind: "nesterov", decay: 1e-4, epochs: 1, earlyStop: 0, tuneSteps: 10},
      };
      const stages = await withFiles(split, (folder) =>
        stagesOf(workerCommand({folder, recipe, blocks, seed: 1}), {}),
      );
      runs[factor] = stages;
      const {seconds, cpu} = difference(stages[0], stages[stages.length - 1]);
      rows.push(benchRow(`${factor} × ${what}`, {times: [1000 * seconds], cpu: 1000 * cpu}));
    }
    const times = rows.map(({cpu}) => cpu);
    tables.push({
      title: `ResFGB, ${base.rows} rows of letter, ${base.blocks} blocks of ${base.epochs} epochs, more ${what} (ms in all)`,
      rows,
      othersBusy: watch(runs),
      notes: [
        `Twice the ${what} take ${(times[1] / times[0]).toFixed(2)} times the CPU time, four times as many ${(times[2] / times[0]).toFixed(2)}.`,
      ],
    });
  }
  return tables;
}

async function memoryTable(): Promise<BenchTable> {
  const {train, test} = loadMnist();
  const recipe = officialRecipe({
    hidden: [1000, 1000, 1000],
    epochs: 1,
    linearEpochs: 1,
    tuneSteps: 20,
  });
  const watch = busyWatch();
  const own = await withFiles(filesOf({train, test}), (folder) =>
    stagesOf(workerCommand({folder, recipe, blocks: 2, seed: 1}), {
      environment: threadEnvironment(threadsFor(100 * 1000 * 1000)),
    }),
  );
  const most = Math.max(...own.map(({megabytes = NaN}) => megabytes));
  return {
    title:
      "ResFGB on 60,000 × 784, blocks of 784-1000-1000-1000-784, one epoch each (ms per block)",
    rows: [benchRow("lab", timesOf(own))],
    othersBusy: watch({own}),
    notes: [`The most memory resident: ${(most / 1024).toFixed(2)} GB, data included.`],
  };
}

const workerCommand = (spec: {
  folder: string;
  recipe: ResfgbRecipe;
  blocks: number;
  seed: number;
}): string[] => [
  process.execPath,
  ...["--import", "tsx", path.join(__dirname, "resfgb-worker.ts"), JSON.stringify(spec)],
];

/** Files need no holdout here. */
const filesOf = (split: Split): Split & {inner: Int32Array; holdout: Int32Array} => ({
  ...split,
  inner: new Int32Array(0),
  holdout: new Int32Array(0),
});

/** The stages that a process prints; it is ended once one is as accurate as `until`. */
function stagesOf(
  [program, ...words]: readonly string[],
  {environment, until = Infinity}: {environment?: Record<string, string>; until?: number},
): Promise<Stage[]> {
  const child = spawn(program, words, {
    env: {...process.env, ...environment},
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stages: Stage[] = [];
  let complaints = "";
  child.stderr.on("data", (data: Buffer) => {
    complaints = (complaints + data.toString()).slice(-2000);
  });
  createInterface({input: child.stdout}).on("line", (line) => {
    const stage = JSON.parse(line) as Stage;
    stages.push(stage);
    if (stage.accuracy >= until) child.kill("SIGKILL");
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const done = code === 0 || (signal === "SIGKILL" && stages.length > 0);
      if (done) resolve(stages);
      else reject(new Error(`${program} ended:\n${complaints}`));
    });
  });
}

const difference = (from: Stage, to: Stage): {seconds: number; cpu: number} => ({
  seconds: to.seconds - from.seconds,
  cpu: to.cpu - from.cpu,
});

/** Milliseconds of the stages after the first, which also tunes rates. */
function timesOf(stages: readonly Stage[]): {times: number[]; cpu: number} {
  const steps = stages.slice(1).map((stage, i) => difference(stages[i], stage));
  return {
    times: steps.map(({seconds}) => 1000 * seconds),
    cpu: steps.reduce((sum, {cpu}) => sum + 1000 * cpu, 0),
  };
}

/** When a run reached the goal, or how far it came. */
function firstAt(stages: readonly Stage[]): {seconds?: number; note: string} {
  const found = stages.find(({accuracy}) => accuracy >= goal);
  if (found) {
    const {seconds, cpu, stage} = found;
    return {
      seconds,
      note: `${goal} after ${stage} blocks, ${seconds.toFixed(0)} s (${cpu.toFixed(0)} CPU s).`,
    };
  }
  const last = stages[stages.length - 1];
  const best = Math.max(...stages.map(({accuracy}) => accuracy));
  return {
    note: `${best.toFixed(4)} at best in ${last.stage} blocks, ${last.seconds.toFixed(0)} s.`,
  };
}

/** Cores that other processes kept busy from now until the stages of some runs are in. */
function busyWatch(): (runs: Readonly<Record<string, readonly Stage[] | undefined>>) => number {
  const before = {busy: busySeconds(), wall: performance.now()};
  return (runs) => {
    const own = Object.values(runs).reduce((sum, stages) => sum + (stages?.at(-1)?.cpu ?? 0), 0);
    const wall = (performance.now() - before.wall) / 1000;
    return Math.max(0, busySeconds() - before.busy - own) / wall;
  };
}
