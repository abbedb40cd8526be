import type {Random} from "../../numerics/random";
import {holding} from "../../tensors/holding";
import type {BatchTrainer, Examples} from "./batch-trainer";

const millisecondsBetweenYields = 25;

export type EpochOptions = {
  readonly rate: number;
  readonly batchSize: number;
  readonly epochs: number;
  /** Epochs without a fall of 0.1 % after which it ends; 0: never, and no epoch is evaluated. */
  readonly earlyStop: number;
  readonly random: Random;
  readonly signal?: AbortSignal;
};

/** Thrown inside a fit that its signal ended. */
export class FitStopped extends Error {}

/**
 * Trains by minibatches in a fresh order every epoch (the last, smaller batch included), as the
 * authors' code does: after each epoch the objective over all rows is taken; where it is not finite
 * or at least twice its start plus 1, the rate is halved for good and the fit begins again.
 *
 * Returns the rate it ended with, the last objective and the epochs of the last try.
 * @see nitanda2018 the authors' code, commit b566697, fit
 */
export async function fitByEpochs(
  trainer: BatchTrainer,
  examples: Examples,
  {rate: firstRate, batchSize, epochs, earlyStop, random, signal}: EpochOptions,
): Promise<{rate: number; objective: number; epochs: number}> {
  return holding(async (hold) => {
    const start = hold(() => trainer.save());
    hold(() => ({dispose: () => trainer.read()}));
    let rate = firstRate;
    const first = trainer.objective(examples);
    for (let attempt = 0; ; attempt++) {
      if (attempt === 40) throw new RangeError(`no rate down to ${rate} lowers the objective`);
      if (attempt > 0) trainer.restore(start);
      trainer.reset();
      let [best, bestEpoch, epoch, objective] = [first, 0, 0, first];
      let diverged = false;
      while (epoch < epochs) {
        const order = random.child(`attempt ${attempt} epoch ${epoch}`);
        await oneEpoch(trainer, examples, {rate, batchSize, random: order, signal});
        epoch++;
        if (earlyStop === 0 && epoch < epochs) continue;
        objective = trainer.objective(examples);
        diverged = !Number.isFinite(objective) || objective >= 2 * first + 1;
        if (diverged) break;
        if (objective < 0.999 * best) [best, bestEpoch] = [objective, epoch];
        if (earlyStop > 0 && epoch - bestEpoch >= earlyStop) break;
      }
      if (!diverged) return {rate, objective, epochs: epoch};
      rate /= 2;
    }
  });
}

/** One pass over all rows in random order; gives way to the event loop. */
async function oneEpoch(
  trainer: BatchTrainer,
  examples: Examples,
  {
    rate,
    batchSize,
    random,
    signal,
  }: {rate: number; batchSize: number; random: Random; signal?: AbortSignal},
): Promise<void> {
  const count = examples.rows.shape[0];
  const order = random.permutation(count);
  const pause = givingWay(signal);
  for (let from = 0; from < count; from += batchSize) {
    trainer.step(examples, {positions: order.slice(from, from + batchSize), rate});
    await pause();
  }
}

/** Gives way to the event loop every now and then; throws once the signal has ended the fit. */
export function givingWay(signal?: AbortSignal): () => Promise<void> {
  let yielded = performance.now();
  return async () => {
    if (performance.now() - yielded > millisecondsBetweenYields) {
      await new Promise(setImmediate);
      yielded = performance.now();
    }
    if (signal?.aborted) throw new FitStopped();
  };
}

/**
 * The rate that the authors' code picks: from 0.01, halved or doubled as long as `steps` minibatch
 * steps from the present variables end lower for it. The variables are left as they were.
 *
 * @see nitanda2018 the authors' code, commit b566697, tune
 */
export async function tunedRate(
  trainer: BatchTrainer,
  examples: Examples,
  {
    batchSize,
    steps,
    random,
    signal,
  }: {batchSize: number; steps: number; random: Random; signal?: AbortSignal},
): Promise<number> {
  const count = examples.rows.shape[0];
  return holding(async (hold) => {
    const start = hold(() => trainer.save());
    hold(() => ({
      dispose: () => {
        trainer.restore(start);
        trainer.reset();
      },
    }));
    const known = new Map<number, number>();
    const pause = givingWay(signal);
    const after = async (rate: number): Promise<number> => {
      const seen = known.get(rate);
      if (seen !== undefined) return seen;
      trainer.restore(start);
      trainer.reset();
      let order = new Int32Array(0);
      let from = 0;
      for (let step = 0; step < steps; step++, from += batchSize) {
        if (from >= order.length) {
          order = random.child(`step ${step}`).permutation(count);
          from = 0;
        }
        trainer.step(examples, {positions: order.slice(from, from + batchSize), rate});
        await pause();
      }
      const end = trainer.objective(examples);
      const value = Number.isFinite(end) ? end : Infinity;
      known.set(rate, value);
      return value;
    };
    const now = trainer.objective(examples);
    let rate = 0.01;
    const tooLong = async (r: number): Promise<boolean> => {
      const [short, long] = [await after(r), await after(2 * r)];
      return short === Infinity || short < long || now < short;
    };
    if ((await tooLong(rate)) || now < (await after(2 * rate))) {
      while (rate > 1e-9 && (await tooLong(rate))) rate /= 2;
      return 2 * rate;
    }
    while ((await after(2 * rate)) < (await after(rate))) rate *= 2;
    return rate;
  });
}
