import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import {claimOwners} from "../../src/runs/claim-owners";
import {changedSince, notebookCells, notebookSources} from "../../src/runs/notebook-sources";
import {quickKinds, recordedKinds} from "../../src/runs/recorded-kinds";

const root = path.join(__dirname, "..", "..");
const quick = {"05-paths": {a: "supported", b: "undecided"}, "06-boosting": {c: "refuted"}};
const full = (notebook: string) =>
  notebook === "05-paths"
    ? {
        date: "2026-11-24",
        commit: "0123456",
        verdicts: [
          {claim: "a", kind: "supported"},
          {claim: "b", kind: "refuted"},
          {claim: "gone", kind: "supported"},
        ],
      }
    : null;
const none = () => [];
const kinds = (changed: (notebook: string, commit: string) => readonly string[] | null) =>
  recordedKinds({quick, full, changed, owners: () => new Map([["c", "ours"]])});

test("a full run counts where nothing that it comes from has changed since", () => {
  const [a, b, c] = kinds(none);
  assert.deepEqual([a.kind, b.kind, c.kind], ["supported", "refuted", "refuted"]);
  assert.deepEqual([b.from, c.from], ["full run of 2026-11-24", "quick run"]);
  assert.ok([a, b, c].every(({older}) => older === null));
});

test("where its code has changed the quick run counts, with a warning where the two part", () => {
  const since = (_: string, commit: string) =>
    commit === "HEAD" ? [] : ["src/x.ts", "src/y.ts", "src/z.ts"];
  const [a, b, ...rest] = kinds(since);
  assert.deepEqual([a.kind, a.from, a.older], ["supported", "quick run", null]);
  assert.equal(b.kind, "undecided");
  assert.equal(
    b.older,
    "the full run of 2026-11-24 says refuted of b, and 3 files (src/x.ts, src/y.ts, …) changed since",
  );
  assert.deepEqual(
    rest.map(({claim}) => claim),
    ["c"],
    "a claim that is gone is not answered with",
  );
});

test("nothing stands on a quick run of which a full run with more seeds says otherwise", () => {
  const since = (_: string, commit: string) => (commit === "HEAD" ? [] : ["src/x.ts"]);
  const [a] = recordedKinds({
    quick: {n: {a: "supported"}},
    full: () => ({date: "2026-11-24", commit: "0", verdicts: [{claim: "a", kind: "refuted"}]}),
    changed: since,
    owners: () => new Map(),
  });
  assert.equal(a.kind, "undecided");
  assert.match(a.older ?? "", /says refuted of a, and 1 file/);
});

test("without git no full run is taken for fresh", () => {
  const [, b] = kinds(() => null);
  assert.equal(b.kind, "undecided");
  assert.match(b.older ?? "", /its code may have changed since/);
});

test("a quick run is warned of where its files are edited and not committed", () => {
  const edited = (_: string, commit: string) => (commit === "HEAD" ? ["src/x.ts"] : ["src/x.ts"]);
  const c = kinds(edited).find(({claim}) => claim === "c");
  assert.equal(c?.older, "1 file (src/x.ts) edited and not committed");
});

test("a claim is known with whose it is, and a contest of a full run with what came of each condition", () => {
  const [, , c] = kinds(none);
  assert.equal(c.whose, "ours");
  const conditions = [{name: "hot", answer: "first"}] as const;
  const [x] = recordedKinds({
    quick: {n: {x: "first"}},
    full: () => ({date: "", commit: "0", verdicts: [{claim: "x", kind: "first", conditions}]}),
    changed: none,
    owners: () => new Map(),
  });
  assert.deepEqual(x.conditions, conditions);
});

test("whose a claim is stands where it is registered, under its own name or one put together", () => {
  const cells = [
    'registerClaim({id: "a-1", whose: "paper"}); registerClaim({id: "a-2", whose: "ours"})',
    'list.map((id) => registerClaim({id: `b-${id}`, whose: "article"}))',
    'const shown = ["c-1"], whose: "ours"',
  ];
  const owners = claimOwners(cells, ["a-1", "a-2", "b-3", "c-1"]);
  assert.deepEqual([...owners].flat(), ["a-1", "paper", "a-2", "ours", "b-3", "article"]);
  for (const [notebook, claims] of Object.entries(quickKinds(root))) {
    const found = claimOwners(notebookCells(root, notebook), Object.keys(claims));
    assert.deepEqual([...found.keys()], Object.keys(claims), notebook);
  }
});

test("the record of this project names notebooks and claims", () => {
  assert.ok(Object.keys(quickKinds(root)).length >= 7);
  assert.deepEqual(quickKinds(path.join(root, "src")), {});
});

test("a notebook's sources are what measures, through imports of imports, and not what shows or judges", () => {
  const sources = notebookSources(root, "03-veit-2016");
  assert.equal(sources[0], path.join("notebooks", "03-veit-2016.ipynb"));
  for (const file of [
    "analyses/lesions/studied-stack.ts",
    "analyses/depth/trained-stack.ts",
    "models/stack/stack-forward.ts",
  ])
    assert.ok(sources.includes(path.join("src", file)), file);
  assert.ok(!sources.some((file) => /src.(display|evidence|lab)/.test(file)));
});

test("what differs from a commit is told from git, and null where that cannot be", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "changed-"));
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.invalid", ...words], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  try {
    mkdirSync(path.join(folder, "src"));
    const write = (name: string, text: string) =>
      writeFileSync(path.join(folder, "src", name), text);
    git("init", "-q");
    write("a.ts", "1");
    write("b.ts", "1");
    git("add", "-A");
    git("commit", "-qm", "One");
    const commit = git("rev-parse", "HEAD");
    write("a.ts", "2");
    const files = ["src/a.ts", "src/b.ts"];
    assert.deepEqual(changedSince(folder, {commit, files}), ["src/a.ts"]);
    assert.deepEqual(changedSince(folder, {commit, files: ["src/b.ts"]}), []);
    assert.equal(changedSince(folder, {commit: "f".repeat(40), files}), null);
    assert.equal(changedSince(folder, {commit: "--output=x", files}), null);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
});
