import assert from "node:assert/strict";
import {createHash} from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import type {TestContext} from "node:test";
import {fetchWheel, wheelFor, wheels} from "../../../src/lab/setup/tensorflow-fetch.mjs";
import {linkTensorFlow, tensorFlowIsReady} from "../../../src/lab/setup/tensorflow.mjs";
import {setupWorker} from "../../../src/lab/setup/tools.mjs";

const project = join(__dirname, "..", "..", "..");
const {version} = wheelFor();
const content = "a wheel in small";
const wheel = {
  ...wheelFor(),
  file: "tensorflow.whl",
  sha256: createHash("sha256").update(content).digest("hex"),
};

/** A folder with a `.venv` whose pip "downloads" what it is told and counts how often. */
function folderWithPip(t: TestContext, downloaded: string) {
  const root = mkdtempSync(join(tmpdir(), "tensorflow-"));
  t.after(() => rmSync(root, {recursive: true, force: true}));
  const bin = join(root, ".venv", "bin");
  mkdirSync(bin, {recursive: true});
  mkdirSync(join(root, ".cache"));
  mkdirSync(join(root, "src", "tensors"), {recursive: true});
  writeFileSync(join(root, "src", "tensors", "node-shim.cjs"), "");
  const text = `#!${process.execPath}
    const fs = require("fs"), args = process.argv;
    if (!args.includes("download")) process.exit(0);
    fs.appendFileSync(${JSON.stringify(join(root, "count"))}, "x");
    const folder = args[args.indexOf("-d") + 1];
    fs.writeFileSync(folder + "/tensorflow.whl", ${JSON.stringify(downloaded)});`;
  writeFileSync(join(bin, "python"), text);
  chmodSync(join(bin, "python"), 0o755);
  const worker = setupWorker(root);
  t.after(() => worker.stop());
  const downloads = () =>
    existsSync(join(root, "count")) ? readFileSync(join(root, "count"), "utf8").length : 0;
  return {root, worker, downloads, kept: join(root, ".cache", "tensorflow", "wheel", wheel.file)};
}

test("a wheel that is there and whole is not fetched again", async (t) => {
  const {root, worker, downloads, kept} = folderWithPip(t, content);
  assert.equal(await fetchWheel(root, worker, wheel), kept);
  assert.equal(await fetchWheel(root, worker, wheel), kept);
  assert.equal(downloads(), 1);
});

test("half a wheel is fetched again", async (t) => {
  const {root, worker, downloads, kept} = folderWithPip(t, content);
  await fetchWheel(root, worker, wheel);
  truncateSync(kept, 5);
  await fetchWheel(root, worker, wheel);
  assert.equal(readFileSync(kept, "utf8"), content);
  assert.equal(downloads(), 2);
});

test("a wheel with another content than the published one is refused", async (t) => {
  const {root, worker, kept} = folderWithPip(t, "something else");
  await assert.rejects(
    fetchWheel(root, worker, wheel),
    /tensorflow\.whl is not what its publisher/,
  );
  assert.ok(!existsSync(kept));
});

test("a stage is ready only while its library has the size it was built with", (t) => {
  const root = mkdtempSync(join(tmpdir(), "stage-"));
  t.after(() => rmSync(root, {recursive: true, force: true}));
  const staged = join(".cache", "tensorflow", version);
  cpSync(join(project, "package.json"), join(root, "package.json"));
  assert.ok(!tensorFlowIsReady(root), "nothing is there");
  // The record of the project's own stage, with small files in place of its libraries.
  const record = JSON.parse(readFileSync(join(project, staged, "stage.json"), "utf8")) as {
    inputs: string;
    sizes: Record<string, number>;
  };
  for (const path of Object.keys(record.sizes)) {
    mkdirSync(join(root, staged, path, ".."), {recursive: true});
    writeFileSync(join(root, staged, path), "library");
    record.sizes[path] = 7;
  }
  const write = (changed: object) =>
    writeFileSync(join(root, staged, "stage.json"), JSON.stringify({...record, ...changed}));
  write({});
  assert.ok(tensorFlowIsReady(root));
  write({inputs: "another recipe"});
  assert.ok(!tensorFlowIsReady(root), "made by another recipe");
  write({});
  truncateSync(join(root, staged, Object.keys(record.sizes)[0] ?? ""), 3);
  assert.ok(!tensorFlowIsReady(root), "half a library");
});

test("tfjs-node is pointed at the stage by links that survive moving the folder", (t) => {
  const root = mkdtempSync(join(tmpdir(), "links-"));
  t.after(() => rmSync(root, {recursive: true, force: true}));
  const binding = join(root, "node_modules", "@tensorflow", "tfjs-node");
  mkdirSync(join(binding, "deps", "left-over"), {recursive: true});
  linkTensorFlow(root);
  linkTensorFlow(root);
  const wanted = join("..", "..", "..", ".cache", "tensorflow", version);
  assert.equal(readlinkSync(join(binding, "deps")), wanted);
  assert.equal(readlinkSync(join(binding, "lib", "napi-v8")), join("..", wanted, "napi-v8"));
});

test("each system has one wheel, named after its version and with a whole hash", () => {
  for (const [system, {file, version: named, sha256, project: name}] of Object.entries(wheels)) {
    assert.ok(file.startsWith(`${name.replace("-", "_")}-${named}-`), system);
    assert.match(sha256, /^[0-9a-f]{64}$/, system);
  }
});

test("Windows is pointed to WSL, and a system without a library is told so", () => {
  assert.throws(() => wheelFor("win32", "x64"), /install WSL/);
  assert.throws(() => wheelFor("linux", "riscv64"), /no TensorFlow library for linux on riscv64/);
});
