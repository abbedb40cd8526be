import assert from "node:assert/strict";
import {test} from "node:test";
import {lengthChange, meanLength} from "../../../src/analyses/lesions/length-change";
import {binomialLengths} from "../../../src/analyses/lesions/length-law";
import type {LengthStage} from "../../../src/analyses/lesions/length-stage";
import {
  placeTracksDamage,
  placeTracksDealtDamage,
  secondLessFirst,
  skipLessBranch,
} from "../../../src/analyses/lesions/lesion-summary";
import {randomStream} from "../../../src/numerics/random";

const near = (got: number, wanted: number): void =>
  assert.ok(Math.abs(got - wanted) < 1e-12, `${got} instead of ${wanted}`);
const lesions = {intact: 0.1, branch: [0.5, 0.3, 0.2, 0.1], skip: [0.9, 0.8, 0.9, 0.9]};

test("a skip is set against a branch by the medians of what they add", () => {
  near(skipLessBranch(lesions), 0.8 - 0.15);
  near(skipLessBranch({...lesions, skip: lesions.branch}), 0);
});

test("every second module is set against the others", () => {
  near(secondLessFirst(lesions), 0.1 - 0.25);
  near(secondLessFirst({...lesions, branch: [0.5, 0.5, 0.5, 0.5]}), 0);
});

test("damage that falls from first to last module has a rank correlation of −1, risen damage 1", () => {
  near(placeTracksDamage(lesions), -1);
  near(placeTracksDamage({...lesions, branch: [...lesions.branch].reverse()}), 1);
  const [first, ...others] = lesions.branch;
  const rising = {...lesions, branch: [first, ...others.reverse()]};
  near(placeTracksDamage(rising, {without: 1}), 1);
});

test("dealt at random, damage keeps no order: the mean is within four errors of 0", () => {
  const many = {...lesions, branch: Array.from({length: 12}, (_, i) => 0.9 - i / 20)};
  const deals = 400;
  const mean = placeTracksDealtDamage(many, {deals, random: randomStream(5)});
  // The variance of Spearman's correlation of n places dealt at random is 1 / (n − 1).
  assert.ok(Math.abs(mean) < 4 * Math.sqrt(1 / 11 / deals), `${mean}`);
  assert.notEqual(mean, 0);
});

test("a mean length that doubles is a change of 1, and one that halves of −1", () => {
  const stage = (odds: number) =>
    ({energy: binomialLengths(9, odds), output: binomialLengths(9, 1)}) as unknown as LengthStage;
  // Bin(9, 1/3) has mean 3 and Bin(9, 2/3) mean 6.
  near(meanLength(stage(1 / 2), "energy"), 3);
  near(lengthChange([stage(1 / 2), stage(9), stage(2)], "energy"), 1);
  near(lengthChange([stage(2), stage(1 / 2)], "energy"), -1);
  near(lengthChange([stage(2), stage(1 / 2)], "output"), 0);
});
