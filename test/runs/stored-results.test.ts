import assert from "node:assert/strict";
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import os from "node:os";
import path from "node:path";
import {test} from "node:test";
import {signed} from "../../src/files/signed-json";
import {storedComparison} from "../../src/runs/comparison-results";
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

test("results that are cut, changed, a folder or a circle of links are refused with file and remedy", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "results-"));
  try {
    const file = path.join(folder, "05-a.json");
    const results = {notebook: "05-a", verdicts: [{claim: "L4", effect: 0.25}]};
    const whole = Buffer.from(JSON.stringify(signed(results)));
    for (let at = 0; at < whole.length; at++) {
      writeFileSync(file, whole.subarray(0, at));
      assert.throws(
        () => storedResults("05-a", {folder}),
        /05-a\.json is cut short .*git checkout/,
      );
      const flipped = Buffer.from(whole);
      flipped[at] ^= 1 << (at % 8);
      writeFileSync(file, flipped);
      try {
        // Where it is the name of the hash that was hit, the numbers are still those that were stored.
        const {notebook, verdicts} = storedResults("05-a", {folder})!;
        assert.deepEqual({notebook, verdicts}, results);
      } catch (error) {
        assert.ok((error as Error).message.startsWith(`${file} `), String(error));
        assert.match((error as Error).message, /restore it with git checkout -- /);
      }
    }
    rmSync(file);
    mkdirSync(file);
    assert.throws(
      () => storedResults("05-a", {folder}),
      /05-a\.json cannot be read: it is a folder/,
    );
    assert.throws(
      () => storedComparison({file}),
      /it is a folder; delete it and run npm run rivals/,
    );
    rmSync(file, {recursive: true});
    symlinkSync("05-a.json", file);
    assert.throws(
      () => storedResults("05-a", {folder}),
      /its link leads in a circle.*git checkout/,
    );
  } finally {
    rmSync(folder, {recursive: true});
  }
});

test("the stored results of the lab are those that were signed", () => {
  for (const name of ["05-littwin-wolf-2016", "06-nitanda-suzuki-2018"]) {
    assert.ok(storedResults(name)!.verdicts.length > 0);
  }
  assert.ok(storedComparison().rows.length > 0);
});
