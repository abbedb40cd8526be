import {mean, median, rootMeanSquare} from "simple-statistics";
import type {DynamicsArm} from "./dynamics-arms";
import type {NetworkStage} from "./network-stage";
import {armValues} from "../../runs/seed-values";
import type {SeedOutcome} from "../../runs/seed-tasks";
import type {ArmRuns} from "./path-jobs";
import type {TrainedNetworkPaths} from "./trained-network-paths";

/**
 * The run of one arm of a seed, for `seedValues`.
 *
 * Throws a RangeError for an arm that was not run, and an Error for a run that was stopped before its
 * last step: it may not be left out, and is not a sample of trained networks.
 */
export function runOfArm(arms: ArmRuns, arm: DynamicsArm): TrainedNetworkPaths {
  const found = arms[arm] as TrainedNetworkPaths | undefined;
  if (found !== undefined) return finishedRun(found);
  const ran = Object.keys(arms).join("; ");
  throw new RangeError(`the arm ${JSON.stringify(arm)} was not run; there are ${ran}`);
}

/** The runs of one arm to look at: of every seed in which this arm did not fail. */
export const runsOfArm = (seeds: readonly SeedOutcome<ArmRuns>[], arm: DynamicsArm) =>
  armValues(seeds, arm).map(finishedRun);

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
 * @see littwin2016 §4.1, Fig. 1(d) and 1(e)
 */
export const laterLambda = ({lambdas}: NetworkStage): number =>
  lambdas.length < 2 ? NaN : mean(lambdas.slice(1));

/**
 * How far λ_2 … λ_p have moved from 1, up or down: the root mean square of λ − 1. NaN where there are
 * none.
 */
export const lambdaMoved = ({lambdas}: Pick<NetworkStage, "lambdas">): number =>
  lambdas.length < 2 ? NaN : rootMeanSquare(lambdas.slice(1).map((scale) => scale - 1));

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
  /** Of how many seeds: "8 of 10" where two failed. */
  readonly seeds: string;
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

/** Without the dust of float32: some arms begin with one and the same network. */
const alike = (value: number): number => Number(value.toPrecision(6));

/** The rows of these arms, each over the seeds in which it did not fail; none where it always did. */
export function armRows(
  seeds: readonly SeedOutcome<ArmRuns>[],
  arms: readonly DynamicsArm[],
): ArmRow[] {
  return arms.flatMap((arm) => {
    const runs = runsOfArm(seeds, arm);
    if (runs.length === 0) return [];
    const over = (value: (run: TrainedNetworkPaths) => number) =>
      median(runs.map((run) => value(run)));
    const lambda = (value: (stage: NetworkStage) => number) =>
      lastOf(runs[0]).lambdas.length === 0 ? null : over((run) => value(lastOf(run)));
    return [
      {
        arm,
        seeds: `${runs.length} of ${seeds.length}`,
        accuracy: over(({accuracy}) => accuracy),
        loss: over(({loss}) => loss),
        firstLambda: lambda(({lambdas}) => lambdas[0]),
        laterLambda: lambda(laterLambda),
        weightGrowth: over(weightGrowth),
        startLength: alike(over(({before}) => before.energyMean)),
        endLength: over(({after}) => after.energyMean),
        startCoherent: alike(over(({before}) => before.coherentMean)),
        endCoherent: over(({after}) => after.coherentMean),
      },
    ];
  });
}
