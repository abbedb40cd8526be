import assert from "node:assert/strict";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import os from "node:os";
import path from "node:path";
import {test} from "node:test";
import {storedResults} from "../../src/runs/stored-results";

test("stored results come back whole, are null where there are none, and refused where they are not theirs", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "results-"));
  try {
    const results = {notebook: "05-a", size: "full", date: "2026-11-24", verdicts: [{claim: "L4"}]};
    writeFileSync(path.join(folder, "05-a.json"), JSON.stringify(results));
    writeFileSync(path.join(folder, "06-b.json"), JSON.stringify(results));
    assert.deepEqual(storedResults("05-a", {folder}), results);
    assert.equal(storedResults("07-c", {folder}), null);
    assert.throws(() => storedResults("06-b", {folder}), /does not hold the results of 06-b/);
    assert.throws(() => storedResults("../05-a", {folder}), /named without folder and ending/);
  } finally {
    rmSync(folder, {recursive: true});
  }
});
