import assert from "node:assert/strict";
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import type {TestContext} from "node:test";
import {packagesAreReady} from "../../../src/lab/setup/npm-packages.mjs";

type Packages = Record<string, object>;

/** Whether `node_modules` that holds `installed` is ready for a lock file that names `locked`. */
function ready(t: TestContext, {locked, installed}: {locked: Packages; installed: Packages}) {
  const root = mkdtempSync(join(tmpdir(), "packages-"));
  t.after(() => rmSync(root, {recursive: true, force: true}));
  for (const path of ["node_modules", ...Object.keys(installed)]) {
    mkdirSync(join(root, path), {recursive: true});
    writeFileSync(join(root, path, "package.json"), "{}");
  }
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({packages: locked}));
  const list = join(root, "node_modules", ".package-lock.json");
  writeFileSync(list, JSON.stringify({packages: installed}));
  return packagesAreReady(root);
}

const left = {"node_modules/left": {version: "1.0.0", integrity: "a"}};

test("what the lock file names is enough", (t) => {
  assert.ok(ready(t, {locked: {"": {}, ...left}, installed: left}));
});

test("a package of another version or content is not", (t) => {
  for (const change of [{version: "1.0.1"}, {integrity: "b"}]) {
    const installed = {"node_modules/left": {...left["node_modules/left"], ...change}};
    assert.ok(!ready(t, {locked: {"": {}, ...left}, installed}));
  }
});

test("a missing package is not, unless it is for another system", (t) => {
  const other = {version: "1.0.0", integrity: "c"};
  const locked = (optional: boolean) => ({"": {}, ...left, "node_modules/o": {...other, optional}});
  assert.ok(!ready(t, {locked: locked(false), installed: left}));
  assert.ok(ready(t, {locked: locked(true), installed: left}));
});

test("a package that the lock file no longer names is not", (t) => {
  assert.ok(!ready(t, {locked: {"": {}}, installed: left}));
});
