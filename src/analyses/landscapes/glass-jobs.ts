import {randomStream} from "../../numerics/random";
import {eachNamed, seedJob} from "../../runs/seed-job";
import {deepeningDescent} from "./deepening-descent";
import type {DeepeningStage} from "./deepening-descent";
import {countGlasses} from "./glass-counts";
import type {GlassCount} from "./glass-counts";
import {descendFromManyStarts} from "./glass-descent";
import type {GlassDescents} from "./glass-descent";

/** Settings of a study in words that can be sent to another process: the seed stands for `random`. */
type Sent<Study extends (settings: never) => unknown> = Omit<Parameters<Study>[0], "random">;

/** Settings by the name of a kind of glass. */
type Kinds<Study extends (settings: never) => unknown> = {
  readonly kinds: Readonly<Record<string, Sent<Study>>>;
};

/**
 * One seed of countGlasses for each kind of glass, by name, for `acrossSeeds`.
 *
 *     acrossSeeds(seeds, countsOfSeed, {kinds}, {label: "glasses"});
 */
export const countsOfSeed = seedJob(
  {file: __filename, name: "countsOfSeed", splitBy: "kinds"},
  (seed: number, {kinds}: Kinds<typeof countGlasses>): Record<string, GlassCount> =>
    eachNamed(kinds, (settings, name) =>
      countGlasses({...settings, random: randomStream(seed).child(name)}),
    ),
);

/** One seed of countGlasses for one kind, with the seed's own stream. */
export const countAloneOfSeed = seedJob(
  {file: __filename, name: "countAloneOfSeed"},
  (seed: number, settings: Sent<typeof countGlasses>): GlassCount =>
    countGlasses({...settings, random: randomStream(seed)}),
);

/** One seed of descendFromManyStarts for each kind of glass, by name. */
export const descentsOfSeed = seedJob(
  {file: __filename, name: "descentsOfSeed", splitBy: "kinds"},
  (seed: number, {kinds}: Kinds<typeof descendFromManyStarts>): Record<string, GlassDescents> =>
    eachNamed(kinds, (settings, name) =>
      descendFromManyStarts({...settings, random: randomStream(seed).child(name)}),
    ),
);

/** One seed of deepeningDescent for each setting, by name. */
export const deepeningOfSeed = seedJob(
  {file: __filename, name: "deepeningOfSeed", splitBy: "kinds"},
  (seed: number, {kinds}: Kinds<typeof deepeningDescent>): Record<string, DeepeningStage[]> =>
    eachNamed(kinds, (settings, name) =>
      deepeningDescent({...settings, random: randomStream(seed).child(name)}),
    ),
);
