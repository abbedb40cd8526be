import type {Dataset} from "../datasets/dataset";
import {allVariables, trainableVariables} from "../models/network";
import type {Network} from "../models/network";
import {readVariables, writeVariables} from "../models/snapshot";
import {requireWhole} from "../numerics/require-number";
import {tf} from "../tensors/tensorflow";
import {readCheckpoint, writeCheckpoint} from "./checkpoint";
import {createOptimizer} from "./optimizer-settings";
import {rateAt} from "./rate-schedule";
import {batchOrder, batchTensors} from "./batches";
import {runFingerprint, stepsOf} from "./training-settings";
import type {TrainingRow, TrainingRun, TrainingSettings} from "./training-settings";
import {trainingStep} from "./training-step";
import type {TrainingStep} from "./training-step";

/** What a checkpoint keeps beside the tensors. */
type Progress = {rows: TrainingRow[]; pending: {steps: number; loss: number; accuracy: number}};

// Long enough to cost nothing, short enough that a click or an interrupt is answered at once.
const millisecondsBetweenYields = 25;

/**
 * Trains a network in place on a data set, and gives way to the event loop so that a notebook can
 * draw and interrupt.
 *
 * The numbers depend on the network, the data and the settings alone: neither a stop and a resume
 * from its checkpoint nor progress reports change a bit. A stopped or failed run leaves the network
 * with the values of its last step, and no tensor behind. Throws an Error when the loss is no longer
 * finite, and a RangeError for settings that make no run.
 */
export async function trainNetwork(
  network: Network,
  data: Dataset,
  settings: TrainingSettings,
): Promise<TrainingRun> {
  const {batchSize, optimizer: how, loss = "cross-entropy", eager = false} = settings;
  const {trains = () => true, signal} = settings;
  const order = batchOrder(data.shape[0], {batchSize, random: settings.random});
  const steps = stepsOf(settings, order.batchesPerEpoch);
  const every = settings.every ?? Math.max(1, Math.ceil(steps / 50));
  requireWhole("every", every, {from: 1, of: "steps"});
  const visited = new Set(settings.at ?? []);

  const moving = new Map([...trainableVariables(network)].filter(([name]) => trains(name)));
  if (moving.size === 0) throw new RangeError("no variable is left to train: see `trains`");
  const optimizer = createOptimizer([...moving.values()], how);
  const step = trainingStep(network, {input: data.shape.slice(1), loss, optimizer, eager});
  const state = new Map([
    ...allVariables(network),
    ...optimizer.slots.map((slot, index) => [`slot ${index}`, slot] as const),
  ]);

  try {
    const {checkpoint} = settings;
    const key = checkpoint
      ? runFingerprint(network, data, {settings, steps, trained: [...moving.keys()]})
      : "";
    const stored = checkpoint && readCheckpoint<Progress>(checkpoint.file, {settings: key});
    if (stored) writeVariables(state, stored.tensors);
    const rows = [...(stored?.progress.rows ?? [])];
    let pending = stored?.progress.pending ?? {steps: 0, loss: 0, accuracy: 0};
    let done = stored?.step ?? 0;
    const first = done;
    const save = () => {
      if (checkpoint === undefined) return;
      step.read();
      const tensors = readVariables(state);
      writeCheckpoint<Progress>(checkpoint.file, {
        settings: key,
        step: done,
        progress: {rows, pending},
        tensors,
      });
    };

    const started = performance.now();
    const elapsed = () => (performance.now() - started) / 1000;
    let yielded = started;
    if (done === 0 && visited.has(0)) await settings.onStep?.(0);
    while (done < steps && !signal?.aborted) {
      const [batchLoss, accuracy] = runStep(step, {
        data,
        batch: order.batchOf(done + 1),
        learningRate: rateAt(done + 1, {
          rate: how.rate,
          schedule: how.schedule ?? {kind: "constant"},
          steps,
        }),
      });
      done++;
      if (!Number.isFinite(batchLoss)) {
        throw new Error(
          `training diverged: the loss is ${batchLoss} at step ${done} of ${steps}; ` +
            `lower the rate (it is ${how.rate}) or normalise the network`,
        );
      }
      pending = {
        steps: pending.steps + 1,
        loss: pending.loss + batchLoss,
        accuracy: pending.accuracy + accuracy,
      };
      if (done % every === 0 || done === steps) {
        const {steps: count, loss: lossSum, accuracy: accuracySum} = pending;
        const row = {step: done, loss: lossSum / count, accuracy: accuracySum / count};
        rows.push(row);
        pending = {steps: 0, loss: 0, accuracy: 0};
        const seconds = elapsed();
        const remaining = (seconds / (done - first)) * (steps - done);
        step.read();
        settings.onProgress?.({...row, steps, seconds, remaining});
      }
      if (visited.has(done)) {
        step.read();
        await settings.onStep?.(done);
      }
      if (checkpoint && (done % checkpoint.every === 0 || done === steps)) save();
      if (performance.now() - yielded > millisecondsBetweenYields) {
        await new Promise(setImmediate);
        yielded = performance.now();
      }
    }
    if (done < steps) save();
    return {rows, steps: done, finished: done === steps, seconds: elapsed()};
  } finally {
    step.dispose();
    optimizer.dispose();
  }
}

/** Runs one step on these examples and reads its loss and accuracy. */
function runStep(
  step: TrainingStep,
  {data, batch, learningRate}: {data: Dataset; batch: Int32Array; learningRate: number},
): [loss: number, accuracy: number] {
  return tf.tidy(() => {
    const {loss, accuracy} = step({...batchTensors(data, batch), learningRate});
    return [loss.dataSync()[0], accuracy.dataSync()[0]];
  });
}
