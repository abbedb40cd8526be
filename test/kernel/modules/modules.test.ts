import assert from "node:assert/strict";
import {existsSync} from "node:fs";
import {after, test} from "node:test";
import {setTimeout as pause} from "node:timers/promises";
import {failureOf, openNotebook, plainOf, textOf} from "../notebook";

const notebook = openNotebook();
const {run, write} = notebook;
after(() => notebook.close());

function writePackage(name: string, manifest: object, files: Record<string, string>) {
  write(`node_modules/${name}/package.json`, JSON.stringify({name, version: "1.0.0", ...manifest}));
  for (const [file, text] of Object.entries(files)) write(`node_modules/${name}/${file}`, text);
}

test("a list that was required before an edit of its file holds what the file holds now", async () => {
  write("list.json", "[1, 2, 3]");
  write("list.js", "module.exports = ['a'];");
  await run("const rows = require('./list.json'), names = require('./list.js');");
  write("list.json", `[${Array.from({length: 200_000}, () => 7).join()}]`);
  write("list.js", "module.exports = ['b', 'c'];");
  assert.equal(plainOf(await run("[rows.length, rows[0], names.join()]")), "[ 200000, 7, 'b,c' ]");
  assert.equal(plainOf(await run("rows === require('./list.json')")), "true");
});

test("src/ is the same module by each of its names", async () => {
  const source =
    "import {pathLengthLaw} from 'residual-lab/analyses/paths/path-length-law';\n" +
    "import {pathLengthLaw as same} from './src/analyses/paths/path-length-law';\n" +
    "[pathLengthLaw(3, 1).depth, pathLengthLaw === same]";
  assert.equal(plainOf(await run(source)), "[ 3, true ]");
});

test("a file beside the notebook is imported, and imports what lies beside it", async () => {
  write(
    "scale.ts",
    "export const factor = 2;\nexport function scale(x: number) { return factor * x; }",
  );
  write(
    "twice.ts",
    "import {scale} from './scale';\nexport const twice = (x: number) => scale(x);",
  );
  assert.equal(plainOf(await run("import {twice} from './twice'; twice(4)")), "8");
});

test("an edit two files deep is what the next cell runs, without a new import", async () => {
  await run("import {factor} from './scale';");
  write(
    "scale.ts",
    "export const factor = 10;\nexport function scale(x: number) { return factor * x; }",
  );
  assert.equal(plainOf(await run("[twice(4), factor]")), "[ 40, 10 ]");
});

test("a file that no longer parses shows its error and keeps the old code", async () => {
  write("scale.ts", "export const factor = ;\n");
  const {outcome, events} = await run("console.log(twice(4))");
  assert.equal(outcome.status, "ok");
  assert.equal(textOf(events), "40\n");
  const [fault] = events.flatMap((event) => (event.type === "fault" ? [event.fault] : []));
  assert.equal(fault.ename, "SyntaxError");
  assert.match(fault.traceback.join("\n"), /scale\.ts:1:23[^]*export const factor = ;/);
  assert.deepEqual((await run("")).events, [], "said once");
});

test("a file that throws when it is loaded again keeps the old code", async () => {
  write(
    "scale.ts",
    "export const factor = 3;\nthrow new Error('not today');\nexport function scale(x: number) { return x; }",
  );
  const {events} = await run("console.log(twice(4))");
  assert.equal(textOf(events), "40\n");
  assert.ok(events.some((event) => event.type === "fault" && event.fault.evalue === "not today"));
  write(
    "scale.ts",
    "export const factor = 5;\nexport function scale(x: number) { return factor * x; }",
  );
  assert.equal(plainOf(await run("twice(4)")), "20");
});

test("a name that an edit adds can be imported at once", async () => {
  write(
    "scale.ts",
    "export const factor = 5;\nexport const unit = 'm';\nexport function scale(x: number) { return factor * x; }",
  );
  assert.equal(plainOf(await run("import {unit} from './scale'; unit")), "'m'");
});

test("files that import one another are loaded", async () => {
  write(
    "even.ts",
    "import {odd} from './odd';\nexport const even = (n: number): boolean => n === 0 || odd(n - 1);",
  );
  write(
    "odd.ts",
    "import {even} from './even';\nexport const odd = (n: number): boolean => n !== 0 && even(n - 1);",
  );
  assert.equal(plainOf(await run("import {even} from './even'; even(10)")), "true");
});

test("a module knows its file, its folder and require", async () => {
  write(
    "deep/where.ts",
    "import path from 'node:path';\nexport const where = path.relative(process.cwd(), __filename) + ' ' + path.basename(__dirname) + ' ' + typeof require('fs').readFileSync;",
  );
  assert.equal(
    plainOf(await run("import {where} from './deep/where'; where")),
    "'deep/where.ts deep function'",
  );
});

test("JSON and JavaScript files are imported", async () => {
  write("data.json", '{"rows": [1, 2]}');
  write("plain.js", "module.exports = {answer: 42};");
  assert.equal(plainOf(await run("import data from './data.json'; data.rows")), "[ 1, 2 ]");
  assert.equal(plainOf(await run("require('./plain').answer")), "42");
});

test("packages come from the notebook's folder, then from the project", async () => {
  writePackage("nearby", {main: "index.js"}, {"index.js": "module.exports = {near: true};"});
  assert.equal(plainOf(await run("require('nearby')")), "{ near: true }");
  assert.equal(plainOf(await run("typeof require('simple-statistics').mean")), "'function'");
});

test("a package of ES modules only is imported, statically, dynamically and from a file", async () => {
  writePackage(
    "modern",
    {type: "module", exports: {import: "./index.js"}},
    {
      "index.js":
        "export default () => 'default'; export const named = await Promise.resolve('named');",
    },
  );
  assert.equal(
    plainOf(await run("import modern, {named} from 'modern'; [modern(), named]")),
    "[ 'default', 'named' ]",
  );
  assert.equal(plainOf(await run("(await import('modern')).named")), "'named'");
  write("uses-modern.ts", "import modern from 'modern';\nexport const used: string = modern();");
  assert.equal(plainOf(await run("import {used} from './uses-modern'; used")), "'default'");
});

test("dynamic import gives files, built-ins and CommonJS packages all their names", async () => {
  assert.equal(plainOf(await run("(await import('./twice')).twice(1)")), "5");
  assert.equal(plainOf(await run("(await import('node:path')).sep")), "'/'");
  assert.equal(plainOf(await run("(await import('nearby' as string)).near")), "true");
});

test("what is missing is an ordinary error, named with its folder", async () => {
  const {ename, evalue} = failureOf(await run("require('./nowhere')"));
  assert.equal(ename, "Error");
  assert.equal(evalue, `cannot find module './nowhere' from ${notebook.folder}`);
  assert.match(
    failureOf(await run("await import('nowhere-at-all' as string)")).evalue,
    /cannot find/,
  );
});

test("a module that fails when first loaded is loaded anew by the next import", async () => {
  write("fails.ts", "export const works = false;\nthrow new Error('broken');");
  assert.equal(failureOf(await run("import {works} from './fails'; works")).evalue, "broken");
  write("fails.ts", "export const works = true;");
  assert.equal(plainOf(await run("import {works} from './fails'; works")), "true");
});

test("instances made before an edit are still instances for instanceof of unchanged files", async () => {
  write("shape.ts", "export class Shape { sides = 3 }");
  write(
    "use-shape.ts",
    "import {Shape} from './shape';\nexport const isShape = (x: unknown) => x instanceof Shape;",
  );
  await run(
    "import {Shape} from './shape'; import {isShape} from './use-shape'; const shape = new Shape();",
  );
  write(
    "use-shape.ts",
    "import {Shape} from './shape';\nexport const isShape = (x: unknown) => [x instanceof Shape];",
  );
  assert.equal(plainOf(await run("isShape(shape)")), "[ true ]");
});

test("a cell may have a require of its own, and import beside it", async () => {
  const source =
    "import {createRequire} from 'node:module'; import path from 'node:path';\n" +
    "const require = createRequire(import.meta.url);\n" +
    "[typeof require('node:fs').readFileSync, path.sep, require('nearby').near]";
  assert.equal(plainOf(await run(source)), "[ 'function', '/', true ]");
  assert.equal(
    plainOf(await run("import {sep as mark} from 'node:path'; [mark, require('nearby').near]")),
    "[ '/', true ]",
  );
  assert.equal(plainOf(await run("import 'nearby'; let require = 5; require")), "5");
});

test("JSON is imported beside the notebook, from src/ and from packages", async () => {
  write("data/table.json", '{"rows": [[1, 2], [3, 4]]}');
  writePackage("tabled", {main: "index.js"}, {"index.js": "", "table.json": '{"size": 7}'});
  const source =
    "import table from './data/table.json'; import {size} from 'tabled/table.json'; import papers from './data/papers.json';\n" +
    "[table.rows.flat().length, size, typeof papers, (await import('./data/table.json')).default.rows.length]";
  assert.equal(plainOf(await run(source)), "[ 4, 7, 'object', 2 ]");
});

test("a package whose types are elsewhere is typed, and runs", async () => {
  writePackage("untyped", {main: "index.js"}, {"index.js": "exports.twice = (x) => 2 * x;"});
  writePackage(
    "@types/untyped",
    {types: "index.d.ts"},
    {"index.d.ts": "export function twice(x: number): number;"},
  );
  assert.equal(plainOf(await run("import {twice as times2} from 'untyped'; times2(4)")), "8");
  const compiled = notebook.compile("times2('4')");
  assert.match("evalue" in compiled ? compiled.evalue : "", /'string' is not assignable/);
});

test("a package of ES modules only, with a default and a subpath, is typed by its own exports", async () => {
  writePackage(
    "split",
    {
      type: "module",
      exports: {".": {types: "./main.d.ts", import: "./main.js"}, "./extra": "./extra.js"},
    },
    {
      "main.d.ts": "declare const size: number; export default size;",
      "main.js": "export default 3;",
      "extra.js": "export const extra = (await import('split')).default + 1;",
    },
  );
  const source = "import size from 'split'; import {extra} from 'split/extra'; [size, extra]";
  assert.equal(plainOf(await run(source)), "[ 3, 4 ]");
  const compiled = notebook.compile("size.toUpperCase()");
  assert.match("evalue" in compiled ? compiled.evalue : "", /'toUpperCase' does not exist/);
});

test("an edit of a JSON file is seen by every kind of import of it", async () => {
  write("live.json", '{"size": 1}');
  write("named-live.ts", "export {size as again} from './live.json';\nexport * from './inner';");
  write("inner.ts", "import live from './live.json';\nexport const inner = live.size;");
  await run(
    "import live from './live.json'; import * as all from './live.json'; import {size} from './live.json';\n" +
      "import {again, inner} from './named-live'; const asked = (await import('./live.json')) as any;",
  );
  const seen = "[live.size, all.size, (all as any).default.size, size, again, inner, asked.size]";
  assert.equal(String(plainOf(await run(seen))).replace(/\s+/g, " "), "[ 1, 1, 1, 1, 1, 1, 1 ]");
  write("live.json", '{"size": 22, "added": true}');
  assert.equal(
    String(plainOf(await run(seen))).replace(/\s+/g, " "),
    "[ 22, 22, 22, 22, 22, 22, 22 ]",
  );
  assert.equal(plainOf(await run("[live.added, all.added]")), "[ true, true ]");
});

test("an edit of what a CommonJS file exports as a whole is seen by its importers", async () => {
  write("whole.js", "module.exports = function whole() { return 1; };");
  write("list.json", "[1]");
  write("main.ts", "export default function main() { return 1; }");
  await run(
    "import whole from './whole'; import list from './list.json'; import main from './main';",
  );
  assert.equal(plainOf(await run("[(whole as any)(), list.length, main()]")), "[ 1, 1, 1 ]");
  write("whole.js", "module.exports = function whole() { return 2000; };");
  write("list.json", "[1, 2, 3]");
  write("main.ts", "export default function main() { return 'one'; }");
  assert.equal(
    plainOf(await run("[(whole as any)(), list.length, main().length]")),
    "[ 2000, 3, 3 ]",
  );
});

test("a JSON file that is broken keeps its value and its type, and is named with its line", async () => {
  write("kept.json", '{"size": 1}');
  await run("import kept from './kept.json';");
  write("kept.json", '{\n  "size": 2,\n  "other" 3\n}');
  const {outcome, events} = await run("console.log(kept.size)");
  assert.equal(outcome.status, "ok");
  assert.equal(textOf(events), "1\n");
  const [fault] = events.flatMap((event) => (event.type === "fault" ? [event.fault] : []));
  assert.match(fault.traceback.join("\n"), /kept\.json:3:11/);
  const refused = notebook.compile("import kept from './kept.json'; kept");
  assert.match("traceback" in refused ? refused.traceback[0] : "", /^kept\.json:3:11 - error/);
  write("kept.json", '{"size": 3}');
  assert.equal(plainOf(await run("kept.size")), "3");
});

test(
  "edits leave no process behind, also when one is interrupted",
  {skip: !existsSync("/proc")},
  async () => {
    const children =
      "import {readFileSync, readdirSync} from 'node:fs';\n" +
      "readdirSync('/proc/self/task').map((task) => readFileSync(`/proc/self/task/${task}/children`, 'utf8')).join('')";
    for (let edit = 0; edit < 5; edit++) {
      write("edited.ts", `export const edit = ${edit};`);
      assert.equal(plainOf(await run("import {edit} from './edited'; edit")), String(edit));
      write("edited.ts", `export const edit = -${edit};`);
      const {outcome} = await notebook.work(
        "import {edit} from './edited'; console.log('at work'); for (;;);",
      );
      await notebook.engine.interrupt();
      assert.equal((await outcome).status, "error");
    }
    let left = "";
    for (let i = 0; i < 1200 && left !== "''"; i++) {
      left = String(plainOf(await run(children)));
      await pause(50);
    }
    assert.equal(left, "''");
  },
);
