import path from "node:path";
import {benchRow} from "../../src/lab/testing/bench-table";
import type {BenchTable} from "../../src/lab/testing/bench-table";
import {threadEnvironment, threadsFor} from "../../src/runs/thread-settings";
import {cases, largestLayer} from "./cases";
import type {BenchCase} from "./cases";
import {race} from "./race";
import type {Runner} from "./race";
import {rivalCommand, rivalsPython} from "./rivals";
import {seedsFromNothing} from "./seeds-from-nothing";

/**
 * Training steps and inference side by side with the native frameworks, JAX and torch.compile among them;
 * as case f, whole runs of five and of twenty seeds. Words: names of cases (a, b, large, c, d, f), a number
 * of rounds (20; of case f a fourth of that), `own` for the lab's variants alone.
 */
export async function bench(words: readonly string[]): Promise<BenchTable[]> {
  const names = words.filter((word) => word in cases || word === "f");
  const rounds = Number(words.find((word) => /^\d+$/.test(word)) ?? 20);
  const python = words.includes("own") ? undefined : rivalsPython();
  const tables: BenchTable[] = [];
  for (const name of names.length > 0 ? names : [...Object.keys(cases), "f"]) {
    if (name !== "f") tables.push(await tableOf(cases[name], {rounds, python}));
    else
      for (const seeds of [5, 20]) {
        const few = {rounds: Math.ceil(rounds / 4), steps: 1200, python};
        tables.push(await seedsFromNothing(seeds, few));
      }
  }
  return tables;
}

async function tableOf(
  setting: BenchCase,
  {rounds, python}: {rounds: number; python?: string},
): Promise<BenchTable> {
  const threads = threadEnvironment(threadsFor(largestLayer(setting)));
  const lab = (variant: string, name: string, environment?: Record<string, string>): Runner => ({
    variant: name,
    command: [...labCommand, JSON.stringify({case: setting, variant})],
    environment,
  });
  const rival = (variant: string, name: string): Runner[] =>
    python ? [{variant: name, command: rivalCommand(python, setting, variant)}] : [];
  const ours = "lab, compiled step";
  const runners = [
    lab("compiled", ours, threads),
    lab("compiled", "lab, compiled, default threads"),
    lab("eager", "lab, eager fused step"),
    lab("plain", "plain TensorFlow.js"),
    ...rival("tensorflow", "TensorFlow by hand"),
    ...(python
      ? [{...rival("tensorflow", "TensorFlow by hand, the lab's threads")[0], environment: threads}]
      : []),
    ...rival("keras-function", "Keras in a tf.function"),
    ...(setting.work === "train" ? rival("keras-batch", "Keras train_on_batch") : []),
    ...rival("torch-2", "PyTorch, 2 threads"),
    ...rival("torch-1", "PyTorch, 1 thread"),
    ...rival("torch-compiled", "PyTorch, torch.compile, 2 threads"),
    ...rival("jax", "JAX, jit"),
  ];
  const {measured, othersBusy} = await race(runners, {
    rounds,
    steps: setting.work === "train" ? 5 : 2,
  });
  const own = measured.find(({variant}) => variant === ours)!;
  const against = benchRow(ours, own).median;
  return {
    title: setting.title,
    rows: measured.map(({variant, ...times}) => benchRow(variant, {...times, against})),
    othersBusy,
  };
}

const labCommand = [process.execPath, "--import", "tsx", path.join(__dirname, "lab-worker.ts")];
