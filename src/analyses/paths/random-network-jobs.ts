import type {ResidualSettings} from "../../models/residual-options";
import {randomStream} from "../../numerics/random";
import {named} from "../../runs/named-runs";
import type {PathProfile} from "./path-profile";
import {randomNetworkProfile} from "./random-network-paths";
import {reachableLengths} from "./reachable-lengths";
import type {ReachableLengths} from "./reachable-lengths";
import {scaledBranches} from "./scaled-branches";
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
 *     acrossSeeds<Record<string, SeedProfile>>(seeds, {
 *       module: "residual-lab/analyses/paths/random-network-jobs", name: "randomProfilesOfSeed",
 *       settings: {networks: {deep: {input: [30], classes: 100, depth: 80, width: 100}}},
 *       splitBy: "networks",
 *     });
 */
export const randomProfilesOfSeed = (
  seed: number,
  {networks, examples}: RandomProfilesSettings,
): Record<string, SeedProfile> =>
  named(networks, (network) => ({
    seed,
    ...randomNetworkProfile(network, {examples, random: randomStream(seed)}),
  }));

/** The scales λ_1 … λ_p of networks by name, and how many inputs to measure them on. */
export type ScaledBranchesSettings = {
  readonly scales: Readonly<Record<string, readonly number[]>>;
  readonly examples?: number;
};

/** One seed of scaledBranches for each list of scales, by name, for `acrossSeeds`. */
export const scaledBranchesOfSeed = (
  seed: number,
  {scales, examples}: ScaledBranchesSettings,
): Record<string, ScaledBranches> =>
  named(scales, (list) => scaledBranches(list, {examples, random: randomStream(seed)}));

/** Networks by name, and the factors on their weights. */
export type ReachableSettings = {
  readonly networks: Readonly<Record<string, ResidualSettings>>;
  readonly scales: readonly number[];
};

/** One seed of reachableLengths for each network, by name, for `acrossSeeds`. */
export const reachableOfSeed = (
  seed: number,
  {networks, scales}: ReachableSettings,
): Record<string, ReachableLengths> =>
  named(networks, (network) => reachableLengths(network, {scales, random: randomStream(seed)}));
