import assert from "node:assert/strict";
import {mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync} from "node:fs";
import {devNull, tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import {changedFiles, listFiles} from "../../../src/lab/setup/file-list.mjs";
import {pipEnvironment} from "../../../src/lab/setup/pip.mjs";
import {keepSecrets} from "../../../src/lab/setup/writable.mjs";

test("files that are cut, changed or gone are found, and new ones do not count", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "files-"));
  t.after(() => rmSync(folder, {recursive: true, force: true}));
  mkdirSync(join(folder, "in"));
  for (const name of ["same", "cut", "in/changed", "gone"])
    writeFileSync(join(folder, name), "whole");
  const list = listFiles(folder);
  writeFileSync(join(folder, "cut"), "who");
  writeFileSync(join(folder, "in", "changed"), "whale");
  writeFileSync(join(folder, "new"), "");
  rmSync(join(folder, "gone"));
  assert.deepEqual(changedFiles(folder, list).sort(), ["cut", "gone", join("in", "changed")]);
});

test("of the reader's settings for pip only the way to packages is kept", () => {
  const printed = "global.index-url='a'\nglobal.user='true'\ninstall.target='/x'\n:env:.cert='c'";
  assert.deepEqual(pipEnvironment(printed, {}), {PIP_CONFIG_FILE: devNull, PIP_INDEX_URL: "a"});
  assert.equal(pipEnvironment(printed, {PIP_INDEX_URL: "b"})["PIP_INDEX_URL"], undefined);
});

test("the folders that hold keys are their owner's alone, also those that were not", (t) => {
  const root = mkdtempSync(join(tmpdir(), "keys-"));
  t.after(() => rmSync(root, {recursive: true, force: true}));
  mkdirSync(join(root, ".jupyter", "runtime"), {recursive: true, mode: 0o755});
  keepSecrets(root);
  for (const name of ["runtime", "data", "config", "ipython"])
    assert.equal(statSync(join(root, ".jupyter", name)).mode & 0o777, 0o700, name);
});
