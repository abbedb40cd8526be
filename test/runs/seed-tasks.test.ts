import assert from "node:assert/strict";
import {test} from "node:test";
import {mixedProcessors, outcomeOf, storedShare} from "../../src/runs/seed-tasks";
import type {Task} from "../../src/runs/seed-tasks";

const task = (part: string | null, end: Task["end"]): Task => {
  const key = {experiment: "x", job: "x", settings: {}, seed: 3, code: "c"};
  return {seed: 3, part, settings: "{}", key, stored: false, share: 1, end};
};
const done = (value: unknown) => ({value, seconds: 2});
const failed = {kind: "failed", message: "diverged", stack: "at step 7"} as const;

test("an arm that fails is lost by its name, and the others are kept", () => {
  const outcome = outcomeOf([task("deep", done({deep: 1})), task("wild", failed)]);
  assert.deepEqual(outcome, {
    kind: "in part",
    seed: 3,
    value: {deep: 1},
    lost: [{arm: "wild", message: "diverged", stack: "at step 7"}],
    seconds: 2,
    stored: false,
  });
});

test("where nothing is left, or a list would have a gap, the seed failed, and its arm is named", () => {
  const lists = [task("deep", done([1])), task("wild", failed)];
  for (const tasks of [lists, [task("wild", failed)]]) {
    const outcome = outcomeOf(tasks);
    assert.ok(outcome.kind === "failed" && outcome.message === "wild: diverged");
  }
  const whole = outcomeOf([task(null, failed)]);
  assert.ok(whole.kind === "failed" && whole.message === "diverged");
});

test("values of several kinds of processor are told as such, those of one kind are not", () => {
  const on = (processor: string, threads = 1) =>
    task(null, {value: 1, seconds: 2, made: {processor, threads}});
  assert.equal(mixedProcessors([on("Xeon"), on("Xeon"), task(null, failed)]), undefined);
  // Records of before it was noted tell nothing.
  assert.equal(mixedProcessors([on("Xeon"), task(null, done(1))]), undefined);
  assert.match(
    mixedProcessors([on("Xeon"), on("EPYC"), on("EPYC", 2)]) ?? "",
    /^the values were made on 3 kinds of processor \(Xeon, 1 thread; EPYC, 1 thread; EPYC, 2 threads\): .* not to the last bit$/,
  );
});

test("the share of a run that is in the store says how much, what it took and when it was made", () => {
  const stored = (at?: string): Task => ({...task("a", {value: 1, seconds: 2, at}), stored: true});
  const share = storedShare([
    stored("2026-11-26T09:00:00.000Z"),
    stored("2026-11-24T23:00:00.000Z"),
    task("b", {value: 1, seconds: 9}),
  ]);
  assert.deepEqual(share, {count: 2, total: 3, seconds: 4, days: ["2026-11-24", "2026-11-26"]});
  assert.equal(storedShare([stored("2026-11-24T23:00:00.000Z"), stored()]).days, null);
});
