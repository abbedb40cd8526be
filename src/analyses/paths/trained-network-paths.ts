import type {Dataset} from "../../datasets/dataset";
import {examplesBetween} from "../../datasets/subsets";
import {coinGates} from "../../models/gated-pass";
import {createCalibratedNetwork} from "../../models/calibrated-network";
import {holdNetwork} from "../../models/network";
import type {ResidualNetwork} from "../../models/residual-network";
import type {ResidualSettings} from "../../models/residual-options";
import type {Random} from "../../numerics/random";
import {requireWhole} from "../../numerics/require-number";
import {holding} from "../../tensors/holding";
import {tidied} from "../../tensors/tidied";
import {batchTensors} from "../../training/batches";
import type {ExampleStream} from "../../training/batches";
import {trainNetwork} from "../../training/train-network";
import type {TrainingRow} from "../../training/training-rows";
import type {TrainingSettings} from "../../training/training-settings";
import {measureStage} from "./network-stage";
import type {NetworkStage} from "./network-stage";
import {decomposePaths} from "./path-decomposition";
import {pathProfile} from "./path-profile";
import type {PathProfile} from "./path-profile";

/** One network on its way through training. */
export type TrainedNetworkPaths = {
  readonly seed: number;
  /** Before the first step, after the steps asked for, after the last. */
  readonly stages: readonly NetworkStage[];
  /** Path profiles of the first stage and of the last. */
  readonly before: PathProfile;
  readonly after: PathProfile;
  /** The last stage with every gate set by a coin instead of by the signal: a control. */
  readonly independent: PathProfile;
  /** On the test set, after training. */
  readonly accuracy: number;
  readonly loss: number;
  readonly rows: readonly TrainingRow[];
  /** Largest error of a sum of parts over the stages, and its bound. */
  readonly error: number;
  readonly tolerance: number;
  /** false where its signal ended the run before the last step. */
  readonly finished: boolean;
  /** Of training and measurements. */
  readonly seconds: number;
};

/**
 * Trains a residual network and splits its output by path length before, in between and after.
 *
 *     data        train: a data set or a stream; test: what accuracy and paths are measured on
 *     network     what to train; its input shape and classes come from the data
 *     training    steps, batchSize, optimizer, …
 *     at          steps after which to measure, besides the first and the last
 *     probe       test examples whose paths are measured, default the first 256; frozen divisors
 *                 are those of the untrained network on them
 *
 * Numbers only: every tensor is disposed, also when training fails. A run that its signal ended
 * is measured where it stopped, and says so in `finished`.
 */
export async function trainedNetworkPaths(
  {train, test}: {readonly train: Dataset | ExampleStream; readonly test: Dataset},
  {
    network,
    training,
    at = [],
    probe = 256,
    random,
  }: {
    readonly network: Omit<ResidualSettings, "input" | "classes">;
    readonly training: Omit<TrainingSettings, "random" | "at" | "onStep">;
    readonly at?: readonly number[];
    readonly probe?: number;
    readonly random: Random;
  },
): Promise<TrainedNetworkPaths> {
  return holding(async (hold) => {
    const residual = holdNetwork(hold, () =>
      untrained(network, {test, probe, random: random.child("network")}),
    );
    const stages: NetworkStage[] = [];
    const onStep = (step: number): void => {
      stages.push(measureStage(residual, {step, test, probe, loss: training.loss}));
    };
    onStep(0);
    const batches = random.child("batches");
    const between = at.filter((step) => step > 0);
    const run = await trainNetwork(residual, train, {
      ...training,
      at: between,
      onStep,
      random: batches,
    });
    if (stages[stages.length - 1].step < run.steps) onStep(run.steps);
    const last = stages[stages.length - 1];
    const independent = coinGateProfile(residual, {test, probe, random: random.child("gates")});
    return {
      seed: random.seed,
      stages,
      before: stages[0].profile,
      after: last.profile,
      independent,
      accuracy: last.accuracy,
      loss: last.loss,
      rows: run.rows,
      error: Math.max(...stages.map(({error}) => error)),
      tolerance: last.tolerance,
      finished: run.finished,
      seconds: run.seconds,
    };
  });
}

function coinGateProfile(
  network: ResidualNetwork,
  {test, probe, random}: {test: Dataset; probe: number; random: Random},
): PathProfile {
  return tidied(() => {
    const {images} = batchTensors(examplesBetween(test, 0, probe));
    return pathProfile(decomposePaths(network, images, {gates: coinGates(random)}));
  });
}

function untrained(
  network: Omit<ResidualSettings, "input" | "classes">,
  {test, probe, random}: {test: Dataset; probe: number; random: Random},
): ResidualNetwork {
  requireWhole("probe", probe, {from: 1, to: test.shape[0], of: "test examples"});
  return tidied(() => {
    const {images} = batchTensors(examplesBetween(test, 0, probe));
    const settings = {...network, input: test.shape.slice(1), classes: test.classes.length};
    return createCalibratedNetwork(settings, {images, random});
  });
}
