import assert from "node:assert/strict";
import {test} from "node:test";
import {rateAt} from "../../src/training/rate-schedule";

test("a constant rate stays, drops multiply from their step on", () => {
  assert.equal(rateAt(7, {rate: 0.3, schedule: {kind: "constant"}, steps: 10}), 0.3);
  const schedule = {kind: "drops", at: [3, 6], factor: 0.5} as const;
  const rates = [1, 2, 3, 5, 6, 9].map((step) => rateAt(step, {rate: 8, schedule, steps: 9}));
  assert.deepEqual(rates, [8, 8, 4, 4, 2, 2]);
});

test("a cosine rises over its warm-up, starts from the full rate and averages half of it", () => {
  const schedule = {kind: "cosine", warmUp: 4} as const;
  const rates = Array.from({length: 1004}, (_, i) =>
    rateAt(i + 1, {rate: 2, schedule, steps: 1004}),
  );
  assert.deepEqual(rates.slice(0, 5), [0.5, 1, 1.5, 2, 2]);
  for (let i = 5; i < 1004; i++) assert.ok(rates[i] < rates[i - 1]);
  assert.ok(rates[1003] > 0);
  const mean = rates.slice(4).reduce((sum, rate) => sum + rate / 1000, 0);
  // The left sum of a monotone function exceeds its mean by half a step's share of its range.
  assert.ok(Math.abs(mean - 1 - 2 / 2000) < 1e-9, `${mean}`);
});
