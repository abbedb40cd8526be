import type {Random} from "../numerics/random";
import {tf} from "./tensorflow";

/** A tensor of independent normal numbers with mean 0. The caller owns it. */
export function normalTensor(
  shape: readonly number[],
  {sd = 1, random}: {readonly sd?: number; readonly random: Random},
): tf.Tensor {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return tf.tensor(
    Float32Array.from({length: size}, () => sd * random.normal()),
    [...shape],
  );
}

/** A tensor of independent 0s and 1s, each 1 with the given probability. The caller owns it. */
export function bernoulliTensor(
  shape: readonly number[],
  {probability, random}: {readonly probability: number; readonly random: Random},
): tf.Tensor {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`probability must lie in [0, 1], got ${probability}`);
  }
  const size = shape.reduce((product, extent) => product * extent, 1);
  return tf.tensor(
    Float32Array.from({length: size}, () => (random.uniform() < probability ? 1 : 0)),
    [...shape],
  );
}
