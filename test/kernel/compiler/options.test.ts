import assert from "node:assert/strict";
import {after, test} from "node:test";
import {CellCompiler} from "../../../src/kernel/compiler/cell-compiler";
import {
  compiled,
  failureOf,
  lonePlace,
  notebookFolder,
  openNotebook,
  plainOf,
  refused,
} from "../notebook";

/** A notebook in a project of the reader's own, with all that a tsconfig.json of today may say. */
const notebook = openNotebook({
  placeAt: lonePlace,
  files: {
    "tsconfig.json": `{
      // Comments and commas are TypeScript's own here.
      "extends": "./base.json",
      "compilerOptions": {
        "target": "es5", "module": "commonjs", "outDir": "dist", "noEmit": true, "composite": true,
        "importHelpers": true, "verbatimModuleSyntax": true, "removeComments": true, "noLib": true,
        "types": ["made-up"],
      },
    }`,
    "base.json": `{"compilerOptions": {"strict": true, "noUncheckedIndexedAccess": true,
      "baseUrl": "code", "paths": {"@/*": ["parts/*"], "whole": ["../packages/whole"]}}}`,
    "code/parts/scale.ts": "import {unit} from 'units'; export const scale = unit * 3;",
    "code/units.ts": "export const unit = 2;",
    "packages/whole/package.json": '{"name": "whole", "main": "start.js", "types": "start.d.ts"}',
    "packages/whole/start.js": "exports.whole = 7;",
    "packages/whole/start.d.ts": "export declare const whole: number;",
    "node_modules/@types/made-up/package.json": '{"name": "@types/made-up", "version": "1.0.0"}',
    "node_modules/@types/made-up/index.d.ts": "declare const madeUp: {readonly depth: number};",
    "node_modules/own/package.json": '{"name": "own", "main": "own.js", "types": "own.d.ts"}',
    "node_modules/own/own.js": "exports.own = 1;",
    "node_modules/own/own.d.ts": "export declare const own: 1;",
  },
});
const {run} = notebook;
after(() => notebook.close());

test("`paths` and `baseUrl` of the project lead its imports, in types and when the cell runs", async () => {
  const ran = await run("import {scale} from '@/scale'; import {unit} from 'units'; scale + unit");
  assert.equal(plainOf(ran), "8");
  assert.equal(plainOf(await run("import {whole} from 'whole'; whole")), "7");
  assert.equal(plainOf(await run("(await import('@/scale')).scale")), "6");
  const edited = "import {unit} from 'units'; export const scale: number = unit * 30;";
  notebook.write("code/parts/scale.ts", edited);
  assert.equal(plainOf(await run("scale")), "60", "and edits behind them count");
});

test("a package of the notebook's own node_modules is found, and one that is not says what to do", async () => {
  assert.equal(plainOf(await run("import {own} from 'own'; own")), "1");
  const {traceback} = refused(notebook.compile("import {x} from 'nowhere-at-all';"));
  assert.match(traceback.join("\n"), /npm install nowhere-at-all/);
  const missing = refused(notebook.compile("import {x} from '@/nothing';"));
  assert.doesNotMatch(missing.traceback.join("\n"), /npm install/, "the project's own name");
  assert.match(failureOf(await run("require('nowhere')")).evalue, /npm install nowhere/);
});

test("`strict` and what else the project asks of types holds in cells", () => {
  const faultOf = (source: string) => refused(notebook.compile(source)).evalue;
  assert.match(faultOf("let name: string = null;"), /'null' is not assignable/);
  assert.match(faultOf("function f(x) { return x; }"), /implicitly has an 'any' type/);
  assert.match(faultOf("const first: number = [1][0];"), /'number \| undefined'/);
});

test("`types` of the project are known beside Node's", () => {
  const {evalue} = refused(notebook.compile("madeUp.depth.toFixed(1); madeUp.width"));
  assert.match(evalue, /'width' does not exist on type '\{ readonly depth/);
  const node = refused(notebook.compile("process.pid.toFixed(1); process.nothing"));
  assert.match(node.evalue, /'nothing'/);
});

test("how the project is written out does not reach a cell", async () => {
  const source =
    "class Shape { #sides = 3; async *each() { for (let i = 0; i < this.#sides; i++) yield i; } }\n" +
    "const seen: number[] = []; for await (const i of new Shape().each()) seen.push(i);\n" +
    "[...seen, {...{depth: 1}}.depth]";
  assert.equal(plainOf(await run(source)), "[ 0, 1, 2, 1 ]");
});

test("without a tsconfig.json TypeScript's own defaults hold, and Node's names are known", async () => {
  const bare = openNotebook({placeAt: lonePlace});
  try {
    const ran = await bare.run("function f(x) { return x; }; [f(1), typeof process.pid].join()");
    assert.equal(plainOf(ran), "'1,number'");
    assert.match(refused(bare.compile("document.title")).evalue, /'document'/);
  } finally {
    await bare.close();
  }
});

test("a cell finds what the settings bring along, and does not wait for checks they leave to others", async () => {
  const set = openNotebook({
    placeAt: (cwd) => ({
      ...lonePlace(cwd),
      preload: [`${cwd}/first.cjs`],
      declarations: [`${cwd}/course.d.ts`],
      unchecked: [`${cwd}/checked`],
    }),
    files: {
      "first.cjs": "globalThis.course = {name: 'depth'};",
      "course.d.ts": "declare const course: {readonly name: string};",
      "checked/wrong.ts": "export const wrong: number = 'text';",
    },
  });
  try {
    assert.equal(plainOf(await set.run("course.name")), "'depth'");
    assert.match(refused(set.compile("course.size")).evalue, /'size' does not exist/);
    assert.equal(plainOf(await set.run("import {wrong} from './checked/wrong'; wrong")), "'text'");
  } finally {
    await set.close();
  }
});

test("a tsconfig.json that only refers to others stands for the first of them", () => {
  const {folder, write, remove} = notebookFolder();
  write(
    "tsconfig.json",
    '{"files": [], "references": [{"path": "./app"}, {"path": "./other.json"}]}',
  );
  write("app/tsconfig.json", '{"compilerOptions": {"strict": true, "paths": {"@/*": ["./*"]}}}');
  write("app/scale.ts", "export const scale = 2;");
  try {
    const compiler = new CellCompiler(lonePlace(folder));
    const cell = compiled(compiler.compile("import {scale} from '@/scale'; scale", 1));
    assert.deepEqual(cell.paths, [{pattern: "@/*", targets: [`${folder}/app/*`]}]);
    assert.match(refused(compiler.compile("let s: string = null;", 2)).evalue, /'null'/);
  } finally {
    remove();
  }
});
