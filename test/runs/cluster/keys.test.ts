import assert from "node:assert/strict";
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, test} from "node:test";
import {runSeeds} from "../../../src/runs/run-seeds";
import {SeedProcess} from "../../../src/runs/seed-process";
import {doneValues} from "../../../src/runs/seed-values";
import {sourceVersion} from "../../../src/files/source-version";
import {draws} from "../example-jobs";

const folder = mkdtempSync(path.join(tmpdir(), "residual-lab-keys-"));
after(() => rmSync(folder, {recursive: true}));

const root = path.join(__dirname, "../../..");

test("a sweep for a cluster finds what this machine has stored, and asks no cluster for it", async () => {
  const run = () => runSeeds([1, 2], draws, {settings: {count: 2}, folder});
  const first = await run();
  const before = process.env["LAB_CLUSTER"];
  try {
    // Nobody is there: what is stored must do.
    process.env["LAB_CLUSTER"] = "127.0.0.1:1";
    const again = await run();
    assert.deepEqual(doneValues(again), doneValues(first));
    assert.ok(again.every((outcome) => outcome.kind === "done" && outcome.stored));
    process.env["LAB_CLUSTER"] = "somewhere";
    await assert.rejects(run(), /^RangeError: LAB_CLUSTER must be local, or the address/);
  } finally {
    if (before === undefined) delete process.env["LAB_CLUSTER"];
    else process.env["LAB_CLUSTER"] = before;
  }
});

test("a worker that is to check its project runs the code that was asked for, and no other", async () => {
  const {file: module, name} = draws.place;
  const worker = new SeedProcess(root, process.env as Record<string, string>);
  try {
    const run = (task: {module: string; code: string}) =>
      worker.run(
        {name, seed: 1, settings: '{"count":2}', keep: 0, processors: 1, checked: true, ...task},
        () => undefined,
      );
    const code = sourceVersion(module, {root});
    const other = await run({module, code: "of another commit"});
    assert.ok(other?.kind === "failed");
    assert.equal(other.message, "test/runs/example-jobs.ts, or what it imports, is another there");
    const gone = await run({module: path.join(root, "src/gone.ts"), code});
    assert.ok(gone?.kind === "failed");
    assert.equal(gone.message, "src/gone.ts cannot be loaded there");
    const own = await run({module, code});
    assert.ok(own?.kind === "done");
    assert.deepEqual(JSON.parse(own.value), draws(1, {count: 2}));
  } finally {
    worker.end();
  }
});
