import assert from "node:assert/strict";
import {mkdirSync, mkdtempSync, readFileSync, rmSync} from "node:fs";
import os from "node:os";
import path from "node:path";
import {test} from "node:test";
import {storedResults} from "../../../src/runs/stored-results";
import type {NotebookEntry} from "../../../src/lab/page/index-page";
import type {VerdictRecord} from "../../../src/lab/notebook/verdict-records";
import {
  acceptVerdicts,
  flips,
  readBaseline,
  recordEntries,
  storeResults,
} from "../../../src/lab/notebook/verdict-store";
import {provenance} from "../recorded-kernel";

const verdict = (claim: string, kind: string): VerdictRecord => ({
  ...{claim, kind, paper: "littwin2016", reason: "", notebook: "a", cell: "c", seconds: 1},
  effect: 0.3,
});
const entry = (notebook: string, ...verdicts: VerdictRecord[]): NotebookEntry => ({
  ...{notebook, title: notebook, question: "", seconds: 3, provenance, verdicts},
});
function inFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(path.join(os.tmpdir(), "verdicts-"));
  try {
    use(folder);
  } finally {
    rmSync(folder, {recursive: true});
  }
}

test("verdicts.json holds one complete record for each claim; what did not run is kept", () => {
  inFolder((out) => {
    recordEntries([entry("b", verdict("B1", "refuted")), entry("gone")], {
      out,
      known: ["b", "gone"],
    });
    const entries = recordEntries([entry("a", verdict("A1", "supported"))], {
      out,
      known: ["a", "b"],
    });
    assert.deepEqual(
      entries.map(({notebook}) => notebook),
      ["a", "b"],
    );
    const text = readFileSync(path.join(out, "verdicts.json"), "utf8");
    const records = JSON.parse(text) as Record<string, unknown>[];
    assert.deepEqual(
      records.map(({claim}) => claim),
      ["A1", "B1"],
    );
    for (const field of ["paper", "kind", "effect", "seconds", "size", "commit", "versions"])
      assert.ok(field in records[0], `${field} is missing`);
  });
});

test("a flip, a claim that appears and one that is gone are each said", () => {
  const baseline = {a: {A1: "supported", A2: "refuted", A3: "undecided"}};
  const verdicts = [
    verdict("A1", "supported"),
    verdict("A2", "undecided"),
    verdict("A4", "refuted"),
  ];
  assert.deepEqual(flips("a", {verdicts, baseline}), [
    "a: A2 was refuted, now undecided",
    "a: A3 was undecided, now without a verdict",
    "a: A4 was not recorded, now refuted",
  ]);
  assert.deepEqual(flips("new", {verdicts: [], baseline}), []);
});

test("accepting replaces what ran, keeps what did not and forgets what is gone", () => {
  inFolder((root) => {
    mkdirSync(path.join(root, "test", "notebooks"), {recursive: true});
    const all = [entry("a", verdict("A1", "supported")), entry("b", verdict("B1", "refuted"))];
    acceptVerdicts([...all, entry("gone", verdict("G", "refuted"))], {
      root,
      known: ["a", "b", "gone"],
    });
    acceptVerdicts([entry("a", verdict("A1", "undecided"))], {root, known: ["a", "b"]});
    assert.deepEqual(readBaseline(root), {a: {A1: "undecided"}, b: {B1: "refuted"}});
  });
});

test("a full run is stored where notebooks read it", () => {
  inFolder((root) => {
    const file = storeResults(entry("05-a", verdict("A1", "supported")), {root});
    assert.equal(path.relative(root, file), path.join("data", "results", "05-a.json"));
    const stored = storedResults<VerdictRecord>("05-a", {folder: path.dirname(file)});
    assert.equal(stored?.verdicts[0].kind, "supported");
    assert.equal(stored?.date, "2026-11-24");
    assert.equal(stored?.commit, "0123456789abcdef");
    assert.deepEqual(stored?.versions, provenance.versions);
  });
});
