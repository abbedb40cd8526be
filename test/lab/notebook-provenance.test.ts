import assert from "node:assert/strict";
import path from "node:path";
import {test} from "node:test";
import {citer, provenanceOf} from "../../src/lab/notebook-provenance";

const root = path.join(__dirname, "..", "..");

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
