/** Trains seeds one after another in this process: `seed-sequence.ts '{"seeds": […], "work": …}'`. */
import {trainSeed} from "./seed-job";
import type {SeedWork} from "./seed-job";

const {seeds, work} = JSON.parse(process.argv[2]) as {seeds: number[]; work: SeedWork};
console.log(JSON.stringify(seeds.map((seed) => trainSeed(seed, work))));
