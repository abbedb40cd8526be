import assert from "node:assert/strict";
import {after, test} from "node:test";
import {failureOf, openNotebook, plainOf, textOf} from "../notebook";

/** What a cell has taken out of a module follows an edit of the module's file. */

const notebook = openNotebook();
const {run, write} = notebook;
after(() => notebook.close());

const shown = async (source: string) => String(plainOf(await run(source))).replace(/\s+/g, " ");

/** One file of each kind, which all tell the same number. */
function writeFiles(n: number): void {
  write("fn.js", `module.exports = function fn() { return ${n}; };`);
  write("shape.js", `module.exports = class Shape { n = ${n} };`);
  write("number.js", `module.exports = ${n};`);
  write("row.json", `[${n}, [${n}]]`);
  write("parts.js", `module.exports = {a: ${n}, deep: {x: {b: ${n}, c: ${n}}}, f: () => ${n}};`);
  write("es.ts", `export const a: number = ${n}; export default function d() { return ${n}; }`);
  write("equals.ts", `class Equals { n = ${n} }\nexport = Equals;`);
  write("asks.js", "const fn = require('./fn'); module.exports = () => fn();");
}

test("functions, classes, numbers and parts that were required are the new ones after an edit", async () => {
  writeFiles(1);
  await run(
    "const fn = require('./fn'), Shape = require('./shape'), number = require('./number'), asks = require('./asks');\n" +
      "const {a: renamed, deep: {x: {b, ...rest}}, missing = 7} = require('./parts'); const [first, [inner]] = require('./row.json');\n" +
      "const f = (require('./parts') as any).f, c = require('./parts')['deep'].x.c; let changing = require('./number');\n" +
      "const {a: dynamic, default: d} = await import('./es'); const whole = await import('./es'); const es = require('./es');\n" +
      "const inside = () => require('./fn')();\n" +
      "const all = () => [fn(), new Shape().n, number, asks(), renamed, b, rest.c, missing, first, inner, f(), c, changing, dynamic, d(), whole.a, es.a, inside()].join();",
  );
  const numbers = (n: number) =>
    `'${Array.from({length: 18}, (_, i) => (i === 7 ? 7 : n)).join()}'`;
  assert.equal(await shown("all()"), numbers(1));
  writeFiles(22);
  assert.equal(await shown("all()"), numbers(22), "in a function of the cell that required them");
  const later = "[fn(), new Shape().n, number, renamed, b, rest.c, f(), dynamic, changing]";
  assert.equal(await shown(`${later}.join()`), "'22,22,22,22,22,22,22,22,22'");
});

test("names that are given their values without a declaration follow, too, until they are given others", async () => {
  writeFiles(1);
  await run(
    "let early: any, deep: any, dynamic2: any, chained: any, other: any, over: any;\n" +
      "early = require('./fn'); over = require('./number');",
  );
  await run("deep = (require('./parts') as any).deep.x.b; dynamic2 = (await import('./es')).a;");
  // The last line of a cell is its result as well.
  await run("chained = other = require('./number')");
  await run("over = 'mine';");
  const all = "[early(), deep, dynamic2, chained, other, over].join()";
  assert.equal(await shown(all), "'1,1,1,1,1,mine'");
  writeFiles(22);
  assert.equal(await shown(all), "'22,22,22,22,22,mine'");
  await run("chained = 7;");
  writeFiles(333);
  assert.equal(await shown(all), "'333,333,333,7,333,mine'");
});

test("import f = require() is read, typed, and follows an edit, and so is export =", async () => {
  writeFiles(1);
  await run(
    "import fn = require('./fn'); import Equals = require('./equals'); import {default as same} from './equals';\n" +
      "import os = require('node:os'); const made = () => [fn(), new Equals().n, new same().n];",
  );
  await run("1;");
  const typed = "const one: Equals = new Equals(); [fn(), one.n, typeof os.cpus, ...made()]";
  assert.equal(await shown(typed), "[ 1, 1, 'function', 1, 1, 1 ]");
  writeFiles(333);
  assert.equal(await shown(typed), "[ 333, 333, 'function', 333, 333, 333 ]");
  const compiled = notebook.compile("new Equals().other");
  assert.match(
    "evalue" in compiled ? compiled.evalue : "",
    /'other' does not exist on type 'Equals'/,
  );
});

test("a name that was given another value, or declared anew, is left alone", async () => {
  writeFiles(1);
  await run("let given = require('./number'); const {a: declared, f: kept} = require('./parts');");
  await run("given = 5; const declared = 6;");
  writeFiles(4444);
  assert.equal(await shown("[given, declared, kept()]"), "[ 5, 6, 4444 ]");
});

test("where the edited file lacks what was taken out of it, the old value stays and the fault is shown", async () => {
  writeFiles(1);
  await run("const {deep: {x: {b: lost}}} = require('./parts');");
  write("parts.js", "module.exports = {};");
  const {events} = await run("console.log(lost)");
  assert.equal(textOf(events), "1\n");
  assert.ok(events.some(({type, ...each}) => type === "fault" && /'x'/.test(JSON.stringify(each))));
  writeFiles(55555);
  assert.equal(await shown("lost"), "55555");
});

test("a cell's own require is not followed, and what throws at once is an error of the cell", async () => {
  const source =
    "import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);\n" +
    "const own = require('./number.js'); own";
  writeFiles(1);
  assert.equal(await shown(source), "1");
  const notebookOfItsOwn = openNotebook();
  try {
    const failed = await notebookOfItsOwn.run("const {x: {y}} = require('node:os');");
    assert.match(failureOf(failed).evalue, /Cannot read properties of undefined/);
  } finally {
    await notebookOfItsOwn.close();
  }
});
