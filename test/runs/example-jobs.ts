import {existsSync, writeFileSync} from "node:fs";
import {randomStream} from "../../src/numerics/random";
import {seedJob} from "../../src/runs/seed-job";
import type {Report} from "../../src/runs/seed-job";

type Draw = {readonly count: number; readonly scale?: number};

/** Numbers of the seed's stream. */
export const draws = seedJob(
  {file: __filename, name: "draws"},
  (seed: number, {count, scale = 1}: Draw): number[] => {
    const random = randomStream(seed);
    return Array.from({length: count}, () => scale * random.normal());
  },
);

/** As `draws`, twice as large. */
export const doubled = seedJob(
  {file: __filename, name: "doubled"},
  (seed: number, settings: Draw): number[] => draws(seed, settings).map((value) => 2 * value),
);

/** As `draws`, but the second seed throws, and the third ends its process. */
export const troubled = seedJob(
  {file: __filename, name: "troubled"},
  (seed: number, settings: Draw): number[] => {
    if (seed === 2) throw new RangeError("the second seed is unlucky");
    if (seed === 3) process.kill(process.pid, "SIGKILL");
    return draws(seed, settings);
  },
);

/** What a job finds about its process. */
export const surroundings = seedJob(
  {file: __filename, name: "surroundings"},
  (): {pid: number; within: string; between: string} => {
    const {TF_NUM_INTRAOP_THREADS: within = "", TF_NUM_INTEROP_THREADS: between = ""} = process.env;
    return {pid: process.pid, within, between};
  },
);

/** Computes for ever without looking up. */
export const endless = seedJob(
  {file: __filename, name: "endless"},
  (seed: number, {note}: {note: string}): number => {
    writeFileSync(`${note}-${seed}`, String(process.pid));
    for (;;);
  },
);

/** Says that it is halfway, and waits a little. */
export const halfway = seedJob(
  {file: __filename, name: "halfway"},
  async (seed: number, _settings: object, report: Report = () => undefined): Promise<number> => {
    report(0.5);
    await new Promise((resolve) => setTimeout(resolve, 700));
    return seed;
  },
);

export const notPlain = seedJob({file: __filename, name: "notPlain"}, (): unknown => {
  return {when: new Date(0)};
});

/** Weights after five compiled steps of a small network, as bytes. */
export const trained = seedJob(
  {file: __filename, name: "trained"},
  async (seed: number): Promise<Float32Array> => {
    const {tf} = await import("../../src/tensors/tensorflow");
    const {compileStep} = await import("../../src/tensors/compile-step");
    const {momentumOptimizer} = await import("../../src/tensors/fused/optimizers");
    const {affine} = await import("../../src/tensors/fused/affine");
    const random = randomStream(seed);
    const normals = (...shape: number[]): InstanceType<typeof tf.Tensor> => {
      const size = shape.reduce((a, b) => a * b, 1);
      return tf.tensor(
        Float32Array.from({length: size}, () => random.normal()),
        shape,
      );
    };
    const [weights, bias] = [tf.variable(normals(64, 64)), tf.variable(normals(64))];
    const optimizer = momentumOptimizer([weights, bias], {momentum: 0.9});
    const step = compileStep(({x}) => affine(x, {weights, bias}).square().mean(), {
      feeds: {x: [128, 64], learningRate: []},
      optimizer,
    });
    for (let i = 0; i < 5; i++) tf.tidy(() => void step({x: normals(128, 64), learningRate: 0.1}));
    step.dispose();
    return weights.dataSync() as Float32Array;
  },
);

/** As `draws`, for each of several scales: a list in their order. */
export const scaled = seedJob(
  {file: __filename, name: "scaled", splitBy: "scales"},
  (seed: number, {scales}: {scales: readonly number[]}): number[] => {
    if (scales.includes(0)) throw new RangeError("a scale of zero");
    return scales.flatMap((scale) => draws(seed, {count: 1, scale}));
  },
);

/** As `draws`, for each of several counts by name, with the process that drew. */
export const named = seedJob(
  {file: __filename, name: "named", splitBy: "counts"},
  (
    seed: number,
    {counts}: {counts: Readonly<Record<string, number>>},
  ): Record<string, readonly number[]> => {
    const lists = Object.entries(counts).map(([name, count]) => [name, draws(seed, {count})]);
    return Object.fromEntries(lists) as Record<string, number[]>;
  },
);

/** A job whose file exports it under another name. */
export const spelled = seedJob({file: __filename, name: "missing"}, (seed: number) => seed);

/** Says that it is halfway, and waits for somebody who has heard it to make a file. */
export const heard = seedJob(
  {file: __filename, name: "heard"},
  async (
    seed: number,
    {sign}: {sign: string},
    report: Report = () => undefined,
  ): Promise<number> => {
    report(0.5);
    while (!existsSync(sign)) await new Promise((resolve) => setTimeout(resolve, 50));
    return seed;
  },
);
