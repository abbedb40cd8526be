import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import {once} from "node:events";
import {mkdirSync, mkdtempSync, readdirSync, rmSync, statSync} from "node:fs";
import {utimesSync, writeFileSync} from "node:fs";
import {createServer} from "node:net";
import type {AddressInfo} from "node:net";
import {devNull, tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import {changedFiles, listFiles} from "../../../src/lab/setup/file-list.mjs";
import {removeLeftKeys} from "../../../src/lab/setup/left-keys.mjs";
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

test("the keys of servers and kernels that were killed are removed, those of living ones are not", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "keys-"));
  const server = createServer().listen(0, "127.0.0.1");
  t.after(() => {
    server.close();
    rmSync(folder, {recursive: true, force: true});
  });
  await once(server, "listening");
  const {port} = server.address() as AddressInfo;
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const {port: free} = closed.address() as AddressInfo;
  await once(closed.close(), "close");
  const {pid: ended} = spawnSync(process.execPath, ["--version"]);
  const kernel = (shell_port: number) =>
    JSON.stringify({ip: "127.0.0.1", transport: "tcp", shell_port, key: "k"});
  const stay = {
    [`jpserver-${process.pid}.json`]: "{}",
    "kernel-living.json": kernel(port),
    "kernel-starting.json": kernel(free),
    jupyter_cookie_secret: "s",
  };
  const go = {
    [`jpserver-${ended}.json`]: "{}",
    [`jpserver-${ended}-open.html`]: "",
    "kernel-killed.json": kernel(free),
    "kernel-cut.json": '{"ip": "127.',
  };
  for (const [name, text] of Object.entries({...stay, ...go})) {
    writeFileSync(join(folder, name), text);
    // The kernel that is starting has a new file; the others are of yesterday.
    const day = Date.now() / 1000 - 86_400;
    if (name !== "kernel-starting.json") utimesSync(join(folder, name), day, day);
  }
  await removeLeftKeys(folder);
  assert.deepEqual(readdirSync(folder).sort(), Object.keys(stay).sort());
  await removeLeftKeys(join(folder, "not there"));
});
