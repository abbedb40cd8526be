import type {Dataset, Split} from "../../datasets/dataset";
import {disposeNetwork} from "../../models/network";
import {createStack} from "../../models/stack/stack-network";
import type {StackNetwork} from "../../models/stack/stack-network";
import type {StackSettings} from "../../models/stack/stack-options";
import type {Random} from "../../numerics/random";
import {evaluateNetwork} from "../../training/evaluate-network";
import type {OptimizerSettings} from "../../training/optimizer-settings";
import {trainNetwork} from "../../training/train-network";
import type {RateSchedule} from "../../training/rate-schedule";
import type {TrainingRow} from "../../training/training-rows";
import {layerResponses} from "./layer-responses";
import type {LayerResponse} from "./layer-responses";
import {streamSteps} from "./stream-steps";
import type {StreamStep} from "./stream-steps";

/** A stack and how it is trained, in plain data. */
export type StackTrial = {
  readonly network: Omit<StackSettings, "input" | "classes">;
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: OptimizerSettings;
};

/** What a stack has come to. */
export type TrainedStack = {
  /** Shares of wrong answers, on all examples at once. */
  readonly trainError: number;
  readonly testError: number;
  readonly trainLoss: number;
  /** Loss and accuracy on the batches, on the way. */
  readonly rows: readonly TrainingRow[];
  /** γ and β of each layer in the blocks; none without batch norm. */
  readonly responses: readonly LayerResponse[];
  /** What its blocks do to the stream of the examples to learn, before training and after. */
  readonly streams: {readonly before: readonly StreamStep[]; readonly after: readonly StreamStep[]};
  /** Its loss left the finite numbers: it then counts as one that guesses. */
  readonly diverged: boolean;
};

/** What may look at a stack while it is trained, and end its training. */
type Watched = {
  readonly random: Random;
  /** Steps after which `onStep` sees the network; 0 is the start. */
  readonly at?: readonly number[];
  readonly onStep?: (network: StackNetwork, step: number) => void;
  /** Ends the training; the call then throws its reason. */
  readonly signal?: AbortSignal;
};

/**
 * Trains a stack with the paper's recipe in small, and judges it on the examples it has learned and on
 * others: momentum 0.9, the rate divided by 10 after half and after three quarters of the steps.
 *
 * Batch norm takes its statistics from the set that is judged. The weights and the batches of two
 * stacks with one stream are the same as far as they have them in common, so that runs are paired.
 * @see he2015 §4.2
 */
export async function trainedStack(
  {train, test}: Split,
  {
    onTrained,
    ...trial
  }: StackTrial &
    Watched & {
      /** Sees the trained network before it is disposed. */
      readonly onTrained?: (network: StackNetwork) => void;
    },
): Promise<TrainedStack> {
  let before: readonly StreamStep[] = [];
  return onceTrained(train, {
    ...trial,
    onCreated: (network) => (before = streamSteps(network, train)),
    use: (network, {rows, diverged}): TrainedStack => {
      const guessing = {loss: Math.log(train.classes.length), accuracy: 1 / train.classes.length};
      const judged = (data: Dataset) =>
        diverged ? guessing : evaluateNetwork(network, data, {batchSize: data.shape[0]});
      const [learned, fresh] = [judged(train), judged(test)];
      onTrained?.(network);
      return {
        trainError: 1 - learned.accuracy,
        testError: 1 - fresh.accuracy,
        trainLoss: learned.loss,
        rows,
        streams: {before, after: diverged ? [] : streamSteps(network, train)},
        responses: diverged ? [] : layerResponses(network),
        diverged,
      };
    },
  });
}

/**
 * The same training, and nothing judged: what `use` makes of the trained network, which is disposed
 * afterwards.
 */
export async function onceTrained<Found>(
  train: Dataset,
  {
    random,
    at = [],
    onStep,
    signal,
    onCreated,
    use,
    ...trial
  }: StackTrial &
    Watched & {
      readonly onCreated?: (network: StackNetwork) => void;
      readonly use: (network: StackNetwork, of: Pick<TrainedStack, "rows" | "diverged">) => Found;
    },
): Promise<Found> {
  const {epochs, batchSize, optimizer} = trial;
  const settings = {...trial.network, input: train.shape.slice(1), classes: train.classes.length};
  const network = createStack(settings, {random: random.child("network")});
  const steps = epochs * Math.floor(train.shape[0] / batchSize);
  const schedule = optimizer.schedule ?? paperSchedule(steps);
  const rows: TrainingRow[] = [];
  try {
    onCreated?.(network);
    let diverged = false;
    try {
      await trainNetwork(network, train, {
        steps,
        batchSize,
        optimizer: {...optimizer, schedule},
        random: random.child("batches"),
        every: Math.max(1, Math.floor(train.shape[0] / batchSize)),
        at,
        signal,
        onStep: (step) => onStep?.(network, step),
        onProgress: ({step, loss, accuracy}) => rows.push({step, loss, accuracy}),
      });
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("training diverged"))) throw error;
      diverged = true;
    }
    signal?.throwIfAborted();
    return use(network, {rows, diverged});
  } finally {
    disposeNetwork(network);
  }
}

/**
 * The paper's schedule for so many steps: the rate divided by 10 after half and after three quarters of them.
 * @see he2015 §4.2
 */
export const paperSchedule = (steps: number): RateSchedule => ({
  kind: "drops",
  at: [0.5, 0.75].map((share) => Math.floor(steps * share) + 1),
  factor: 0.1,
});
