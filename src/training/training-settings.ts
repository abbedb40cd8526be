import {createHash} from "node:crypto";
import type {Dataset} from "../datasets/dataset";
import {allVariables} from "../models/network";
import type {Network} from "../models/network";
import {readVariables} from "../models/snapshot";
import type {StoredTensor} from "../models/snapshot";
import {requireWhole} from "../numerics/require-number";
import type {Random} from "../numerics/random";
import type {ExampleStream} from "./batches";
import type {Loss} from "./losses";
import type {OptimizerSettings} from "./optimizer-settings";
import type {TrainingRow} from "./training-rows";

export type TrainingProgress = TrainingRow & {
  readonly steps: number;
  readonly seconds: number;
  /** Seconds until the end at the pace so far. */
  readonly remaining: number;
};

export type TrainingSettings = {
  /** Steps in all; or epochs, each of as many whole batches as the data give. */
  readonly steps?: number;
  readonly epochs?: number;
  readonly batchSize: number;
  readonly optimizer: OptimizerSettings;
  readonly loss?: Loss;
  /** Orders the examples. */
  readonly random: Random;
  /** Variables whose name begins so stay as they are: ["lambda"], ["weights 1", "readout"]. */
  readonly fixed?: readonly string[];
  /** Steps between rows; default 50 rows in all. */
  readonly every?: number;
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Called after these steps (0: before the first) with the network as it then is. */
  readonly at?: readonly number[];
  readonly onStep?: (step: number) => void | Promise<void>;
  /** Written every so many steps and at the end; a run that finds one goes on from it. */
  readonly checkpoint?: {readonly file: string; readonly every: number};
  /** Runs operation by operation, not as one compiled graph: slower, equal up to rounding. */
  readonly eager?: boolean;
  /** Ends the run after the step at hand. */
  readonly signal?: AbortSignal;
};

export type TrainingRun = {
  readonly rows: readonly TrainingRow[];
  /** Steps done; fewer than asked for when the signal ended the run. */
  readonly steps: number;
  readonly finished: boolean;
  readonly seconds: number;
};

/** The number of steps that a run was asked for. */
export function stepsOf({steps, epochs}: TrainingSettings, batchesPerEpoch: number): number {
  if ((steps === undefined) === (epochs === undefined)) {
    throw new RangeError(`give either steps or epochs, got steps ${steps} and epochs ${epochs}`);
  }
  if (steps === undefined && !Number.isFinite(batchesPerEpoch)) {
    throw new RangeError("a stream of examples has no epochs: give steps");
  }
  const wanted = steps ?? (epochs as number) * batchesPerEpoch;
  requireWhole(steps === undefined ? "epochs × batches" : "steps", wanted, {from: 1});
  return wanted;
}

/** A run in words that two runs share only if their numbers would be the same. */
export function runFingerprint(
  network: Network,
  data: Dataset | ExampleStream,
  {settings, steps, trained}: {settings: TrainingSettings; steps: number; trained: string[]},
): string {
  const {batchSize, optimizer, loss, random, every, eager = false} = settings;
  // A stream of examples is known by its first ones, those half way and its last.
  const parts =
    "draw" in data
      ? [1, Math.ceil(steps / 2), steps].map((step) => data.draw(step, batchSize))
      : [data];
  const shape = parts[0].shape;
  const sha256 = digestOf(parts.flatMap(({features, labels}) => [features, labels]));
  // A random stream does not say where it stands among its siblings; one draw of a child does.
  const stream = random.child("fingerprint").uniform();
  return JSON.stringify({
    network: {kind: network.kind, ...network.options},
    data: {name: data.name, shape, sha256},
    run: {steps, batchSize, optimizer, loss, every, eager, trained, seed: random.seed, stream},
  });
}

/** The weights of a network in a few words. */
export const weightsOf = (network: Network): string =>
  digestOf(Object.values(readVariables(allVariables(network))).map(({values}) => values));

/** Whether a network has just these numbers. */
export function holdsValues(
  network: Network,
  tensors: Readonly<Record<string, StoredTensor>>,
): boolean {
  const names = [...allVariables(network).keys()];
  return weightsOf(network) === digestOf(names.map((name) => tensors[name].values));
}

function digestOf(parts: readonly ArrayBufferView[]): string {
  const contents = createHash("sha256");
  for (const {buffer, byteOffset, byteLength} of parts)
    contents.update(new Uint8Array(buffer, byteOffset, byteLength));
  return contents.digest("hex");
}
