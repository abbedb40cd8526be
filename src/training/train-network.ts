import path from "node:path";
import {requireExamples} from "../datasets/dataset";
import type {Dataset} from "../datasets/dataset";
import {sourceVersion} from "../files/source-version";
import {spareWriter} from "../files/spare-write";
import {allVariables, drawsOf, trainableVariables} from "../models/network";
import type {Network} from "../models/network";
import {requireBatchStatistics} from "../models/batch-statistics";
import {readVariables, writeVariables} from "../models/snapshot";
import {requireWhole} from "../numerics/require-number";
import {holding, holdings, whole} from "../tensors/holding";
import type {Hold} from "../tensors/holding";
import {tidied} from "../tensors/tidied";
import {tf} from "../tensors/tensorflow";
import {batchTensors, cutIntoBatches} from "./batches";
import type {Batches, ExampleStream} from "./batches";
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
const fewestStepsBetweenLooks = 100;

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
  return holding((hold) => new Training(hold, {network, data, settings}).run());
}

/** A run in progress. */
class Training {
  readonly #network: Network;
  readonly #data: Dataset | ExampleStream;
  readonly #settings: TrainingSettings;
  readonly #batches: Batches;
  readonly #steps: number;
  /** Steps from row to row, and from one look for hidden faults to the next. */
  readonly #every: number;
  readonly #lookEvery: number;
  /** All that a step changes: the network's variables and the optimizer's slots. */
  readonly #state: ReadonlyMap<string, tf.Variable>;
  readonly #step: TrainingStep;
  readonly #checkpoint: RunCheckpoint | undefined;
  #rows: RowsSoFar = noRows;
  #done = 0;
  /** Steps done by the run that this one goes on from. */
  #resumed = 0;

  constructor(
    hold: Hold,
    {
      network,
      data,
      settings,
    }: {network: Network; data: Dataset | ExampleStream; settings: TrainingSettings},
  ) {
    const {batchSize, random, loss = "cross-entropy", eager = false} = settings;
    if (settings.checkpoint && drawsOf(network).length > 0) {
      throw new RangeError(
        "a network that drops at random cannot go on from a checkpoint as if it had not stopped: " +
          "train it without one",
      );
    }
    if (!("draw" in data)) requireExamples(data, {classes: network.options.classes});
    this.#network = network;
    this.#data = data;
    this.#settings = settings;
    this.#batches = cutIntoBatches(data, {batchSize, random});
    this.#steps = stepsOf(settings, this.#batches.perEpoch);
    this.#every = settings.every ?? Math.max(1, Math.ceil(this.#steps / 50));
    requireWhole("every", this.#every, {from: 1, of: "steps"});
    requireBatchStatistics(network, batchSize);
    // A look runs operation by operation and takes as long as ten steps of a deep network.
    this.#lookEvery = Math.max(fewestStepsBetweenLooks, Math.ceil(this.#steps / 10));
    const moving = movingVariables(network, settings.fixed);
    const optimizer = hold(() => createOptimizer(moving, settings.optimizer));
    const {input} = this.#batches;
    const update = wordsOf(settings, [...moving.keys()]);
    this.#step = hold(() => trainingStep(network, {input, loss, optimizer, update, eager}));
    this.#state = new Map([
      ...allVariables(network),
      ...optimizer.slots.map((slot, index) => [`slot ${index}`, slot] as const),
    ]);
    this.#checkpoint = this.#takeUp([...moving.keys()]);
    hold(() => this.#savingAtInterrupts());
  }

  async run(): Promise<TrainingRun> {
    const {signal, checkpoint, onStep} = this.#settings;
    const visited = new Set(this.#settings.at ?? []);
    const started = performance.now();
    const elapsed = (): number => (performance.now() - started) / 1000;
    let yielded = started;
    let pause = millisecondsBetweenYields;
    if (this.#done === 0 && visited.has(0)) await onStep?.(0);
    while (this.#done < this.#steps && !signal?.aborted) {
      const batch = this.#nextBatch();
      whole(() => this.#advance(batch));
      if (this.#atRow()) this.#tell(elapsed());
      if (visited.has(this.#done)) {
        this.#step.read();
        await onStep?.(this.#done);
      }
      if (checkpoint && (this.#done % checkpoint.every === 0 || this.#atEnd())) this.#save();
      if (performance.now() - yielded > pause) {
        const busy = process.cpuUsage();
        // Whoever gets the turn may look at the network.
        this.#step.read();
        // Reading a deep network takes as long as some steps: it may cost a twentieth of the time.
        const {user, system} = process.cpuUsage(busy);
        pause = Math.max(millisecondsBetweenYields, (20 * (user + system)) / 1000);
        await new Promise(setImmediate);
        yielded = performance.now();
      }
    }
    if (!this.#atEnd()) this.#save();
    const {rows} = this.#rows;
    return {rows, steps: this.#done, finished: this.#atEnd(), seconds: elapsed()};
  }

  #atEnd(): boolean {
    return this.#done === this.#steps;
  }

  #atRow(): boolean {
    return this.#done % this.#every === 0 || this.#atEnd();
  }

  /** Goes on from the checkpoint, where the settings name one and it is there. */
  #takeUp(trained: string[]): RunCheckpoint | undefined {
    const {checkpoint} = this.#settings;
    if (!checkpoint) return undefined;
    const {file} = checkpoint;
    const [network, settings, steps] = [this.#network, this.#settings, this.#steps];
    const identity = runFingerprint(network, this.#data, {settings, steps, trained});
    const shapes = this.#state;
    const code = sourceVersion(__filename, {root: path.join(__dirname, "../..")});
    const stored = readCheckpoint<Progress>(file, {settings: identity, code, steps, shapes});
    const weights = weightsOf(network);
    if (!stored) return {file, identity, code, start: weights};
    const {rows, pending, start} = stored.progress;
    if (start !== weights && !holdsValues(network, stored.tensors)) {
      throw new RangeError(
        `${file} belongs to a run of a network with other initial weights: make the ` +
          `network as it was then, delete the file or name another one`,
      );
    }
    writeVariables(this.#state, stored.tensors);
    this.#rows = {rows, pending};
    this.#done = this.#resumed = stored.step;
    return {file, identity, code, start};
  }

  /** After an interrupt the network and its checkpoint are still at the same step. */
  #savingAtInterrupts(): {dispose(): void} {
    const save = (): void => {
      if (this.#done > this.#resumed) this.#save();
    };
    holdings().add(save);
    return {dispose: () => holdings().delete(save)};
  }

  readonly #spare = spareWriter((reason) =>
    console.warn(`the run goes on without a checkpoint: ${reason}`),
  );

  #save(): void {
    if (!this.#checkpoint) return;
    const {file, identity, code, start} = this.#checkpoint;
    this.#step.read();
    const tensors = readVariables(this.#state);
    const progress = {...this.#rows, start};
    const step = this.#done;
    this.#spare(() => writeCheckpoint(file, {settings: identity, code, step, progress, tensors}));
  }

  #nextBatch(): Dataset {
    const batch = this.#batches.of(this.#done + 1);
    if ("draw" in this.#data) requireExamples(batch, {classes: this.#network.options.classes});
    return batch;
  }

  /** One step, done and counted or not begun: an interrupt may come before or after. */
  #advance(batch: Dataset): void {
    const {rate, schedule = {kind: "constant"}} = this.#settings.optimizer;
    const steps = this.#steps;
    const learningRate = rateAt(this.#done + 1, {rate, schedule, steps});
    const result = runStep(this.#step, {batch, learningRate});
    this.#done++;
    const looks = this.#done % this.#lookEvery === 0 || this.#atEnd();
    const fault = Number.isFinite(result.loss)
      ? looks && hiddenFault(this.#step, {network: this.#network, batch})
      : `the loss is ${result.loss}`;
    if (fault) {
      throw new Error(
        `training diverged: ${fault} at step ${this.#done} of ${steps}; ` +
          `lower the rate (it is ${rate}) or normalise the network`,
      );
    }
    this.#rows = withStep(this.#rows, result);
    if (this.#atRow()) this.#rows = withRow(this.#rows, this.#done);
  }

  #tell(seconds: number): void {
    const remaining = (seconds / (this.#done - this.#resumed)) * (this.#steps - this.#done);
    const {rows} = this.#rows;
    const row = rows[rows.length - 1];
    this.#settings.onProgress?.({...row, steps: this.#steps, seconds, remaining});
  }
}

/** Where a run is kept, as which run of which code, and from which weights it began. */
type RunCheckpoint = {
  readonly file: string;
  readonly identity: string;
  readonly code: string;
  readonly start: string;
};

/** The trainable variables but those whose names begin with one of `fixed`. */
function movingVariables(
  network: Network,
  fixed: readonly string[] = [],
): Map<string, tf.Variable> {
  const moves = (name: string): boolean => !fixed.some((start) => name.startsWith(start));
  const moving = new Map([...trainableVariables(network)].filter(([name]) => moves(name)));
  if (moving.size > 0) return moving;
  throw new RangeError(`no variable is left to train: all are fixed by [${fixed.join(", ")}]`);
}

/** All that a step's update depends on besides its variables: the rate is fed. */
function wordsOf({optimizer}: TrainingSettings, trained: readonly string[]): string {
  const {kind, momentum, weightDecay, rateFactors} = optimizer;
  return JSON.stringify({kind, momentum, weightDecay, rateFactors, trained});
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
  return tidied(() => notFinite(network, batchTensors(batch).images));
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
