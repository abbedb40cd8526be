import {lengthSummary} from "./length-law";
import type {LengthStage} from "./length-stage";

type Shares = "energy" | "output" | "coherent";

/** Mean path length at one moment, in modules. */
export const meanLength = (stage: LengthStage, of: Shares): number => lengthSummary(stage[of]).mean;

/** log2 of the mean path length at the last look over that at the first: 1 where training doubles it. */
export const lengthChange = (stages: readonly LengthStage[], of: Shares): number =>
  Math.log2(meanLength(stages[stages.length - 1], of) / meanLength(stages[0], of));
