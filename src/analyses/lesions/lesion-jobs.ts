import {largestOnDigits} from "../depth/depth-jobs";
import {randomStream} from "../../numerics/random";
import {seedJob} from "../../runs/seed-job";
import type {StackStudy, StudiedStack} from "./studied-stack";

/** Stacks by name, each trained and studied on the same digits. */
export type StackStudies = {readonly studies: Readonly<Record<string, StackStudy>>};

/** One seed of studiedStack on the small digits for each study, by name, for `acrossSeeds`. */
export const studiedStacksOfSeed = seedJob(
  {
    ...{file: __filename, name: "studiedStacksOfSeed", splitBy: "studies"},
    largestLayer: ({studies}: StackStudies) => largestOnDigits(Object.values(studies)),
  },
  async (seed: number, {studies}: StackStudies): Promise<Record<string, StudiedStack>> => {
    const {smallDigits} = await import("../depth/small-digits");
    const {studiedStack} = await import("./studied-stack");
    const random = randomStream(seed);
    const split = smallDigits({random: random.child("split")});
    const results: Record<string, StudiedStack> = {};
    for (const [name, study] of Object.entries(studies)) {
      results[name] = await studiedStack(split, {...study, random});
    }
    return results;
  },
);
