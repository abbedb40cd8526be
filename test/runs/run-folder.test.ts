import assert from "node:assert/strict";
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import {runFolders} from "../../src/runs/run-folder";
import {readRunFrom, writeRun} from "../../src/runs/run-store";

test("runs are kept in the project, or where LAB_RUNS says, and then the project's are read too", () => {
  const shared = path.join("/srv/lab", "data/runs");
  assert.deepEqual(runFolders("/srv/lab", {}), {own: shared, alsoRead: []});
  assert.deepEqual(runFolders("/srv/lab", {LAB_RUNS: ""}), {own: shared, alsoRead: []});
  assert.deepEqual(runFolders("/srv/lab", {LAB_RUNS: "/home/a/runs"}), {
    own: "/home/a/runs",
    alsoRead: [shared],
  });
  assert.deepEqual(runFolders("/srv/lab", {LAB_RUNS: "/srv/lab/data/runs/"}).alsoRead, []);
});

test("a folder of runs that depends on where a notebook lies is refused", () => {
  assert.throws(
    () => runFolders("/srv/lab", {LAB_RUNS: "runs"}),
    /LAB_RUNS must be the absolute path of a folder, got runs/,
  );
});

test("a run is found in the first folder that has it", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "run-folder-"));
  try {
    const [own, shared] = ["own", "shared"].map((name) => path.join(folder, name));
    const key = {experiment: "e", job: "j", settings: {}, seed: 1, code: "c"};
    assert.equal(readRunFrom([own, shared], key), undefined);
    writeRun(shared, key, {value: "shared", seconds: 1});
    assert.equal(readRunFrom([own, shared], key)?.value, "shared");
    writeRun(own, key, {value: "own", seconds: 1});
    assert.equal(readRunFrom([own, shared], key)?.value, "own");
  } finally {
    rmSync(folder, {recursive: true});
  }
});
