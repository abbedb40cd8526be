import assert from "node:assert/strict";
import {execFileSync, spawnSync} from "node:child_process";
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import {citer, provenanceOf} from "../../../src/lab/notebook/provenance";

const root = path.join(__dirname, "..", "..", "..");

test("a run carries its size, its moment and the versions it stands on", () => {
  const {size, date, versions, commit} = provenanceOf(root, {size: "full"});
  assert.equal(size, "full");
  assert.ok(Math.abs(Date.parse(date) - Date.now()) < 60_000);
  assert.ok(commit === null || /^[0-9a-f]{40}$/.test(commit));
  for (const name of ["lab", "Node", "TypeScript", "TensorFlow.js", "TensorFlow", "Plotly"])
    assert.match(versions[name], /^\d+\.\d+\.\d+$/, name);
});

test("papers are cited by their key, and an unknown key is no citation", () => {
  const cite = citer(root);
  assert.match(cite("littwin2016") ?? "", /^Littwin, Wolf \(2016\)\. .* arXiv:1611\.02525$/);
  assert.equal(cite("nobody1900"), null);
});

const noGit = spawnSync("git", ["--version"]).status === 0 ? false : "there is no git";

test("a run is not marked as changed by the file that it adds to", {skip: noGit}, (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "residual-lab-provenance-"));
  t.after(() => rmSync(folder, {recursive: true}));
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), {recursive: true});
    writeFileSync(path.join(folder, name), text);
  };
  const git = (...words: string[]): void =>
    void execFileSync("git", ["-c", "user.name=x", "-c", "user.email=", ...words], {cwd: folder});
  write("package.json", '{"version": "1.0.0"}');
  for (const name of ["@tslab/typescript-for-tslab", "@tensorflow/tfjs-node", "plotly.js-dist-min"])
    write(`node_modules/${name}/package.json`, '{"version": "1.0.0"}');
  write("data/results/own.json", "1");
  write("src/a.ts", "1");
  git("init", "-q");
  git("add", "data", "src", "package.json");
  git("commit", "-q", "-m", "x");
  const changed = (writes?: string): boolean =>
    provenanceOf(folder, {size: "full", ...(writes ? {writes} : {})}).changed;
  assert.equal(changed(), false);
  write("data/results/own.json", "2");
  assert.deepEqual([changed(), changed("data/results/own.json")], [true, false]);
  write("src/a.ts", "2");
  assert.equal(changed("data/results/own.json"), true);
});
