import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {once} from "node:events";
import fs, {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import {test} from "node:test";
import {storedResults} from "../../../src/runs/stored-results";
import type {NotebookEntry} from "../../../src/lab/notebook/verdict-records";
import {writeOrRescue} from "../../../src/lab/notebook/rescue";
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
async function inFolder(use: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "verdicts-"));
  try {
    await use(folder);
  } finally {
    rmSync(folder, {recursive: true});
  }
}

test("verdicts.json holds one complete record for each claim; what did not run is kept", () =>
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
  }));

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

test("accepting replaces what ran, keeps what did not and forgets what is gone", () =>
  inFolder((root) => {
    mkdirSync(path.join(root, "test", "notebooks"), {recursive: true});
    const all = [entry("a", verdict("A1", "supported")), entry("b", verdict("B1", "refuted"))];
    acceptVerdicts([...all, entry("gone", verdict("G", "refuted"))], {
      root,
      known: ["a", "b", "gone"],
    });
    acceptVerdicts([entry("a", verdict("A1", "undecided"))], {root, known: ["a", "b"]});
    assert.deepEqual(readBaseline(root), {a: {A1: "undecided"}, b: {B1: "refuted"}});
  }));

test("a full run is stored where notebooks read it", () =>
  inFolder((root) => {
    const file = storeResults(entry("05-a", verdict("A1", "supported")), {root});
    assert.equal(path.relative(root, file), path.join("data", "results", "05-a.json"));
    const stored = storedResults<VerdictRecord>("05-a", {folder: path.dirname(file)});
    assert.equal(stored?.verdicts[0].kind, "supported");
    assert.equal(stored?.date, "2026-11-24");
    assert.equal(stored?.commit, "0123456789abcdef");
    assert.deepEqual(stored?.versions, provenance.versions);
  }));

test("a damaged notebooks.json is set aside with one line, and the run goes on", (t) =>
  inFolder((out) => {
    const warn = t.mock.method(console, "warn", () => undefined);
    const file = path.join(out, "notebooks.json");
    const options = {out, known: ["a", "b"]};
    recordEntries([entry("a", verdict("A1", "supported"))], options);
    const whole = readFileSync(file, "utf8");
    const damages = [whole.slice(0, 100), "", "[3]", "{}", whole.replace("0.3", "0.4")];
    damages.forEach((text, i) => {
      writeFileSync(file, text);
      assert.equal(recordEntries([entry("b")], options).length, 1);
      assert.equal(warn.mock.callCount(), i + 1);
      const line = String(warn.mock.calls[i].arguments[0]);
      assert.match(line, /notebooks\.json .*; it is now notebooks\.json\.damaged$/);
      assert.equal(readFileSync(`${file}.damaged`, "utf8"), text);
      recordEntries([entry("b")], options);
      assert.equal(warn.mock.callCount(), i + 1, "once only");
    });
    // A site of before, without a hash.
    writeFileSync(file, JSON.stringify([entry("a")]));
    assert.equal(recordEntries([entry("b")], options).length, 2);
  }));

test("a damaged record of kinds is set aside with one line that says how to get it back", (t) =>
  inFolder((root) => {
    const warn = t.mock.method(console, "warn", () => undefined);
    const file = path.join(root, "test", "notebooks", "verdicts.json");
    mkdirSync(path.dirname(file), {recursive: true});
    for (const text of ['{"a": {"A1": "supp', "[]", '{"a": 3}', '{"a": {"A1": null}}']) {
      writeFileSync(file, text);
      assert.deepEqual(readBaseline(root), {});
      const line = String(warn.mock.calls[warn.mock.callCount() - 1].arguments[0]);
      assert.match(line, /git checkout -- .*; it is now verdicts\.json\.damaged/);
      assert.deepEqual(readBaseline(root), {});
    }
    assert.equal(warn.mock.callCount(), 4);
  }));

test("three runs that record into one site at once lose no notebook", () =>
  inFolder(async (out) => {
    const program = path.join(__dirname, "example-recorder.ts");
    const names = ["a", "b", "c"];
    const all = names.map((name) =>
      spawn(process.execPath, ["--import", "tsx", program, out, name], {stdio: "inherit"}),
    );
    for (const one of all) {
      if (one.exitCode === null) await once(one, "exit");
      assert.equal(one.exitCode, 0);
    }
    const every = Array.from({length: 30}, (_, i) => `${names[i % 3]}${Math.floor(i / 3)}`).sort();
    const {entries} = JSON.parse(readFileSync(path.join(out, "notebooks.json"), "utf8")) as {
      entries: NotebookEntry[];
    };
    assert.deepEqual(
      entries.map(({notebook}) => notebook),
      every,
    );
    assert.equal(readFileSync(path.join(out, "index.html"), "utf8"), every.join());
    assert.deepEqual(readdirSync(out).sort(), ["index.html", "notebooks.json", "verdicts.json"]);
  }));

test("a site that cannot be written costs no verdict: they are kept elsewhere, or printed", (t) =>
  inFolder((folder) => {
    const ran = entry("a", verdict("A1", "supported"));
    const said: string[] = [];
    const say = (line: string): void => void said.push(line);
    writeFileSync(path.join(folder, "site"), "a file where a folder should be");
    const write = (): void =>
      void recordEntries([ran], {out: path.join(folder, "site"), known: ["a"]});
    assert.equal(writeOrRescue(ran, {write, say, temporary: folder}), false);
    assert.match(said[0], /site.notebooks\.json cannot be locked: /);
    const kept = /are kept in (.*)$/.exec(said[1])![1];
    assert.deepEqual(
      (JSON.parse(readFileSync(kept, "utf8")) as NotebookEntry).verdicts,
      ran.verdicts,
    );
    t.mock.method(fs, "writeSync", () => {
      throw Object.assign(new Error("ENOSPC"), {code: "ENOSPC"});
    });
    said.length = 0;
    assert.equal(writeOrRescue(ran, {write, say, temporary: folder}), false);
    assert.deepEqual(JSON.parse(said[said.length - 1]), ran.verdicts[0]);
  }));
