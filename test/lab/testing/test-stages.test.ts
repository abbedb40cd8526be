import assert from "node:assert/strict";
import {cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {readdirSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import type {TestContext} from "node:test";
import {testOptions} from "../../../src/lab/test-options";
import {runStage} from "../../../src/lab/testing/test-stage-run";
import {stages, testFiles} from "../../../src/lab/testing/test-stages";
import type {Stage} from "../../../src/lab/testing/test-stages";

const project = join(__dirname, "..", "..", "..");

/** A project with test files of these contents, by name below `test/`. */
function projectWith(t: TestContext, files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "stages-"));
  t.after(() => rmSync(root, {recursive: true, force: true}));
  symlinkSync(join(project, "node_modules"), join(root, "node_modules"));
  mkdirSync(join(root, "src", "lab"), {recursive: true});
  const reporter = join("src", "lab", "testing", "test-reporter.mjs");
  cpSync(join(project, reporter), join(root, reporter));
  for (const [name, text] of Object.entries({"empty/a.ts": "", ...files})) {
    mkdirSync(join(root, "test", name, ".."), {recursive: true});
    writeFileSync(join(root, "test", name), `import {test} from "node:test";\n${text}`);
  }
  return root;
}

const unit: Stage = {name: "unit", phase: 1, folders: "others", atOnce: 2, limit: 120};

async function run(root: string, stage: Stage = unit, grep: string | null = null) {
  const shown: string[] = [];
  const result = await runStage(stage, {root, grep, show: (text) => shown.push(text)});
  return {...result, shown: shown.join("\n")};
}

test("every file of tests belongs to one stage, or to a folder that is left alone", () => {
  const named = stages.flatMap((stage) => testFiles(stage, project));
  assert.equal(new Set(named).size, named.length);
  const all = readdirSync(join(project, "test"), {recursive: true, encoding: "utf8"})
    .filter((file) => file.endsWith(".test.ts") && !/^(bench|soak|fixtures)/.test(file))
    .map((file) => join("test", file));
  assert.deepEqual([...named].sort(), all.sort());
});

test("passed, failed and skipped tests are counted over files", async (t) => {
  const root = projectWith(t, {
    "a/one.test.ts": `test("good", () => {}); test("left out", {skip: true}, () => {});`,
    "b/two.test.ts": `test("bad", () => { console.log("a hint"); throw new Error("broken"); });`,
  });
  const {passed, failed, skipped, failures, shown} = await run(root);
  assert.deepEqual([passed, failed, skipped], [1, 1, 1]);
  assert.deepEqual(failures, [`bad (${join("test", "b", "two.test.ts")})`]);
  assert.match(shown, /✖ bad .*\n[^]*broken[^]*printed:\na hint/);
});

test("a stage whose suites and tests are all left out is well, and says why", async (t) => {
  const root = projectWith(t, {
    "a/one.test.ts": `import {describe} from "node:test";
      describe("pages", {skip: "no browser"}, () => { test("one", () => { throw new Error(); }); });
      describe("more", {skip: "no browser"}, () => { describe("in", () => { test("x", () => {}); }); });`,
    "b/two.test.ts": `import {describe} from "node:test";
      describe("whole", () => { describe("half", {skip: true}, () => { test("x", () => {}); }); });
      test("alone", {skip: "not here"}, () => {});`,
  });
  const {passed, failed, skipped, failures, reasons} = await run(root);
  assert.deepEqual([failed, failures], [0, []]);
  assert.deepEqual([passed, skipped], [0, 4]);
  assert.deepEqual([...reasons].sort(), ["half", "no browser", "not here"]);
});

test("a failing part is told once, not again for each test around it", async (t) => {
  const text = `test("outer", async (t) => { await t.test("inner", () => { throw new Error("x"); }); });`;
  const {failures} = await run(projectWith(t, {"a/one.test.ts": text}));
  assert.equal(failures.length, 1);
  assert.match(failures[0] ?? "", /^inner/);
});

test("a file that cannot be loaded, a test that hangs and a process that dies all fail", async (t) => {
  const faults = {
    syntax: `test("x"`,
    hangs: `test("hangs", () => new Promise(() => { setInterval(() => {}, 1000); }));`,
    dies: `test("dies", () => { process.exit(3); });`,
  };
  for (const [name, text] of Object.entries(faults)) {
    const root = projectWith(t, {"a/one.test.ts": text});
    const {failed, failures} = await run(root, {...unit, limit: 1});
    assert.ok(failed > 0 && failures.length > 0, name);
  }
});

test("a stage without tests fails: its folder was moved or forgotten", async (t) => {
  const {failed, failures} = await run(projectWith(t, {}));
  assert.deepEqual([failed, failures], [1, ["unit: no tests"]]);
});

test("a tool that says no fails, with what it printed", async (t) => {
  const root = projectWith(t, {"tool.mjs": `console.log("line 3 is odd"); process.exit(1);`});
  const {failed, shown} = await run(root, {name: "tool", phase: 1, command: ["test/tool.mjs"]});
  assert.deepEqual([failed, shown], [1, "line 3 is odd"]);
});

test("what a tool notes is shown, also where it says yes", async (t) => {
  const text = `console.log("note: one\\nall is well\\nnote: two");`;
  const root = projectWith(t, {"tool.mjs": text});
  const {failed, shown} = await run(root, {name: "tool", phase: 1, command: ["test/tool.mjs"]});
  assert.deepEqual([failed, shown], [0, "note: one\nnote: two"]);
});

test("only tests whose name has the words are run and counted", async (t) => {
  const root = projectWith(t, {"a/one.test.ts": `test("red", () => {}); test("blue", () => {});`});
  const {passed, skipped} = await run(root, unit, "red");
  assert.deepEqual([passed, skipped], [1, 0]);
});

test("words after npm test choose stages, and wrong ones are refused in one line", () => {
  const names = (words: string[]) => testOptions(words).stages.map(({name}) => name);
  assert.deepEqual(
    names([]),
    stages.map(({name}) => name).filter((name) => name !== "node-versions"),
  );
  assert.deepEqual(names(["--only", "node-versions"]), ["node-versions"]);
  assert.deepEqual(names(["--only", "unit", "--only", "kernel,types"]), [
    "types",
    "unit",
    "kernel",
  ]);
  assert.deepEqual(names(["--grep", "x", "--only", "types,unit"]), ["unit"]);
  assert.throws(() => testOptions(["--only", "units"]), /--only takes types, .*, got units/);
  assert.throws(() => testOptions(["--ony", "unit"]), /npm test takes --only STAGE/);
});
