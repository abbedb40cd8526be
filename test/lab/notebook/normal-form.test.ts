import assert from "node:assert/strict";
import {cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import os from "node:os";
import path from "node:path";
import {test} from "node:test";
import {normaliseNotebooks, normalised} from "../../../src/lab/notebook/normal-form";
import {fixtures} from "../recorded-kernel";

/** A notebook as a front end leaves it after a run. */
const used = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    kernelspec: {name: "python3", display_name: "Python 3", language: "python"},
    widgets: {state: {}},
    residual_lab: {papers: ["littwin2016"]},
  },
  cells: [
    {
      cell_type: "code",
      id: "one",
      execution_count: 7,
      metadata: {
        tags: ["explore"],
        execution: {"iopub.status.busy": "now"},
        scrolled: true,
        trusted: true,
      },
      outputs: [{output_type: "stream", name: "stdout", text: ["1\n"]}],
      source: ["1 +\n", "1\r\n", "\n"],
    },
    {cell_type: "markdown", id: "one", metadata: {collapsed: false}, source: "text"},
    {cell_type: "markdown", metadata: {tags: ["answer"]}, source: "folded"},
    {cell_type: "code", metadata: {tags: []}, source: "", outputs: [], execution_count: null},
  ],
};
const normal = (notebook: unknown) => normalised(JSON.stringify(notebook), "used.ipynb");

test("a normalised notebook has no outputs, no counts and no front end's metadata", () => {
  const {cells, metadata} = JSON.parse(normal(used)) as typeof used;
  assert.deepEqual(cells[0], {
    cell_type: "code",
    execution_count: null,
    id: "one",
    metadata: {tags: ["explore"]},
    outputs: [],
    source: ["1 +\n", "1"],
  });
  assert.equal(metadata.kernelspec.name, "tslab");
  assert.deepEqual(metadata.residual_lab, {papers: ["littwin2016"]});
  assert.ok(!("widgets" in metadata));
});

test("ids are valid and unique, and made the same way each time where they are not", () => {
  const ids = () => (JSON.parse(normal(used)) as typeof used).cells.map(({id}) => id);
  assert.equal(new Set(ids()).size, used.cells.length);
  assert.ok(ids().every((id) => /^[\w-]{1,64}$/.test(id ?? "")));
  assert.deepEqual(ids(), ids());
  assert.equal(ids()[0], "one");
});

test("an answer lies in a fold of its own text, which no run opens, once however often normalised", () => {
  const folded = JSON.parse(normal(used)) as typeof used;
  const {metadata, source} = folded.cells[2]!;
  assert.deepEqual(metadata, {tags: ["answer"]});
  assert.equal(
    [source].flat().join(""),
    '<details class="answer"><summary>Show the answer</summary>\n\nfolded\n\n</details>',
  );
  assert.deepEqual((JSON.parse(normal(folded)) as typeof used).cells[2]?.source, source);
});

test("code is folded in JupyterLab by its tag, and unfolded when the tag goes", () => {
  const code = {cell_type: "code", metadata: {tags: ["hide-input"]}, source: "1", outputs: []};
  const first = (cell: object) =>
    (JSON.parse(normal({...used, cells: [cell]})) as typeof used).cells[0]?.metadata;
  assert.deepEqual(first(code), {jupyter: {source_hidden: true}, tags: ["hide-input"]});
  assert.deepEqual(first({...code, metadata: {jupyter: {source_hidden: true}}}), {});
});

test("keys are sorted, one space indents, and a second time changes nothing", () => {
  const once = normal(used);
  assert.equal(normalised(once, "once.ipynb"), once);
  assert.ok(once.startsWith('{\n "cells": ['));
  assert.ok(once.endsWith("}\n"));
  const keys = [...once.matchAll(/^ "(\w+)":/gm)].map(([, key]) => key);
  assert.deepEqual(keys, [...keys].sort());
});

test("what is no notebook is refused by name", () => {
  assert.throws(() => normalised("{", "broken.ipynb"), /broken\.ipynb is not JSON/);
  assert.throws(
    () => normalised("null", "null.ipynb"),
    /null\.ipynb is not a notebook of format 4/,
  );
  assert.throws(() => normalised('{"nbformat": 3}', "old.ipynb"), /got nbformat 3/);
});

test("check names the files that differ and leaves them; without it they are written", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "normalise-"));
  try {
    cpSync(path.join(fixtures, "browser.ipynb"), path.join(folder, "good.ipynb"));
    const file = path.join(folder, "used.ipynb");
    writeFileSync(file, JSON.stringify(used));
    assert.deepEqual(normaliseNotebooks([folder], {check: true}), [file]);
    assert.equal(readFileSync(file, "utf8"), JSON.stringify(used));
    assert.deepEqual(normaliseNotebooks([folder], {check: false}), [file]);
    assert.deepEqual(normaliseNotebooks([folder], {check: true}), []);
  } finally {
    rmSync(folder, {recursive: true});
  }
});
