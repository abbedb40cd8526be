import assert from "node:assert/strict";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {hostname, tmpdir} from "node:os";
import path from "node:path";
import {after, test} from "node:test";
import {sourceVersion} from "../../../src/files/source-version";
import {clusterPool} from "../../../src/runs/cluster/cluster-pool";
import type {SeedPool} from "../../../src/runs/seed-pool";
import type {SeedEnd, SeedTask} from "../../../src/runs/seed-process";
import {draws, heard, surroundings, troubled} from "../example-jobs";

const root = path.join(__dirname, "../../..");
const empty = mkdtempSync(path.join(tmpdir(), "residual-lab-no-project-"));
after(() => rmSync(empty, {recursive: true}));

/** A pool with the real driver and the real node, and a made-up Ray between them. */
const pool = (environment: Record<string, string> = {}): SeedPool =>
  clusterPool({
    cluster: {kind: "head", address: "10.0.0.1:6379"},
    programs: {
      prepare: ["python3", "-c", "import sys; print(sys.executable)"],
      driver: [
        path.join(root, "src/runs/cluster/driver.py"),
        ...[root, process.execPath, "10.0.0.1:6379"],
      ],
      patience: 0,
    },
    environment: {
      ...(process.env as Record<string, string>),
      PYTHONPATH: path.join(__dirname, "made-up-ray"),
      PYTHONDONTWRITEBYTECODE: "1",
      LAB_ROOT: root,
      ...environment,
    },
    isCurrent: () => true,
    onPulse: () => undefined,
  });

const code = sourceVersion(draws.place.file, {root});

const task = (seed: number, job: {place: {file: string; name: string}}): SeedTask => ({
  ...{module: job.place.file, code, name: job.place.name, seed, settings: '{"count":2}'},
  ...{keep: 30_000, processors: 2},
});

test("the driver has a node's worker run the tasks, which goes on to the next, and tells how they end", async (t) => {
  const one = pool({OMP_NUM_THREADS: "3", LAB_CLUSTER: "10.0.0.1:6379"});
  t.after(() => one.stop());
  const ends: SeedEnd[] = [];
  for (const [seed, job] of [
    [1, draws],
    [2, troubled],
    [1, surroundings],
    [2, surroundings],
  ] as const) {
    ends.push(await one.run(task(seed, job), () => undefined));
  }
  const [drawn, failed, first, second] = ends;
  assert.ok(drawn.kind === "done" && first.kind === "done" && second.kind === "done");
  assert.deepEqual(JSON.parse(drawn.value), draws(1, {count: 2}));
  assert.equal(drawn.made.threads, 1);
  assert.ok(failed.kind === "failed" && failed.message === "the second seed is unlucky");
  // The node has one processor, and the task asked for two.
  const {pid, ...threads} = JSON.parse(first.value) as Record<string, unknown>;
  assert.deepEqual(threads, {within: "1", between: "1"});
  assert.deepEqual(JSON.parse(second.value), {pid, ...threads});
});

test("a worker that is lost is the task's failure once Ray has given up, and the next task has another", async (t) => {
  const one = pool();
  t.after(() => one.stop());
  const lost = await one.run(task(3, troubled), () => undefined);
  assert.ok(lost.kind === "failed");
  assert.equal(lost.message, "its process ended with SIGKILL, each time that it was tried");
  const next = await one.run(task(1, draws), () => undefined);
  assert.ok(next.kind === "done");
});

test("a task tells how far it is, while it runs", async (t) => {
  const one = pool();
  t.after(() => one.stop());
  const sign = path.join(empty, "heard");
  const settings = JSON.stringify({sign});
  const shares: number[] = [];
  const end = await one.run({...task(1, heard), settings}, (share) => {
    shares.push(share);
    writeFileSync(sign, "");
  });
  assert.equal(end.kind, "done");
  assert.deepEqual(shares, [0.5]);
});

test("where no node has the project as it is here, the sweep says for each node what it lacks", async (t) => {
  const warn = t.mock.method(console, "warn", () => undefined);
  const refusal = async (way: SeedPool, sent: SeedTask): Promise<string> => {
    const error: unknown = await way.run(sent, () => undefined).catch((reason: unknown) => reason);
    assert.ok(error instanceof Error);
    return error.message;
  };
  const other = await refusal(pool(), {...task(1, draws), code: "of another commit"});
  assert.match(
    other,
    /10\.0\.0\.1:6379: no node of it can run the project \(Node 10\.0\.0\.5 \(.*\) has the project at commit .* in .*, this machine at .*, and test\/runs\/example-jobs\.ts, or what it imports, is another there: bring both to the same commit, and run npm run setup there\)\. What is done is stored/,
  );
  const bare = await refusal(pool({LAB_ROOT: empty}), task(1, draws));
  assert.ok(
    bare.includes(`Node 10.0.0.5 (${hostname()}) has no project in ${empty}: clone it there at`),
  );
  assert.match(String(warn.mock.calls[0].arguments[0]), /^Node 10\.0\.0\.5 .*\. It is left out\.$/);
  const gone = await refusal(pool({MADE_UP_GONE: "10.0.0.1:6379"}), task(1, draws));
  assert.match(
    gone,
    /it cannot be reached \(nobody answers\): its head must run, with Ray made up and/,
  );
});
