import assert from "node:assert/strict";
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, test} from "node:test";
import {clusterPool} from "../../../src/runs/cluster/cluster-pool";
import type {SeedPool} from "../../../src/runs/seed-pool";
import type {SeedEnd, SeedTask} from "../../../src/runs/seed-process";

const folder = mkdtempSync(path.join(tmpdir(), "residual-lab-cluster-"));
after(() => rmSync(folder, {recursive: true}));

let notes = 0;

/** A pool with a made-up driver, and what that driver has noted: its starts, and its orders. */
function madeUp(
  ways: string,
  {
    workers = Infinity,
    prepare = [process.execPath, "-e", "console.log('Ready.\\n' + process.execPath)"],
    note = path.join(folder, `note ${++notes}`),
    isCurrent = () => true,
  }: {
    readonly workers?: number;
    readonly prepare?: readonly string[];
    readonly note?: string;
    readonly isCurrent?: (module: string, code: string) => boolean;
  } = {},
): {
  pool: SeedPool;
  starts: () => string[];
  orders: () => Record<string, unknown>[];
  noted: () => string[];
  note: string;
} {
  const noted = (): string[] => readFileSync(note, "utf8").trim().split("\n");
  const pool = clusterPool({
    cluster: {kind: "head", address: "10.0.0.1:6379"},
    programs: {
      prepare,
      driver: [path.join(__dirname, "made-up-driver.mjs"), note, ways],
      patience: 7,
    },
    workers,
    environment: process.env as Record<string, string>,
    isCurrent,
    onPulse: () => undefined,
  });
  return {
    pool,
    note,
    noted,
    starts: () => noted().filter((line) => line.startsWith("started")),
    orders: () =>
      noted()
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

const task = (seed: number, more: Partial<SeedTask> = {}): SeedTask => ({
  ...{module: "/job.ts", code: "1", name: "job", settings: "{}", keep: 60_000, processors: 1},
  seed,
  ...more,
});

const all = (pool: SeedPool, seeds: readonly number[]): Promise<SeedEnd[]> =>
  Promise.all(seeds.map((seed) => pool.run(task(seed), () => undefined)));

const values = (ends: readonly SeedEnd[]): unknown[] =>
  ends.map((end) => (end.kind === "done" ? JSON.parse(end.value) : end.message));

test("tasks go to the driver with the processors they ask for, and come back with their values", async () => {
  const {pool, starts} = madeUp("works");
  const shares: number[] = [];
  const end = await pool.run(task(3, {processors: 2}), (share) => shares.push(share));
  assert.deepEqual(values([end]), [[3, 2]]);
  assert.deepEqual(shares, [0.5]);
  assert.deepEqual(starts(), ["started, patience 0"]);
  pool.stop();
});

test("a driver that ends loses no task, and the next one waits for the cluster", async (t) => {
  const warn = t.mock.method(console, "warn", () => undefined);
  const {pool, starts} = madeUp("dies after one,dies,works");
  assert.deepEqual(
    values(await all(pool, [1, 2, 3, 4])),
    [1, 2, 3, 4].map((seed) => [seed, 1]),
  );
  assert.deepEqual(
    starts(),
    [0, 7, 7].map((patience) => `started, patience ${patience}`),
  );
  assert.match(
    String(warn.mock.calls[0].arguments[0]),
    /^the Ray cluster at 10\.0\.0\.1:6379: the driver ended with exit code 3; \d tasks go to another$/,
  );
  pool.stop();
});

test("what a driver says twice counts once, and what it says of no task not at all", async () => {
  const {pool, orders} = madeUp("says all twice");
  assert.deepEqual(
    values(await all(pool, [1, 2, 3])),
    [1, 2, 3].map((seed) => [seed, 1]),
  );
  assert.equal(orders().length, 3);
  pool.stop();
});

test("a driver that writes half a line is replaced, and its tasks are run again", async (t) => {
  const warn = t.mock.method(console, "warn", () => undefined);
  const {pool, starts} = madeUp("garbles,works");
  assert.deepEqual(
    values(await all(pool, [1, 2, 3])),
    [1, 2, 3].map((seed) => [seed, 1]),
  );
  assert.equal(starts().length, 2);
  assert.match(String(warn.mock.calls[0].arguments[0]), /the driver wrote "\{/);
  pool.stop();
});

test("drivers that all end, and a cluster that is not there, reject with what to do", async (t) => {
  t.mock.method(console, "warn", () => undefined);
  const dying = madeUp("dies");
  await assert.rejects(
    dying.pool.run(task(1), () => undefined),
    /^Error: the sweep does not run on the Ray cluster at 10\.0\.0\.1:6379: the driver ended with exit code 3: out of memory, 6 times in a row\. What is done is stored: call it again once that is mended, or without LAB_CLUSTER to go on here$/,
  );
  assert.equal(dying.starts().length, 6);
  await assert.rejects(
    madeUp("refuses").pool.run(task(1), () => undefined),
    /10\.0\.0\.1:6379: it cannot be reached\. What is done/,
  );
});

test("an engine that cannot be installed rejects with the reason", async () => {
  const code = "console.error('Nothing installed for sweeps: no internet'); process.exit(1)";
  const {pool} = madeUp("works", {prepare: [process.execPath, "-e", code]});
  await assert.rejects(
    pool.run(task(1), () => undefined),
    /: Nothing installed for sweeps: no internet\. What is done is stored/,
  );
  const {pool: gone} = madeUp("works", {prepare: [path.join(folder, "no program")]});
  await assert.rejects(
    gone.run(task(1), () => undefined),
    /ENOENT\. What is done is stored/,
  );
});

test("a task that failed on the cluster is its seed's failure, and the others go on", async () => {
  const {pool} = madeUp("fails");
  assert.deepEqual(values(await all(pool, [1, 2])), [
    "each worker was lost",
    "each worker was lost",
  ]);
  pool.stop();
});

test("no more tasks are out at once than there are to be workers", async () => {
  const {pool, noted} = madeUp("answers in pairs", {workers: 2});
  assert.equal((await all(pool, [1, 2, 3, 4])).length, 4);
  assert.equal(
    noted()
      .slice(1)
      .map((line) => (line === "ended" ? "e" : "r"))
      .join(""),
    "rreerree",
  );
  pool.stop();
});

test("the next pool finds the driver ready, and no worker that has loaded older code", async () => {
  const {pool, starts, note} = madeUp("works");
  await all(pool, [1]);
  pool.release();
  const {pool: next} = madeUp("works", {note});
  await all(next, [2]);
  next.release();
  const {pool: changed, orders} = madeUp("works", {
    note,
    isCurrent: (_module, code) => code !== "1",
  });
  await changed.run(task(3, {code: "2"}), () => undefined);
  assert.equal(starts().length, 1);
  assert.deepEqual(
    orders().map(({do: does, epoch, after}) => (does === "run" ? epoch : after)),
    [0, 60, 0, 60, 1],
  );
  changed.stop();
});
