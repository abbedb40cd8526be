import assert from "node:assert/strict";
import {test} from "node:test";
import {seedBySeed} from "../../src/display/seed-by-seed";
import {doneValues, seedValues} from "../../src/runs/seed-values";

const quietly = async <T>(run: () => Promise<T>): Promise<T> => {
  const write = process.stderr.write;
  process.stderr.write = () => true;
  try {
    return await run();
  } finally {
    process.stderr.write = write;
  }
};

test("results come in the order of the seeds, waited for one after the other", async () => {
  const started: number[] = [];
  const results = await quietly(() =>
    seedBySeed([3, 1, 2], async (seed) => {
      started.push(seed);
      await new Promise((done) => setTimeout(done, 5 * seed));
      return 10 * seed;
    }),
  );
  assert.deepEqual(doneValues(results), [30, 10, 20]);
  assert.deepEqual(
    results.map(({seed}) => seed),
    [3, 1, 2],
  );
  assert.deepEqual(started, [3, 1, 2]);
});

test("timers fire between seeds that never wait themselves", async () => {
  let fired = false;
  setImmediate(() => (fired = true));
  const seen = await quietly(() => seedBySeed([1, 2, 3], () => fired));
  assert.equal(doneValues(seen)[2], true);
});

test("no seed, a seed twice and a run that throws are not passed over", async () => {
  await assert.rejects(
    seedBySeed([], () => 0),
    /at least one seed is needed, got none/,
  );
  await assert.rejects(
    seedBySeed([1, 1], () => 0),
    /every seed must come once, got 1, 1/,
  );
  const failing = quietly(() =>
    seedBySeed([1], () => {
      throw new Error("seed failed");
    }),
  );
  await assert.rejects(failing, /seed failed/);
  const partly = await quietly(() =>
    seedBySeed([1, 2], (seed) => {
      if (seed === 2) throw new Error("unlucky");
      return seed;
    }),
  );
  assert.deepEqual(
    seedValues(partly, (value) => value),
    [
      {seed: 1, value: 1},
      {seed: 2, value: NaN, failed: "unlucky"},
    ],
  );
});
