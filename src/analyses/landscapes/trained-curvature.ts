import type {Dataset} from "../../datasets/dataset";
import {lossCurvature} from "../../models/loss-curvature";
import {holdNetwork} from "../../models/network";
import {createResidualNetwork} from "../../models/residual-network";
import type {ResidualSettings} from "../../models/residual-options";
import {snapshotNetwork} from "../../models/snapshot";
import {denseMatrix} from "../../numerics/dense-matrix";
import type {Random} from "../../numerics/random";
import {norm} from "../../numerics/vector";
import {holding} from "../../tensors/holding";
import {trainNetwork} from "../../training/train-network";
import type {TrainingSettings} from "../../training/training-settings";
import {hessianSpectrum} from "./hessian-spectrum";

/** The loss of a network around the point that training has reached. */
export type CurvatureStage = {
  readonly step: number;
  /** On all the examples that are learned. */
  readonly loss: number;
  readonly accuracy: number;
  /** Length of the gradient. */
  readonly slope: number;
  /** Share of the directions that curve down, its standard error, and the number of directions. */
  readonly downward: number;
  readonly downwardError: number;
  readonly size: number;
  readonly smallest: number;
  readonly largest: number;
};

export type TrainedCurvatureSettings = {
  readonly network: Omit<ResidualSettings, "input" | "classes">;
  readonly training: Pick<TrainingSettings, "steps" | "optimizer"> & {readonly steps: number};
  /** Steps after which to measure, 0 for the start. */
  readonly at: readonly number[];
  /** Lanczos: products from each direction, directions, and what counts as flat. */
  readonly spectrum: {readonly steps: number; readonly probes?: number; readonly flat?: number};
};

/**
 * Trains a network on all examples at once and measures the loss around it on the way: how high, how
 * steep, and in how many directions it curves down.
 *
 * Full batches, so that the loss that is lowered and the loss whose Hessian is taken are one. The
 * network is trained in single precision and measured in double.
 */
export async function trainedCurvature(
  data: Dataset,
  {network, training, at, spectrum, random}: TrainedCurvatureSettings & {readonly random: Random},
): Promise<CurvatureStage[]> {
  const settings = {...network, input: data.shape.slice(1), classes: data.classes.length};
  return holding(async (hold) => {
    const residual = holdNetwork(hold, () =>
      createResidualNetwork(settings, {random: random.child("network")}),
    );
    const [count] = data.shape;
    const inputs = denseMatrix([count, data.features.length / count], data.features);
    const stages: CurvatureStage[] = [];
    const onStep = (step: number): void => {
      const curvature = lossCurvature(snapshotNetwork(residual), {inputs, labels: data.labels});
      const {downward, downwardError, size, smallest, largest} = hessianSpectrum(curvature, {
        ...spectrum,
        random: random.child(`spectrum ${step}`),
      });
      const {loss, accuracy} = curvature;
      const slope = norm(curvature.gradient);
      stages.push({step, loss, accuracy, slope, downward, downwardError, size, smallest, largest});
    };
    await trainNetwork(residual, data, {
      ...training,
      batchSize: count,
      at,
      onStep,
      every: training.steps,
      random: random.child("batches"),
    });
    return stages;
  });
}
