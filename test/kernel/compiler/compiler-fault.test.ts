import assert from "node:assert/strict";
import {after, test} from "node:test";
import {CellCompiler} from "../../../src/kernel/compiler/cell-compiler";
import {isNestedDeeper} from "../../../src/kernel/compiler/compiler-fault";
import {compiled, labPlace, notebookFolder, refused} from "../notebook";

const place = notebookFolder();
const compiler = new CellCompiler(labPlace(place.folder));
after(() => place.remove());

compiled(compiler.compile("interface Run { depth: number }\nconst run: Run = {depth: 3};", 1));
compiler.commit();

const tooMuch = {
  "a chain of conditions": `run.depth ${"> 1 ? 1 : run.depth ".repeat(5000)}`,
  "a chain of calls": `[1]${".map((x) => x + 1)".repeat(5000)}`,
  "an array in an array": `const nest = ${"[".repeat(8000)}${"]".repeat(8000)};`,
};

for (const [what, source] of Object.entries(tooMuch))
  test(`${what} that TypeScript cannot follow costs its own cell, not the next`, () => {
    const fault = refused(compiler.compile(source, 2));
    assert.match(fault.evalue, /^In\[2\] cannot be compiled: it is nested too deeply/);
    compiled(compiler.compile("const next: Run = run; next.depth + 1", 3));
    assert.match(refused(compiler.compile("run.width", 4)).evalue, /'width' does not exist/);
  });

test("a deep text while it is typed costs neither completion nor documentation", () => {
  const deep = `${"[".repeat(8000)}run`;
  assert.ok(Array.isArray(compiler.complete(deep, deep.length).matches));
  compiler.inspect(deep, deep.length, 0);
  compiler.isComplete(deep);
  assert.ok(compiler.complete("run.de", 6).matches.some(({text}) => text === "depth"));
});

test("a value whose type no later cell could read is refused with its own cell", () => {
  for (const depth of [100, 200, 400, 800, 1600]) {
    const source = `const deep = ${"{a: ".repeat(depth)}1${"}".repeat(depth)};`;
    if (!("traceback" in compiler.compile(source, 5))) compiler.commit();
    compiled(compiler.compile("run.depth + 1", 6));
  }
});

test("nesting is counted by open brackets", () => {
  assert.ok(isNestedDeeper("[[[", 2));
  assert.ok(!isNestedDeeper("[][][]", 2));
});
