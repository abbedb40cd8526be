import type {Dataset, Split} from "../datasets/dataset";
import {examplesBetween} from "../datasets/subsets";
import type {Gates} from "../models/gated-pass";
import {disposeNetwork} from "../models/network";
import {createResidualNetwork} from "../models/residual-network";
import type {ResidualNetwork} from "../models/residual-network";
import type {ResidualSettings} from "../models/residual-options";
import type {Random} from "../numerics/random";
import {requireWhole} from "../numerics/require-number";
import {tf} from "../tensors/tensorflow";
import {evaluateNetwork} from "../training/evaluate-network";
import {trainNetwork} from "../training/train-network";
import type {TrainingRow, TrainingSettings} from "../training/training-settings";
import {decomposePaths} from "./path-decomposition";
import {pathProfile} from "./path-profile";
import type {PathProfile} from "./path-profile";

/** One network before and after training. */
export type TrainedNetworkPaths = {
  readonly seed: number;
  readonly before: PathProfile;
  readonly after: PathProfile;
  /** After training, with every gate open by a coin instead of by the signal: a control. */
  readonly independent: PathProfile;
  /** On the test set, after training. */
  readonly accuracy: number;
  readonly loss: number;
  readonly rows: readonly TrainingRow[];
  /** Largest error of a sum of parts, before or after, and its bound. */
  readonly error: number;
  readonly tolerance: number;
  /** Of the training alone. */
  readonly seconds: number;
};

/**
 * Trains a residual network on real data and splits its output by path length before and after.
 *
 *     network     what to train; its input shape and classes come from the data
 *     training    steps, batchSize, optimizer, …
 *     probe       test examples on which paths are measured, the first 256 unless told; a live
 *                 normaliser is measured on just these
 *
 * Numbers only: every tensor is disposed, also when training fails or is stopped.
 */
export async function trainedNetworkPaths(
  {train, test}: Split,
  {
    network,
    training,
    probe = 256,
    random,
  }: {
    readonly network: Omit<ResidualSettings, "input" | "classes">;
    readonly training: Omit<TrainingSettings, "random">;
    readonly probe?: number;
    readonly random: Random;
  },
): Promise<TrainedNetworkPaths> {
  requireWhole("probe", probe, {from: 1, to: test.shape[0], of: "test examples"});
  const residual = createResidualNetwork(
    {...network, input: train.shape.slice(1), classes: train.classes.length},
    {random: random.child("network")},
  );
  try {
    const probed = examplesBetween(test, 0, probe);
    const before = profileOn(residual, probed);
    const run = await trainNetwork(residual, train, {...training, random: random.child("batches")});
    const after = profileOn(residual, probed);
    const gates = {kind: "independent", probability: 0.5, random: random.child("gates")} as const;
    const independent = profileOn(residual, probed, gates);
    return {
      seed: random.seed,
      before: before.profile,
      after: after.profile,
      independent: independent.profile,
      ...evaluateNetwork(residual, test, {loss: training.loss}),
      rows: run.rows,
      error: Math.max(before.error, after.error),
      tolerance: before.tolerance,
      seconds: run.seconds,
    };
  } finally {
    disposeNetwork(residual);
  }
}

function profileOn(
  network: ResidualNetwork,
  {features, shape}: Dataset,
  gates: Gates = "actual",
): {profile: PathProfile; error: number; tolerance: number} {
  const images = tf.tensor(features, [...shape]);
  try {
    const {error, tolerance, ...decomposition} = decomposePaths(network, images, {gates});
    return {profile: pathProfile({...decomposition, error, tolerance}), error, tolerance};
  } finally {
    images.dispose();
  }
}
