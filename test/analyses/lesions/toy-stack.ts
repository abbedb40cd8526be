import type {Dataset} from "../../../src/datasets/dataset";
import type {FrozenStack} from "../../../src/analyses/lesions/frozen-stack";
import {randomStream} from "../../../src/numerics/random";
import type {Random} from "../../../src/numerics/random";

/** A stack of width 1 whose modules are f(y) = a y for y > 0, read off by the logits ±y. */
export const scalarStack = (gains: readonly number[]): FrozenStack => ({
  kind: "residual",
  features: 1,
  width: 1,
  classes: 2,
  first: Float64Array.of(1),
  modules: gains.map((gain) => [
    {scale: Float64Array.of(1), shift: Float64Array.of(0), weights: Float64Array.of(gain)},
  ]),
  head: {scale: Float64Array.of(1), shift: Float64Array.of(0)},
  readout: Float64Array.of(1, -1),
  readoutBias: Float64Array.of(0, 0),
  branchFactor: 1,
});

/** A random stack of so many modules of two layers. */
export function randomStack(modules: number, random: Random, width = 5): FrozenStack {
  const drawn = (name: string, count: number, sd: number): Float64Array => {
    const stream = random.child(name);
    return Float64Array.from({length: count}, () => sd * stream.normal());
  };
  const affine = (name: string) => ({
    scale: drawn(`${name} scale`, width, 0.3).map((value) => 1 + value),
    shift: drawn(`${name} shift`, width, 0.5),
  });
  return {
    kind: "residual",
    features: 4,
    width,
    classes: 3,
    first: drawn("first", 4 * width, 1),
    modules: Array.from({length: modules}, (_, i) =>
      [0, 1].map((l) => ({
        ...affine(`${i} ${l}`),
        weights: drawn(`${i} ${l}`, width ** 2, Math.sqrt(1.4 / width)),
      })),
    ),
    head: affine("head"),
    readout: drawn("readout", 3 * width, 1),
    readoutBias: drawn("bias", 3, 1),
    branchFactor: 0.7,
  };
}

/** Random examples for it. */
export function randomExamples(
  examples: number,
  seed: number,
  [features, classes] = [4, 3],
): Dataset {
  const random = randomStream(seed);
  return {
    name: "random",
    features: Float32Array.from({length: examples * features}, () => random.normal()),
    labels: Int32Array.from({length: examples}, () => random.integer(classes)),
    shape: [examples, features],
    classes: Array.from({length: classes}, (_, k) => `${k}`),
  };
}
