import assert from "node:assert/strict";
import {test} from "node:test";
import {seedValues} from "../../src/runs/seed-values";

test("a number of each seed, NaN for the one that failed", () => {
  const outcomes = [
    {kind: "done", seed: 4, value: {loss: 2}, seconds: 1, stored: false},
    {kind: "failed", seed: 5, message: "diverged", stack: ""},
  ] as const;
  assert.deepEqual(
    seedValues<{loss: number}>(outcomes, ({loss}) => 2 * loss),
    [
      {seed: 4, value: 4},
      {seed: 5, value: NaN},
    ],
  );
});
