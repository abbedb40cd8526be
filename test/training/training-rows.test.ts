import assert from "node:assert/strict";
import {test} from "node:test";
import {noRows, withRow, withStep} from "../../src/training/training-rows";

test("a row is the mean of its own steps, and survives being written as JSON midway", () => {
  const first = withStep(withStep(noRows, {loss: 1, accuracy: 0}), {loss: 3, accuracy: 1});
  const closed = withRow(first, 2);
  const half = withStep(closed, {loss: 5, accuracy: 0.5});
  const restored = JSON.parse(JSON.stringify(half)) as typeof half;
  const done = withRow(withStep(restored, {loss: 6, accuracy: 0.5}), 4);
  assert.deepEqual(done.rows, [
    {step: 2, loss: 2, accuracy: 0.5},
    {step: 4, loss: 5.5, accuracy: 0.5},
  ]);
  assert.deepEqual(done.pending, noRows.pending);
});
