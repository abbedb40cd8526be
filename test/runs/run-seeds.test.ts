import assert from "node:assert/strict";
import {fork} from "node:child_process";
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, test} from "node:test";
import {setTimeout} from "node:timers/promises";
import {runSeeds} from "../../src/runs/run-seeds";
import {seedJob} from "../../src/runs/seed-job";
import type {SeedProgress} from "../../src/runs/seed-tasks";
import {doneValues} from "../../src/runs/seed-values";
import {doubled, draws, endless, halfway, named, notPlain, scaled, spelled} from "./example-jobs";
import {surroundings, trained, troubled} from "./example-jobs";
import {isAlive} from "./example-processes";

const folder = mkdtempSync(path.join(tmpdir(), "residual-lab-runs-"));
after(() => rmSync(folder, {recursive: true}));

test("values come in the order of the seeds, equal to a call here, the second time from the store", async () => {
  const seeds = [5, 1, 9];
  const first = await runSeeds(seeds, draws, {settings: {count: 4}, folder});
  assert.deepEqual(
    doneValues(first),
    seeds.map((seed) => draws(seed, {count: 4})),
  );
  assert.ok(first.every((outcome) => outcome.kind === "done" && !outcome.stored));
  const again = await runSeeds([9, 5, 7], draws, {settings: {count: 4}, folder});
  assert.deepEqual(
    again.map((outcome) => outcome.kind === "done" && outcome.stored),
    [true, true, false],
  );
  assert.deepEqual(
    doneValues(again),
    [9, 5, 7].map((seed) => draws(seed, {count: 4})),
  );
  const fresh = await runSeeds([9], draws, {settings: {count: 4}, folder, fresh: true});
  assert.ok(fresh[0].kind === "done" && !fresh[0].stored);
  const other = await runSeeds([9], draws, {settings: {count: 4, scale: 2}, folder});
  assert.ok(other[0].kind === "done" && !other[0].stored, "other settings are another run");
});

test("two jobs of one experiment never take each other's values", async () => {
  const shared = {settings: {count: 2}, folder, experiment: "one for both"};
  const first = await runSeeds([1], draws, shared);
  const second = await runSeeds([1], doubled, shared);
  assert.deepEqual(
    doneValues(second)[0],
    doneValues(first)[0].map((value) => 2 * value),
  );
  const again = await runSeeds([1], doubled, shared);
  assert.ok(again[0].kind === "done" && again[0].stored);
  assert.deepEqual(doneValues(again), doneValues(second));
});

test("values that cannot be kept come all the same, with one line", async (t) => {
  const warn = t.mock.method(console, "warn", () => undefined);
  const taken = path.join(folder, "a file, not a folder");
  writeFileSync(taken, "");
  const seeds = [1, 2, 3];
  const outcomes = await runSeeds(seeds, draws, {settings: {count: 4}, folder: taken});
  assert.deepEqual(
    doneValues(outcomes),
    seeds.map((seed) => draws(seed, {count: 4})),
  );
  assert.equal(warn.mock.callCount(), 1);
  assert.match(
    String(warn.mock.calls[0].arguments[0]),
    /draws are not kept for next time: .*seed-/,
  );
});

test("a seed that throws or dies is reported with its seed, the others are kept", async (t) => {
  const warn = t.mock.method(console, "warn", () => undefined);
  const outcomes = await runSeeds([1, 2, 3, 4, 5], troubled, {
    settings: {count: 2},
    folder,
    workers: 2,
  });
  assert.deepEqual(
    outcomes.map(({kind}) => kind),
    ["done", "failed", "failed", "done", "done"],
  );
  assert.deepEqual(
    doneValues(outcomes),
    [1, 4, 5].map((seed) => draws(seed, {count: 2})),
  );
  const [, second, third] = outcomes;
  assert.ok(second.kind === "failed" && second.message === "the second seed is unlucky");
  assert.match(second.stack, /example-jobs\.ts:\d+:\d+/);
  assert.ok(third.kind === "failed" && /SIGKILL/.test(third.message));
  const lines = warn.mock.calls.map((call) => String(call.arguments[0])).sort();
  assert.match(lines[0], /^seed 2 of troubled failed: the second seed is unlucky/);
  assert.match(lines[1], /^seed 3 of troubled failed: its process ended with SIGKILL/);
  assert.equal(lines.length, 2);
});

test("a job split into parts gives the values of the whole, and computes only the parts it lacks", async (t) => {
  const warn = t.mock.method(console, "warn", () => undefined);
  const whole = Object.assign(
    (seed: number, settings: {scales: readonly number[]}) => scaled(seed, settings),
    {
      place: {...scaled.place, splitBy: undefined},
    },
  );
  const run = (scales: number[], job = scaled as typeof whole) =>
    runSeeds([3, 4], job, {settings: {scales}, folder});
  const parts = await run([1, 2, 3]);
  assert.deepEqual(doneValues(parts), doneValues(await run([1, 2, 3], whole)));
  assert.ok(parts.every((outcome) => outcome.kind === "done" && !outcome.stored));
  const again = await run([3, 1]);
  assert.ok(again.every((outcome) => outcome.kind === "done" && outcome.stored));
  assert.deepEqual(
    doneValues(again),
    doneValues(parts).map(([a, , c]) => [c, a]),
  );
  const [more] = await run([1, 5]);
  assert.ok(more.kind === "done" && !more.stored);
  const [failed] = await run([1, 0]);
  assert.ok(failed.kind === "failed" && /a scale of zero/.test(failed.message));
  assert.equal(warn.mock.callCount(), 2);
  const [record] = doneValues(
    await runSeeds([3], named, {settings: {counts: {a: 1, b: 2}}, folder}),
  );
  assert.deepEqual(record, {a: draws(3, {count: 1}), b: draws(3, {count: 2})});
});

test("the bits of a trained network do not depend on the number of workers", async () => {
  const run = async (workers: number): Promise<Float32Array[]> => {
    const options = {folder, workers, fresh: true};
    return doneValues(await runSeeds([1, 2, 3], trained, {settings: {}, ...options}));
  };
  const one = await run(1);
  assert.deepEqual(await run(2), one);
  assert.deepEqual(await run(3), one);
});

test("each process has one thread per operation", async () => {
  const outcomes = await runSeeds([1, 2], surroundings, {
    settings: {},
    folder,
    workers: 2,
    fresh: true,
  });
  for (const {pid, within} of doneValues(outcomes)) {
    assert.equal(within, "1");
    assert.notEqual(pid, process.pid);
  }
});

test("progress counts seeds, or the parts of seeds, and tells what remains", async () => {
  const seen: SeedProgress[] = [];
  await runSeeds([1, 2, 3], halfway, {
    settings: {},
    folder,
    workers: 1,
    onProgress: (p) => seen.push(p),
  });
  const midway = seen.find(({done, remaining}) => done === 0 && remaining !== undefined)!;
  assert.ok(midway.remaining! > 0);
  const {done, total, failed, remaining} = seen[seen.length - 1];
  assert.deepEqual({done, total, failed, remaining}, {done: 3, total: 3, failed: 0, remaining: 0});
  const totals: number[] = [];
  const onProgress = ({total}: SeedProgress): void => void totals.push(total);
  await runSeeds([3, 4], scaled, {settings: {scales: [1, 2, 3]}, folder, onProgress});
  assert.deepEqual([...new Set(totals)], [6]);
});

/** Waits until the endless jobs run and hands back their processes. */
async function running(note: string, seeds: number[]): Promise<number[]> {
  // A file is there before its text is.
  const pid = (seed: number) =>
    existsSync(`${note}-${seed}`) ? Number(readFileSync(`${note}-${seed}`, "utf8")) : 0;
  for (let i = 0; i < 2400 && !seeds.every(pid); i++) await setTimeout(50);
  return seeds.map(pid);
}

async function assertGone(pids: number[]): Promise<void> {
  for (let i = 0; i < 1200 && pids.some(isAlive); i++) await setTimeout(50);
  assert.deepEqual(pids.filter(isAlive), []);
}

test("an abort ends all processes, in the middle of a loop", async () => {
  const note = path.join(folder, "aborted");
  const controller = new AbortController();
  const run = runSeeds([1, 2], endless, {
    settings: {note},
    folder,
    workers: 2,
    signal: controller.signal,
  });
  const pids = await running(note, [1, 2]);
  assert.ok(pids.every(isAlive));
  controller.abort();
  await assert.rejects(run, {name: "AbortError"});
  await assertGone(pids);
});

test("the processes do not outlive a parent that was killed", async () => {
  const note = path.join(folder, "orphaned");
  const parent = fork(path.join(__dirname, "example-parent.ts"), [note, folder], {
    execArgv: ["--import", "tsx"],
    stdio: "ignore",
  });
  const pids = await running(note, [1, 2]);
  assert.ok(pids.every(isAlive));
  parent.kill("SIGKILL");
  await assertGone(pids);
});

test("a job that is not there, or returns what cannot be kept, says so", async (t) => {
  t.mock.method(console, "warn", () => undefined);
  const here = seedJob({file: "In[3]", name: "here"}, (seed: number) => seed);
  await assert.rejects(
    runSeeds([1], here, {settings: {}}),
    /the job "here" must be exported by a file, got "In\[3\]": write it into a \.ts file/,
  );
  await assert.rejects(
    runSeeds([1, 1], draws, {settings: {count: 1}, folder}),
    /a seed comes twice/,
  );
  const [missing] = await runSeeds([1], spelled, {settings: {}, folder});
  assert.ok(missing.kind === "failed" && /exports no function "missing"/.test(missing.message));
  const [odd] = await runSeeds([1], notPlain, {settings: {}, folder});
  assert.ok(
    odd.kind === "failed" && /value\.when must be plain data .* got Date/.test(odd.message),
  );
  assert.throws(() => doneValues([odd]), /no seed is done; seed 1 failed/);
});
