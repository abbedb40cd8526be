import assert from "node:assert/strict";
import {test} from "node:test";
import type {SeedOutcome} from "../../src/runs/seed-tasks";
import {
  armValues,
  conditionValues,
  doneValues,
  failuresIn,
  seedCases,
  seedValues,
} from "../../src/runs/seed-values";

type Arms = {readonly deep: {readonly loss: number}; readonly wild: {readonly loss: number}};
const whole = {deep: {loss: 2}, wild: {loss: 5}};
const outcomes: SeedOutcome<Arms>[] = [
  {kind: "done", seed: 4, value: whole, seconds: 1, stored: false},
  {kind: "failed", seed: 5, message: "its process ended", stack: ""},
  {
    kind: "in part",
    seed: 6,
    value: {deep: {loss: 3}},
    lost: [{arm: "wild", message: "diverged at step 7", stack: ""}],
    seconds: 1,
    stored: false,
  },
];

test("a number of each seed; one that failed, or whose arm did, is there with the reason", () => {
  assert.deepEqual(
    seedValues(outcomes, ({wild}) => 2 * wild.loss),
    [
      {seed: 4, value: 10},
      {seed: 5, value: NaN, failed: "its process ended"},
      {seed: 6, value: NaN, failed: "wild: diverged at step 7"},
    ],
  );
});

test("under each condition every seed is there, also one that failed", () => {
  const found = conditionValues(outcomes, {
    low: ({deep}) => deep.loss,
    high: ({wild}, seed) => wild.loss + seed,
  });
  assert.deepEqual(
    found.map(({group, seed, value}) => [group, seed, value]),
    [
      ["low", 4, 2],
      ["low", 5, NaN],
      ["low", 6, 3],
      ["high", 4, 9],
      ["high", 5, NaN],
      ["high", 6, NaN],
    ],
  );
  assert.equal(found[5].failed, "wild: diverged at step 7");
});

test("an arm that failed does not take the others of its seed with it", () => {
  assert.deepEqual(
    seedValues(outcomes, ({deep}, seed) => deep.loss + seed).map(({value}) => value),
    [6, NaN, 9],
  );
  assert.deepEqual(
    armValues(outcomes, "deep").map(({loss}) => loss),
    [2, 3],
  );
  assert.deepEqual(
    armValues(outcomes, "wild").map(({loss}) => loss),
    [5],
  );
});

test("what a pick itself does wrong is not taken for a failed arm", () => {
  assert.throws(() => seedValues([outcomes[2]], () => (null as never)["x"]), TypeError);
});

test("cases of a seed that failed are one case without a number, so that none goes missing", () => {
  const cases = seedCases(outcomes, ({wild}, seed) => [{name: `s${seed}`, error: wild.loss}]);
  assert.deepEqual(
    cases.map(({name}) => name),
    ["s4", "seed 5 (its process ended)", "seed 6 (wild: diverged at step 7)"],
  );
  assert.ok(cases.slice(1).every(({error}) => Number.isNaN(error)));
});

test("only whole seeds are looked at, and what failed is told with its arm", () => {
  assert.deepEqual(doneValues(outcomes), [whole]);
  assert.throws(() => doneValues(outcomes.slice(2)), /seed 6 failed: wild: diverged at step 7/);
  assert.deepEqual(failuresIn(outcomes), [
    "seed 5: its process ended",
    "seed 6, wild: diverged at step 7",
  ]);
});
