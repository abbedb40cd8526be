import {loadDigits} from "../../datasets/digits";
import {averagePooled} from "../../datasets/pooling";
import {splitByClass} from "../../datasets/subsets";
import {randomStream} from "../../numerics/random";
import {seedJob} from "../../runs/seed-job";
import type {CurvatureStage, TrainedCurvatureSettings} from "./trained-curvature";

/** What a plain and a residual network are trained on, and how. */
export type DigitsCurvatureSettings = Omit<TrainedCurvatureSettings, "network"> & {
  readonly networks: Readonly<Record<string, TrainedCurvatureSettings["network"]>>;
  /** Digits to learn, and the side of the squares of pixels that are averaged. */
  readonly examples: number;
  readonly pool: number;
};

/** One seed of trainedCurvature on small digits for each network, by name: the same digits and seed. */
export const digitsCurvatureOfSeed = seedJob(
  {file: __filename, name: "digitsCurvatureOfSeed", splitBy: "networks"},
  async (
    seed: number,
    {networks, examples, pool, ...settings}: DigitsCurvatureSettings,
  ): Promise<Record<string, CurvatureStage[]>> => {
    const {trainedCurvature} = await import("./trained-curvature");
    const random = randomStream(seed);
    const digits = averagePooled(loadDigits(), pool);
    const share = 1 - examples / digits.shape[0];
    const {train} = splitByClass(digits, {testShare: share, random: random.child("examples")});
    const stages: Record<string, CurvatureStage[]> = {};
    for (const [name, network] of Object.entries(networks)) {
      stages[name] = await trainedCurvature(train, {...settings, network, random});
    }
    return stages;
  },
);
