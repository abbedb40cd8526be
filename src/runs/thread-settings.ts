import {createRequire} from "node:module";
import {availableParallelism} from "node:os";

/** How many threads TensorFlow uses within one operation, and for operations side by side. */
export type ThreadSettings = {readonly within: number; readonly between: number};

/** Up to this many multiply-adds in a step's largest layer, one thread per operation is faster. */
const smallLayer = 30e6;

/**
 * The faster thread settings for one process that trains one network.
 *
 *     largestLayer   multiply-adds of the largest layer in one forward pass of a batch:
 *                    batch · height · width · k² · in · out, or batch · in · out
 *     cores          of the machine
 *
 * Below 30 million the two gradients of a layer run side by side on a thread each; above, each
 * operation takes all threads. Measured by `npm run bench -- threads`. Results depend on `within` in
 * their last bits, on `between` not.
 */
export function threadsFor(
  largestLayer: number,
  {cores = availableParallelism()}: {readonly cores?: number} = {},
): ThreadSettings {
  if (!(largestLayer > 0)) {
    throw new RangeError(`largestLayer must be a positive number, got ${largestLayer}`);
  }
  return {within: largestLayer <= smallLayer ? 1 : cores, between: cores};
}

/**
 * The processors that a task asks a cluster for, by its network's largest layer: one, and two where the
 * two gradients of a layer are worth a thread each. Each operation keeps one thread, so that the numbers are
 * those of any machine like it.
 */
export const processorsFor = (largestLayer: number): number => (largestLayer <= smallLayer ? 1 : 2);

/**
 * Has this process train one network at the settings of `threadsFor`; returns them. TensorFlow reads
 * them once, while it is loaded: call this in a cell before the first that imports it.
 *
 * A setting that the environment already has is left alone. Throws an Error where TensorFlow runs
 * with other settings already, since they would not change.
 */
export function chooseThreads(largestLayer: number): ThreadSettings {
  const wanted = threadEnvironment(threadsFor(largestLayer));
  const set = Object.entries(wanted).filter(([name, value]) => (process.env[name] ?? "") !== value);
  if (isTensorFlowLoaded() && set.some(([name]) => process.env[name] === undefined)) {
    throw new Error(
      "TensorFlow is loaded and keeps its threads: restart the kernel, and choose them before the " +
        "first cell that imports it",
    );
  }
  for (const [name, value] of set) process.env[name] ??= value;
  return {
    within: Number(process.env["TF_NUM_INTRAOP_THREADS"]),
    between: Number(process.env["TF_NUM_INTEROP_THREADS"]),
  };
}

const isTensorFlowLoaded = (): boolean =>
  Object.keys(createRequire(__filename).cache).some((file) => file.endsWith("tfjs_binding.node"));

/**
 * Thread settings for each of several processes on one machine: one thread per operation whatever
 * their number, so that a seed's numbers do not depend on how many run beside it.
 */
export function threadsBeside(
  processes: number,
  {cores = availableParallelism()}: {readonly cores?: number} = {},
): ThreadSettings {
  return {within: 1, between: Math.max(1, Math.floor(cores / processes))};
}

/** The settings as TensorFlow reads them from the environment, once, while it is loaded. */
export function threadEnvironment({within, between}: ThreadSettings): Record<string, string> {
  return {TF_NUM_INTRAOP_THREADS: String(within), TF_NUM_INTEROP_THREADS: String(between)};
}
