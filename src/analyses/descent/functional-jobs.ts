import {randomStream} from "../../numerics/random";
import {seedJob} from "../../runs/seed-job";
import type {Report} from "../../runs/seed-job";
import {functionalDescent} from "./functional-descent";
import {toyPair} from "./planar-sets";

/** What fifteen blocks gain at one kernel width, on the examples and on fresh points. */
export type DialRow = {
  readonly width: number;
  readonly trainGain: number;
  readonly freshGain: number;
  /** Risk after the last block, and the mean loss on fresh points. */
  readonly risk: number;
  readonly freshRisk: number;
};

export type DialSettings = {
  readonly widths: readonly number[];
  readonly examples: number;
  readonly fresh: number;
  readonly layers: number;
  readonly boldness: number;
};

/** One seed of the smoothing dial on moons, for `acrossSeeds`. */
export const dialOfSeed = seedJob(
  {file: __filename, name: "dialOfSeed"},
  (
    seed: number,
    {widths, examples, fresh: count, layers, boldness}: DialSettings,
    report: Report = () => undefined,
  ): DialRow[] => {
    const {train, fresh} = toyPair("moons", {examples, fresh: count, random: randomStream(seed)});
    return widths.map((width, done) => {
      const smoothing = {kind: "gaussian", width} as const;
      const states = functionalDescent(train, {smoothing, layers, decay: 0.01, boldness, fresh});
      const [first, last] = [states[0], states[layers]];
      report((done + 1) / widths.length);
      return {
        width,
        trainGain: last.accuracy - first.accuracy,
        freshGain: last.fresh!.accuracy - first.fresh!.accuracy,
        risk: last.risk,
        freshRisk: last.fresh!.risk,
      };
    });
  },
);
