import assert from "node:assert/strict";
import {test} from "node:test";
import {
  accuracyLeft,
  addedErrors,
  countTracksError,
  knowledgeLeft,
  largestStep,
  shareSpared,
  sizeTracksDamage,
  tauTracksError,
  weightLeft,
} from "../../../src/analyses/lesions/lesion-summary";
import {binomialLengths} from "../../../src/analyses/lesions/length-law";
import {intactWiring, pathsByLength, withoutSkips} from "../../../src/analyses/lesions/wiring";

const near = (got: number, wanted: number): void =>
  assert.ok(Math.abs(got - wanted) < 1e-12, `${got} instead of ${wanted}`);

test("an error that grows evenly has its largest step at 1/n, one that jumps at 1", () => {
  near(largestStep([[0.1], [0.2], [0.3], [0.4], [0.5]]), 1 / 4);
  near(largestStep([[0.1], [0.9, 0.9], [0.9], [0.9]]), 1);
  near(largestStep([[0], [0.2, 0.4], [0.5], [1]]), 0.5);
});

test("accuracy left is that of the lesioned stacks over that of the intact one", () => {
  near(accuracyLeft([[0.2], [0.4, 0.6]], 1), 0.5 / 0.8);
  near(accuracyLeft([[0.2], [0.4]], 0), 1);
});

test("what a stack knows is counted from guessing, and what it is spared from its own intact error", () => {
  near(knowledgeLeft([[0.1], [0.3, 0.7]], {deleted: 1, guessing: 0.9}), 0.5);
  near(knowledgeLeft([[0.1], [0.9]], {deleted: 1, guessing: 0.9}), 0);
  near(shareSpared([[0.1], [0.5]], [[0.2], [0.3]], 1), 0.75);
  near(shareSpared([[0.1], [0.5]], [[0.3], [0.7]], 1), 0);
});

test("an error that grows with every deletion follows their number, one that jumps hardly", () => {
  near(countTracksError([[0], [0.1, 0.3], [0.5], [0.9]]), 1);
  near(countTracksError([[0], [-1], [-2]]), -1);
  // Ranks 1, 3, 3, 3 against 1 … 4.
  near(countTracksError([[0], [0.9], [0.9], [0.9]]), Math.sqrt(0.6));
});

test("what deletion costs is counted from the intact error, and follows sizes by rank", () => {
  const lesions = {intact: 0.1, branch: [0.5, 0.2, 0.1], skip: [0.9, 0.9, 0.8], sizes: [3, 2, 1]};
  addedErrors(lesions).forEach((added, i) => near(added, [0.4, 0.1, 0][i]));
  addedErrors(lesions, "skip").forEach((added, i) => near(added, [0.8, 0.8, 0.7][i]));
  near(sizeTracksDamage(lesions), 1);
  near(sizeTracksDamage({...lesions, sizes: [1, 2, 3]}), -1);
  const orders = [0.9, 0.5, 0].map((tau) => ({tau, error: 1 - tau / 2}));
  near(tauTracksError({orders}), -1);
});

test("of ten deletions the table's 91 % of the effective weight is gone; weights add up over lengths", () => {
  const odds = 0.2705882;
  assert.ok(Math.abs(weightLeft(odds, {deleted: 10, way: "branch"}) - 0.0912) < 5e-5);
  assert.ok(Math.abs(weightLeft(odds, {deleted: 5, way: "branch"}) - 0.302) < 5e-5);
  const whole = (1 + odds) ** 9;
  const paths = pathsByLength(withoutSkips(intactWiring(9), [0, 3]));
  const weight = paths.reduce((sum, count, k) => sum + count * odds ** k, 0);
  near(weight / whole, weightLeft(odds, {deleted: 2, way: "skip"}));
  near(binomialLengths(9, odds)[0], 1 / whole);
});
