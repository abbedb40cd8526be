import type {ResidualSettings} from "../../models/residual-options";
import {randomStream} from "../../numerics/random";
import {eachNamed, seedJob} from "../../runs/seed-job";
import type {PathProfile} from "./path-profile";
import type {ReachableLengths} from "./reachable-lengths";
import type {ScaledBranches} from "./scaled-branches";

/** Networks by name, and how many inputs to measure them on. */
export type RandomProfilesSettings = {
  readonly networks: Readonly<Record<string, ResidualSettings>>;
  readonly examples?: number;
};

/** The profile of one seed's network. */
export type SeedProfile = PathProfile & {readonly seed: number};

/**
 * One seed of randomNetworkProfile for each network, by name, for `acrossSeeds`.
 *
 *     acrossSeeds(seeds, randomProfilesOfSeed, {
 *       networks: {deep: {input: [30], classes: 100, depth: 80, width: 100}},
 *     });
 */
export const randomProfilesOfSeed = seedJob(
  {file: __filename, name: "randomProfilesOfSeed", splitBy: "networks"},
  async (
    seed: number,
    {networks, examples}: RandomProfilesSettings,
  ): Promise<Record<string, SeedProfile>> => {
    const {randomNetworkProfile} = await import("./random-network-paths");
    return eachNamed(networks, (network) => ({
      seed,
      ...randomNetworkProfile(network, {examples, random: randomStream(seed)}),
    }));
  },
);

/** The scales λ_1 … λ_p of networks by name, and how many inputs to measure them on. */
export type ScaledBranchesSettings = {
  readonly scales: Readonly<Record<string, readonly number[]>>;
  readonly examples?: number;
};

/** One seed of scaledBranches for each list of scales, by name, for `acrossSeeds`. */
export const scaledBranchesOfSeed = seedJob(
  {file: __filename, name: "scaledBranchesOfSeed", splitBy: "scales"},
  async (
    seed: number,
    {scales, examples}: ScaledBranchesSettings,
  ): Promise<Record<string, ScaledBranches>> => {
    const {scaledBranches} = await import("./scaled-branches");
    return eachNamed(scales, (list) =>
      scaledBranches(list, {examples, random: randomStream(seed)}),
    );
  },
);

/** Networks by name, and the factors on their weights. */
export type ReachableSettings = {
  readonly networks: Readonly<Record<string, ResidualSettings>>;
  readonly scales: readonly number[];
};

/** One seed of reachableLengths for each network, by name, for `acrossSeeds`. */
export const reachableOfSeed = seedJob(
  {file: __filename, name: "reachableOfSeed", splitBy: "networks"},
  async (
    seed: number,
    {networks, scales}: ReachableSettings,
  ): Promise<Record<string, ReachableLengths>> => {
    const {reachableLengths} = await import("./reachable-lengths");
    return eachNamed(networks, (network) =>
      reachableLengths(network, {scales, random: randomStream(seed)}),
    );
  },
);
