import {requireExamples} from "../datasets/dataset";
import type {Dataset} from "../datasets/dataset";
import {spareWriter} from "../files/spare-write";
import {allVariables, drawsOf, trainableVariables} from "../models/network";
import type {Network} from "../models/network";
import {requireBatchStatistics} from "../models/batch-statistics";
import {readVariables, writeVariables} from "../models/snapshot";
import {requireWhole} from "../numerics/require-number";
import {holding, holdings, whole} from "../tensors/holding";
import {scoped} from "../tensors/owning";
import {tf} from "../tensors/tensorflow";
import {batchTensors, cutIntoBatches} from "./batches";
import type {ExampleStream} from "./batches";
import {readCheckpoint, writeCheckpoint} from "./checkpoint";
import {notFinite} from "./finite-network";
import {createOptimizer} from "./optimizer-settings";
import {rateAt} from "./rate-schedule";
import {noRows, withRow, withStep} from "./training-rows";
import type {RowsSoFar} from "./training-rows";
import {holdsValues, runFingerprint, stepsOf, weightsOf} from "./training-settings";
import type {TrainingRun, TrainingSettings} from "./training-settings";
import {trainingStep} from "./training-step";
import type {TrainingStep} from "./training-step";

// Long enough to cost nothing, short enough that a click or an interrupt is answered at once.
const millisecondsBetweenYields = 25;

/**
 * Trains a network in place, and gives way to the event loop so that a notebook can draw and
 * interrupt.
 *
 *     data    a data set, or a stream of fresh examples
 *
 * The numbers depend on the network, the data and the settings alone: neither a stop and a resume
 * from its checkpoint nor progress reports change a bit. A stopped or failed run leaves the network
 * with the values of its last step, and no tensor behind. Throws an Error when the loss is no longer
 * finite, and a RangeError for settings that make no run.
 */
export async function trainNetwork(
  network: Network,
  data: Dataset | ExampleStream,
  settings: TrainingSettings,
): Promise<TrainingRun> {
  const {batchSize, random, loss = "cross-entropy", eager = false, signal, checkpoint} = settings;
  const {fixed = [], onStep, onProgress} = settings;
  const {rate, schedule = {kind: "constant"}} = settings.optimizer;
  const {classes} = network.options;
  if (!("draw" in data)) requireExamples(data, {classes});
  const batches = cutIntoBatches(data, {batchSize, random});
  const steps = stepsOf(settings, batches.perEpoch);
  const every = settings.every ?? Math.max(1, Math.ceil(steps / 50));
  requireWhole("every", every, {from: 1, of: "steps"});
  requireBatchStatistics(network, batchSize);
  // A look runs operation by operation and takes as long as ten steps of a deep network.
  const lookEvery = Math.max(1, Math.ceil(steps / 10));
  const visited = new Set(settings.at ?? []);

  if (checkpoint && drawsOf(network).length > 0) {
    throw new RangeError(
      "a network that drops at random cannot go on from a checkpoint as if it had not stopped: " +
        "train it without one",
    );
  }

  const moves = (name: string): boolean => !fixed.some((start) => name.startsWith(start));
  const moving = new Map([...trainableVariables(network)].filter(([name]) => moves(name)));
  if (moving.size === 0)
    throw new RangeError(`no variable is left to train: all are fixed by [${fixed.join(", ")}]`);
  return holding(async (hold) => {
    const optimizer = hold(() => createOptimizer(moving, settings.optimizer));
    const step = hold(() => trainingStep(network, {input: batches.input, loss, optimizer, eager}));
    const state = new Map([
      ...allVariables(network),
      ...optimizer.slots.map((slot, index) => [`slot ${index}`, slot] as const),
    ]);
    const identity = checkpoint
      ? runFingerprint(network, data, {settings, steps, trained: [...moving.keys()]})
      : "";
    const stored =
      checkpoint &&
      readCheckpoint<Progress>(checkpoint.file, {settings: identity, steps, shapes: state});
    const start = checkpoint ? (stored?.progress.start ?? weightsOf(network)) : "";
    if (stored && start !== weightsOf(network) && !holdsValues(network, stored.tensors)) {
      throw new RangeError(
        `${checkpoint.file} belongs to a run of a network with other initial weights: make the ` +
          `network as it was then, delete the file or name another one`,
      );
    }
    if (stored) writeVariables(state, stored.tensors);
    let rows: RowsSoFar = stored
      ? {rows: stored.progress.rows, pending: stored.progress.pending}
      : noRows;
    let done = stored?.step ?? 0;
    const first = done;
    const spare = spareWriter((reason) =>
      console.warn(`the run goes on without a checkpoint: ${reason}`),
    );
    const save = () => {
      if (checkpoint === undefined) return;
      step.read();
      const tensors = readVariables(state);
      const {file} = checkpoint;
      const progress = {...rows, start};
      spare(() => writeCheckpoint(file, {settings: identity, step: done, progress, tensors}));
    };
    /** One step, done and counted or not begun: an interrupt may come before or after. */
    const advance = (batch: Dataset): void => {
      const learningRate = rateAt(done + 1, {rate, schedule, steps});
      const result = runStep(step, {batch, learningRate});
      done++;
      const looks = done % lookEvery === 0 || done === steps;
      const fault = Number.isFinite(result.loss)
        ? looks && hiddenFault(step, {network, batch})
        : `the loss is ${result.loss}`;
      if (fault) {
        throw new Error(
          `training diverged: ${fault} at step ${done} of ${steps}; ` +
            `lower the rate (it is ${rate}) or normalise the network`,
        );
      }
      rows = withStep(rows, result);
      if (done % every === 0 || done === steps) rows = withRow(rows, done);
    };

    // After an interrupt the network and its checkpoint are still at the same step.
    const saveAtInterrupt = () => {
      if (done > first) save();
    };
    holdings().add(saveAtInterrupt);
    hold(() => ({dispose: () => holdings().delete(saveAtInterrupt)}));
    const started = performance.now();
    const elapsed = () => (performance.now() - started) / 1000;
    let yielded = started;
    if (done === 0 && visited.has(0)) await onStep?.(0);
    while (done < steps && !signal?.aborted) {
      const batch = batches.of(done + 1);
      if ("draw" in data) requireExamples(batch, {classes});
      whole(() => advance(batch));
      if (done % every === 0 || done === steps) {
        const seconds = elapsed();
        const remaining = (seconds / (done - first)) * (steps - done);
        step.read();
        onProgress?.({...rows.rows[rows.rows.length - 1], steps, seconds, remaining});
      }
      if (visited.has(done)) {
        step.read();
        await onStep?.(done);
      }
      if (checkpoint && (done % checkpoint.every === 0 || done === steps)) save();
      if (performance.now() - yielded > millisecondsBetweenYields) {
        // Whoever gets the turn may look at the network.
        step.read();
        await new Promise(setImmediate);
        yielded = performance.now();
      }
    }
    if (done < steps) save();
    return {rows: rows.rows, steps: done, finished: done === steps, seconds: elapsed()};
  });
}

/** What a checkpoint tells besides its tensors. */
type Progress = RowsSoFar & {
  /** Of the weights that the run began with. */
  readonly start: string;
};

/** What is no longer finite where the loss does not show it. */
function hiddenFault(
  step: TrainingStep,
  {network, batch}: {network: Network; batch: Dataset},
): string | undefined {
  step.read();
  return scoped(() => notFinite(network, batchTensors(batch).images));
}

/** Runs one step on these examples and reads its loss and accuracy. */
function runStep(
  step: TrainingStep,
  {batch, learningRate}: {batch: Dataset; learningRate: number},
): {loss: number; accuracy: number} {
  return tf.tidy(() => {
    const {loss, accuracy} = step({...batchTensors(batch), learningRate});
    return {loss: loss.dataSync()[0], accuracy: accuracy.dataSync()[0]};
  });
}
