import assert from "node:assert/strict";
import {after, test} from "node:test";
import ts from "@tslab/typescript-for-tslab";
import {
  newerSyntaxAdvice,
  withoutImportAttributes,
} from "../../../src/kernel/compiler/newer-syntax";
import {failureOf, openNotebook, plainOf, refused} from "../notebook";

const notebook = openNotebook();
after(() => notebook.close());
const {run} = notebook;

const blanked = (text: string) => withoutImportAttributes(ts, text);

test("the attributes of imports are blanked, and all else keeps its place", () => {
  for (const [text, attributes] of [
    [`import d from "./d.json" with {type: "json"}; d`, `with {type: "json"}`],
    [`import * as d from './d.json' with\n{ "type": 'json', }\nd`, `with\n{ "type": 'json', }`],
    [`import "./d.json" /* so */ with /* } */ {type: "json"};`, `with /* } */ {type: "json"}`],
    [`export * from "./a" with {};`, "with {}"],
    [
      `export {a as b} from "./a" with {"resolution-mode": "import"}`,
      `with {"resolution-mode": "import"}`,
    ],
    [`import type {T} from "./a" with {mode: "import"};`, `with {mode: "import"}`],
  ]) {
    const spaces = attributes.replace(/[^\n]/g, " ");
    assert.equal(blanked(text), text.replace(attributes, spaces));
  }
  const two = `import a from "a" with {type: "json"};\nimport b from "b" with {type: "json"};\n`;
  assert.equal(blanked(two).replace(/ +;/g, ";"), `import a from "a";\nimport b from "b";\n`);
});

test("what only looks like attributes is left alone", () => {
  for (const text of [
    "const x = `import d from './d.json' with {type: 'json'}`;",
    "// import d from './d.json' with {type: 'json'}",
    "const o = {with: 1}; o.with",
    "import x from 'x'\nwith ({a: 1}) { a }",
    "import x from 'x' with {",
    "[1].with(0, 2)",
  ])
    assert.equal(blanked(text), text);
});

test("JSON is imported with its attributes, by cells and by files beside the notebook", async () => {
  notebook.write("d.json", '{"a": 7}');
  notebook.write("m.ts", `import d from "./d.json" with {type: "json"};\nexport const a = d.a;`);
  notebook.write("n.js", `import d from "./d.json" with {type: "json"};\nexport const b = d.a;`);
  const source = `import d from "./d.json" with {type: "json"};\nd.a`;
  assert.equal(plainOf(await run(source)), "7");
  assert.equal(plainOf(await run(`import {a} from "./m"; a`)), "7");
  assert.equal(plainOf(await run(`import {b} from "./n.js"; b`)), "7");
  const attributes = `{with: {type: "json"}}`;
  assert.equal(plainOf(await run(`(await import("./d.json", ${attributes})).default.a`)), "7");
  const wrong = refused(notebook.compile(`import d from "./d.json" with {type: "json"}; d.b`));
  assert.match(wrong.traceback[0], /^In\[\d+\]:1:49 - .*'b'.*\n\n1 import d .* with \{type/s);
  assert.equal(notebook.compiler.isComplete(source).status, "complete");
  const {matches} = notebook.compiler.complete(source, source.length);
  assert.deepEqual(matches, [{text: "a", kind: "property"}]);
});

test("the syntax of TypeScript 5.0 runs as it is", async () => {
  const cells = {
    "class A { accessor x = 1; static accessor y = 2 } new A().x + A.y": "3",
    "function lit<const T>(x: T): T { return x; } const l: readonly [1, 2] = lit([1, 2]); l[1]":
      "2",
    "const p = {a: 1} as const satisfies {a: number}; p.a": "1",
    "/[\\p{L}--[a-z]]/v.test('A')": "true",
    "enum E { A = 1, B = 'x'.length } const enum C { D = 4 } E.A + E.B + C.D": "6",
    "[3, 1, 2].toSorted().findLast((x) => x < 3)": "2",
    "new Float32Array([2, 1]).toSorted()[0]": "1",
  };
  for (const [source, value] of Object.entries(cells))
    assert.equal(plainOf(await run(source)), value, source);
});

test("decorators are those of the language, in cells as in the files that they import", async () => {
  const text = `
    export function twice(method: (this: Made) => number, context: ClassMethodDecoratorContext) {
      return function (this: Made) { return 2 * method.call(this) + String(context.name).length; };
    }
    export class Made { @twice value() { return 10; } }`;
  notebook.write("decorated.ts", text);
  assert.equal(plainOf(await run(`${text}\nnew Made().value()`)), "25");
  const imported = `import {Made as Other} from "./decorated"; new Other().value()`;
  assert.equal(plainOf(await run(imported)), "25");
});

test("syntax that is newer says so, and what to write instead", () => {
  const resource = "{[Symbol.dispose]() {}}";
  for (const [source, way] of [
    [`using r = ${resource};`, /try \{ … \} finally/],
    [`async function f() { await using r = ${resource}; }`, /try \{ … \} finally/],
    ["for (using r of []) {}", /try \{ … \} finally/],
    ["import defer * as d from './x'; d", /leave out defer/],
    ["let t: typeof import('./x', {with: {mode: 'import'}});", /leave out the attributes/],
  ] as const) {
    const fault = refused(notebook.compile(source));
    for (const told of [fault.evalue, fault.traceback[0]])
      assert.match(told, /newer than TypeScript 5\.0, the language of this kernel: /, source);
    assert.match(fault.evalue, way);
  }
  notebook.write("newer.ts", `export function f() { using r = ${resource}; }`);
  const {evalue} = refused(notebook.compile("import {f} from './newer'; f()"));
  assert.match(evalue, /newer\.ts:1:23\)\. This syntax is newer than TypeScript 5\.0/);
});

test("what no version reads is not told as newer, nor what is read and is wrong", async () => {
  for (const text of ["const = 5;", "f(", "let x = ;", "if (", "using x"])
    assert.equal(newerSyntaxAdvice(text), null, text);
  for (const source of ["const = 5;", "let n: number = 'x';", "function f() { await g(); }"])
    assert.doesNotMatch(refused(notebook.compile(source)).evalue, /newer/);
  assert.doesNotMatch(failureOf(await run("throw new Error('x')")).evalue, /newer/);
});

test("types of later versions are told as such, and so are rules that were loosened since", () => {
  for (const [source, told] of [
    ["const n: NoInfer<string> = 'a';", /NoInfer came after TypeScript 5\.0/],
    ["type T = [a: string, number];", /wants names for all members or for none/],
    ["interface I { get x(): string; set x(v: number) }", /the setter must take/],
  ] as const)
    assert.match(refused(notebook.compile(source)).evalue, told);
});
