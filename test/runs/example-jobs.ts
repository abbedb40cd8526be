import {writeFileSync} from "node:fs";
import {randomStream} from "../../src/numerics/random";

type Draw = {readonly count: number; readonly scale?: number};

/** Numbers of the seed's stream. */
export function draws(seed: number, {count, scale = 1}: Draw): number[] {
  const random = randomStream(seed);
  return Array.from({length: count}, () => scale * random.normal());
}

/** As `draws`, but the second seed throws, and the third ends its process. */
export function troubled(seed: number, settings: Draw): number[] {
  if (seed === 2) throw new RangeError("the second seed is unlucky");
  if (seed === 3) process.kill(process.pid, "SIGKILL");
  return draws(seed, settings);
}

/** What a job finds about its process. */
export function surroundings(): {pid: number; within: string; between: string} {
  const {TF_NUM_INTRAOP_THREADS: within = "", TF_NUM_INTEROP_THREADS: between = ""} = process.env;
  return {pid: process.pid, within, between};
}

/** Computes for ever without looking up. */
export function endless(seed: number, {note}: {note: string}): never {
  writeFileSync(`${note}-${seed}`, String(process.pid));
  for (;;);
}

/** Says that it is halfway, and waits a little. */
export async function halfway(
  seed: number,
  _settings: unknown,
  report: (share: number) => void,
): Promise<number> {
  report(0.5);
  await new Promise((resolve) => setTimeout(resolve, 700));
  return seed;
}

export function notPlain(): unknown {
  return {when: new Date(0)};
}

/** Weights after five compiled steps of a small network, as bytes. */
export async function trained(seed: number): Promise<Float32Array> {
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
}

/** As `draws`, for each of several scales: a list in their order. */
export function scaled(seed: number, {scales}: {scales: readonly number[]}): number[] {
  if (scales.includes(0)) throw new RangeError("a scale of zero");
  return scales.flatMap((scale) => draws(seed, {count: 1, scale}));
}

/** As `draws`, for each of several counts by name, with the process that drew. */
export function named(
  seed: number,
  {counts}: {counts: Readonly<Record<string, number>>},
): Record<string, readonly number[]> {
  const lists = Object.entries(counts).map(([name, count]) => [name, draws(seed, {count})]);
  return Object.fromEntries(lists) as Record<string, number[]>;
}
