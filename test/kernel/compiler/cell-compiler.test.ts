import assert from "node:assert/strict";
import {after, test} from "node:test";
import {CellCompiler} from "../../../src/kernel/compiler/cell-compiler";
import {compiled, labPlace, notebookFolder, refused} from "../notebook";

const place = notebookFolder();
const compiler = new CellCompiler(labPlace(place.folder));
after(() => place.remove());

let count = 0;
/** Compiles a cell and keeps its declarations. */
function keep(source: string) {
  const cell = compiled(compiler.compile(source, ++count));
  compiler.commit();
  return cell;
}
const faultOf = (source: string) => refused(compiler.compile(source, 7));

test("types of earlier cells hold in later ones", () => {
  keep("interface Run { depth: number }\nconst run: Run = {depth: 3};");
  keep("run.depth.toFixed(2)");
  assert.match(faultOf("run.width").evalue, /Property 'width' does not exist on type 'Run'/);
});

test("a name may be declared anew with another type", () => {
  keep("let turns = 1; class Shape { sides = 3 }");
  keep("let turns = 'one'; class Shape { name = 'x' }");
  keep("turns.toUpperCase() + new Shape().name");
});

test("a cell that was not committed leaves no names", () => {
  compiled(compiler.compile("const discarded = 1;", ++count));
  assert.match(faultOf("discarded").evalue, /Cannot find name 'discarded'/);
});

test("reset forgets all cells", () => {
  keep("const remembered = 1;");
  compiler.reset();
  assert.match(faultOf("remembered").evalue, /Cannot find name 'remembered'/);
});

test("a type error is named with cell, line, column, code, line text and mark", () => {
  const fault = faultOf("const fine = 1;\nconst size: number = 'large';\n");
  assert.equal(fault.ename, "TypeScriptError");
  assert.deepEqual(fault.traceback, [
    "In[7]:2:7 - error TS2322: Type 'string' is not assignable to type 'number'.\n\n" +
      "2 const size: number = 'large';\n        ~~~~",
  ]);
});

test("every type error has an entry of its own", () => {
  const {traceback} = faultOf("const a: string = 1;\nmissing();\n");
  assert.equal(traceback.length, 2);
  assert.match(traceback[1], /^In\[7\]:2:1 - error TS2304/);
});

test("a syntax error is told as such, at its place", () => {
  const fault = faultOf("const fine = 1;\nconst = 5;");
  assert.equal(fault.ename, "SyntaxError");
  assert.match(fault.traceback[0], /^In\[7\]:2:7 - error TS1/);
});

test("cells are checked as strictly as the project's tsconfig.json asks", () => {
  assert.match(faultOf("function area(side) { return side; }").evalue, /implicitly has an 'any'/);
  assert.match(faultOf("let name: string = null;").evalue, /'null' is not assignable/);
});

test("await may stand anywhere at the top of a cell", () => {
  keep("const later = async () => 5; const found: any = later;");
  const {code} = keep("await (found as any)(); for await (const x of [later()]) x + 1;");
  assert.match(code, /await/);
});

test("await in a function that is not async is an error", () => {
  assert.match(faultOf("function now() { await Promise.resolve(1); }").evalue, /await/);
});

test("a cell that exports its names is read as if it did not", () => {
  keep("export const shown = 1; export function shownTwice() { return 2 * shown; }");
  keep("shown + shownTwice()");
});

test("the last expression is known, a last statement is none", () => {
  assert.equal(keep("1 + 1").lastExpression, "tsLastExpr");
  assert.equal(keep("const statement = 1;").lastExpression, null);
  assert.equal(keep("").lastExpression, null);
  assert.equal(keep("// only a comment").lastExpression, null);
});

test("src/ is found as residual-lab/… from a notebook outside the project", () => {
  keep("import {pathLengthLaw} from 'residual-lab/analyses/paths/path-length-law';");
  assert.match(faultOf("pathLengthLaw('3', 1)").evalue, /'string' is not assignable/);
});

test("a file beside the notebook is found, and an edit of it is seen by the next cell", () => {
  place.write("measure.ts", "export const measure = (x: number): number => x;");
  keep("import {measure} from './measure'; measure(1).toFixed()");
  place.write("measure.ts", "export const measure = (x: string): string => x;");
  assert.match(faultOf("measure(1)").evalue, /'number' is not assignable to parameter/);
  place.write(
    "measure.ts",
    "export const measure = (x: number): number => x; export const unit = 1;",
  );
  keep("import {unit} from './measure'; measure(unit)");
});

test("a type error in a file beside the notebook is shown with its file and line", () => {
  place.write("wrong.ts", "export const right = 1;\nexport const wrong: number = 'x';\n");
  const fault = faultOf("import {right} from './wrong'; right");
  assert.match(fault.traceback[0], /^wrong\.ts:2:14 - error TS2322/);
  assert.match(fault.traceback[0], /2 export const wrong: number = 'x';/);
});

test("a file that was missing is found once it is there", () => {
  assert.match(faultOf("import {x} from './late'; x").evalue, /Cannot find module '.\/late'/);
  place.write("late.ts", "export const x = 1;");
  keep("import {x as late} from './late'; late.toFixed()");
});

test("an import may end in .ts, and a cell begin with the line of a script", () => {
  place.write("ending.ts", "export const ending: number = 1;");
  keep("#!/usr/bin/env node\nimport {ending} from './ending.ts'; ending.toFixed()");
});

test("a cell that asks not to be checked runs with its type errors, and so does a line", () => {
  keep("// a remark\n// @ts-nocheck\nconst unchecked: number = 'text';");
  keep("// @ts-ignore\nconst ignored: number = 'text';");
  assert.match(faultOf("const text = '@ts-nocheck'; const n: number = text;").evalue, /'string'/);
});

test("JSON files are typed", () => {
  place.write("data.json", '{"rows": [1, 2]}');
  keep("import data from './data.json'; data.rows.length");
  assert.match(faultOf("import data from './data.json'; data.columns").evalue, /'columns'/);
});

test("a missing package comes with the command that installs it", () => {
  const [shown] = faultOf("import {x} from '@scope/not-there/deep'; x").traceback;
  assert.match(shown, /npm install @scope\/not-there$/);
  assert.doesNotMatch(faultOf("import {x} from './not-there'; x").traceback[0], /npm install/);
});

test("a package without types can be used all the same", () => {
  place.write("node_modules/plain/package.json", '{"name": "plain", "main": "index.js"}');
  place.write("node_modules/plain/index.js", "exports.x = 1;");
  keep("import {x as plain} from 'plain'; plain");
});

test("a package that has only exports for import is found with its types", () => {
  const manifest = {
    name: "modern",
    type: "module",
    exports: {".": {types: "./index.d.ts", import: "./index.js"}},
  };
  place.write("node_modules/modern/package.json", JSON.stringify(manifest));
  place.write("node_modules/modern/index.d.ts", "export declare const answer: number;");
  keep("import {answer} from 'modern';");
  assert.match(faultOf("answer.toUpperCase()").evalue, /toUpperCase/);
});

test("a variable is one for all cells, also where a function of its cell uses it", () => {
  const {code} = keep("let rate = 0.1; const step = () => rate;");
  assert.match(code, /=> exports\.rate/);
  assert.doesNotMatch(code, /let rate/);
});

test("names of members and of earlier cells are completed, with their kinds", () => {
  keep("const lesson = {depth: 3, width: 4}; function lessonPlan() { return 1; }");
  const names = compiler.complete("less", 4);
  assert.deepEqual([names.start, names.end], [0, 4]);
  const kinds = new Map(names.matches.map(({text, kind}) => [text, kind]));
  assert.equal(kinds.get("lesson"), "instance");
  assert.equal(kinds.get("lessonPlan"), "function");
  const members = compiler.complete("1 + lesson.de + 2", 13);
  assert.deepEqual(members, {matches: [{text: "depth", kind: "property"}], start: 11, end: 13});
});

test("files and folders are completed in imports", () => {
  place.write("charts.ts", "export {}");
  const beside = compiler.complete("import {x} from './cha", 22);
  assert.deepEqual(beside, {matches: [{text: "charts", kind: "module"}], start: 19, end: 22});
  const inside = compiler.complete(
    "import {x} from 'residual-lab/analyses/paths/path-length-l",
    58,
  );
  assert.deepEqual(inside.matches, [{text: "path-length-law", kind: "module"}]);
});

test("completion survives broken code and wild positions", () => {
  for (const [source, cursor] of [
    ["const x = {", 99],
    ["`${", -5],
    ["", 0],
    ["((((", 2],
    ["class {", 7],
  ] as const)
    assert.ok(Array.isArray(compiler.complete(source, cursor).matches));
});

test("inspection gives signature and documentation in Markdown, and nothing for unknown names", () => {
  keep("/** Twice a number. */\nfunction twice(x: number) { return 2 * x; }");
  const found = compiler.inspect("twice(3)", 2, 0);
  assert.match(
    String(found?.["text/markdown"]),
    /```typescript\nfunction twice\(x: number\): number/,
  );
  assert.match(String(found?.["text/markdown"]), /Twice a number\./);
  assert.ok(compiler.inspect("twice(", 6, 0), "behind the bracket of a call");
  assert.equal(compiler.inspect("nobodyKnowsThis", 3, 0), null);
});

test("inside a call, inspection gives the signature of what is called, and the argument's own words", () => {
  keep(
    "/** Adds.\n * @param b the second */\n" +
      "function add(a: number, b: number, ...rest: string[]) { return a + b; }\n" +
      "class Box { constructor(x: number, y?: string) {} put<T>(v: T): T { return v; } }",
  );
  const signature = "add(a: number, b: number, ...rest: string[]): number";
  for (const [source, expected] of [
    ["add(1, |", [signature, "Adds.", "b: the second"]],
    ["add(1,|)", [signature, "b: the second"]],
    ["add(add(1, |), 2)", [signature, "b: the second"]],
    ["add(\n  1,\n  |\n)", [signature, "b: the second"]],
    ["add(1, 2, 'a', |", [signature, "rest"]],
    ["add(1, 'open |", [signature]],
    ["new Box(1, |", ["Box(x: number, y?: string"]],
    ["new Box(1).put<|", ["put<T>(v: T): T"]],
    ["Math.max(1, |", ["max(...values: number[]): number"]],
    ["import d from './d.json' with {type: 'json'}; add(1, |", [signature]],
  ] as const) {
    const found = compiler.inspect(source.replace("|", ""), source.indexOf("|"), 0);
    for (const words of expected) {
      assert.ok(String(found?.["text/plain"]).includes(words), `${source}: ${words}`);
      assert.ok(String(found?.["text/markdown"]).includes(words), `${source}: ${words}`);
    }
  }
  for (const source of ["1 + |", "add(1, 2) |", "nobodyKnowsThis(1, |", "(1, |"])
    assert.equal(compiler.inspect(source.replace("|", ""), source.indexOf("|"), 0), null, source);
});

test("inspection finds the documentation of packages", () => {
  const found = compiler.inspect("import {existsSync} from 'node:fs'; existsSync", 46, 0);
  assert.match(String(found?.["text/plain"]), /Returns `true` if the path exists/);
});

test("inspection at level 1 shows the source of what src/ declares", () => {
  const source =
    "import {pathLengthLaw} from 'residual-lab/analyses/paths/path-length-law'; pathLengthLaw";
  const shown = (level: number) =>
    String(compiler.inspect(source, source.length, level)?.["text/plain"]);
  assert.doesNotMatch(shown(0), /export function/);
  assert.match(shown(1), /export function pathLengthLaw/);
});

test("a text is complete, incomplete with an indent, or invalid", () => {
  const statuses = {
    "1 + 1": "complete",
    "await f()": "complete",
    "const x = <number>y;": "complete",
    "function f() {": "incomplete",
    "f(1,": "incomplete",
    "const s = `open": "incomplete",
    "/* open": "incomplete",
    "const x = )": "invalid",
    "}{": "invalid",
  };
  for (const [source, status] of Object.entries(statuses))
    assert.equal(compiler.isComplete(source).status, status, source);
  assert.deepEqual(compiler.isComplete("if (x) {\n  for (;;) {"), {
    status: "incomplete",
    indent: "    ",
  });
});

test("a value whose type cannot be written down still has a name in later cells", () => {
  keep(
    "const made = (() => { class Hidden { #secret = 1; get it() { return this.#secret; } } return new Hidden(); })();",
  );
  keep("made.it + 1");
});

test("what other notebooks' languages say is answered with what to write here", () => {
  const advice: readonly (readonly [string, RegExp])[] = [
    ["!ls -l", /in a terminal/],
    ["%time 1 + 1", /commands of IPython/],
    ["%%bash\nls", /commands of IPython/],
    ["pip install numpy", /in a terminal/],
    ["import numpy as np", /not Python: write import \* as name/],
    ["def half(x):\n  return x / 2", /not Python: write function/],
    ["print(1)", /not Python: write console\.log\(x\)/],
    ["const yes = True;", /not Python: write true$/],
  ];
  for (const [source, expected] of advice) assert.match(faultOf(source).traceback[0], expected);
});

test("a name that no cell has defined comes with what to do", () => {
  const [shown] = faultOf("const one = 1;\nneverDefined + one").traceback;
  assert.match(shown, /^In\[7\]:2:1 - error TS2304/);
  assert.match(shown, /No cell that was run defines neverDefined: run the cell that does/);
  assert.doesNotMatch(faultOf("const size: number = 'a';").traceback[0], /No cell|Python/);
});
