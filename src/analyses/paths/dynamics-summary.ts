import {mean, median} from "simple-statistics";
import type {DynamicsArm} from "./dynamics-arms";
import type {NetworkStage} from "./network-stage";
import type {ArmRun} from "./path-jobs";
import type {TrainedNetworkPaths} from "./trained-network-paths";

/**
 * The runs of one arm, a run for each seed.
 *
 * Throws a RangeError for an arm that was not run, and an Error for a run that was stopped before its
 * last step: it may not be left out, and is not a sample of trained networks.
 */
export function runsOfArm(seeds: readonly (readonly ArmRun[])[], arm: DynamicsArm) {
  return seeds.map((arms) => {
    const found = arms.find((one) => one.arm === arm);
    if (found === undefined) {
      const ran = arms.map((one) => one.arm).join("; ");
      throw new RangeError(`the arm ${JSON.stringify(arm)} was not run; there are ${ran}`);
    }
    return finishedRun(found.run);
  });
}

/** The run itself, or the sentence that says why a stopped one decides nothing. */
export function finishedRun(run: TrainedNetworkPaths): TrainedNetworkPaths {
  if (run.finished) return run;
  const {step} = lastOf(run);
  throw new Error(
    `seed ${run.seed} was stopped after ${step} steps: a run that was stopped is not a sample of ` +
      "trained networks, so run it to its end",
  );
}

/** The stage before the first step, and the one after the last. */
export const firstOf = ({stages}: TrainedNetworkPaths): NetworkStage => stages[0];
export const lastOf = ({stages}: TrainedNetworkPaths): NetworkStage => stages[stages.length - 1];

/**
 * Mean of λ_2 … λ_p: the first layer behaves in a way of its own, in the paper too. NaN where there
 * are none.
 */
export const laterLambda = ({lambdas}: NetworkStage): number =>
  lambdas.length < 2 ? NaN : mean(lambdas.slice(1));

/** |W| / |W at the start|, over all weight layers together. */
export function weightGrowth(run: TrainedNetworkPaths, stage: NetworkStage = lastOf(run)): number {
  return Math.hypot(...stage.weightNorms) / Math.hypot(...firstOf(run).weightNorms);
}

/** Mean path length by energy at the end, less that at the start, in layers. */
export const lengthGain = (run: TrainedNetworkPaths): number =>
  run.after.energyMean - run.before.energyMean;

/** An arm as a row of a table: medians over the seeds, null where there is no λ. */
export type ArmRow = {
  readonly arm: DynamicsArm;
  readonly accuracy: number;
  readonly loss: number;
  readonly firstLambda: number | null;
  readonly laterLambda: number | null;
  readonly weightGrowth: number;
  readonly startLength: number;
  readonly endLength: number;
  readonly startCoherent: number;
  readonly endCoherent: number;
};

/** The rows of all arms that were run, in their order. */
export function armRows(seeds: readonly (readonly ArmRun[])[]): ArmRow[] {
  return (seeds[0] ?? []).map(({arm}) => {
    const runs = runsOfArm(seeds, arm);
    const over = (value: (run: TrainedNetworkPaths) => number) =>
      median(runs.map((run) => value(run)));
    const lambda = (value: (stage: NetworkStage) => number) =>
      lastOf(runs[0]).lambdas.length === 0 ? null : over((run) => value(lastOf(run)));
    return {
      arm,
      accuracy: over(({accuracy}) => accuracy),
      loss: over(({loss}) => loss),
      firstLambda: lambda(({lambdas}) => lambdas[0]),
      laterLambda: lambda(laterLambda),
      weightGrowth: over(weightGrowth),
      startLength: over(({before}) => before.energyMean),
      endLength: over(({after}) => after.energyMean),
      startCoherent: over(({before}) => before.coherentMean),
      endCoherent: over(({after}) => after.coherentMean),
    };
  });
}
