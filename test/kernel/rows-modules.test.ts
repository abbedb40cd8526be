import assert from "node:assert/strict";
import {mkdirSync, utimesSync, writeFileSync} from "node:fs";
import path from "node:path";
import {after, before, test} from "node:test";
import {stripVTControlCharacters} from "node:util";
import type {Client} from "./client";
import {startKernel} from "./start";
import type {StartedKernel} from "./start";

let kernel: StartedKernel;
let client: Client;

before(async () => {
  kernel = await startKernel();
  client = kernel.client;
});
after(() => kernel?.stop());

let edits = 0;
/** Writes a file beside the notebook, with a time of its own also on coarse clocks. */
function write(name: string, text: string): void {
  const file = path.join(kernel.folder, name);
  mkdirSync(path.dirname(file), {recursive: true});
  writeFileSync(file, text);
  const time = Date.now() / 1000 + ++edits;
  utimesSync(file, time, time);
}

const value = async (code: string) => {
  const {result, reply} = await client.execute(code);
  assert.equal(reply.status, "ok", stripVTControlCharacters(reply.traceback?.join("\n") ?? ""));
  return result?.data["text/plain"];
};

test("a module beside the notebook is imported, and an edit of it or beneath it counts", async () => {
  write("scale.ts", "export const scale = 2;");
  write(
    "twice.ts",
    'import {scale} from "./scale"; export const twice = (x: number) => scale * x;',
  );
  assert.equal(await value('import {twice} from "./twice"; twice(4)'), "8");
  write("scale.ts", "export const scale = 3;");
  assert.equal(await value("twice(4)"), "12");
});

test("a type error in an imported module is shown with its file and line", async () => {
  write("wrong.ts", 'export const fine = 1;\nexport const size: number = "text";');
  const {reply} = await client.execute('import {size} from "./wrong"; size');
  assert.equal(reply.status, "error");
  assert.match(stripVTControlCharacters(reply.traceback.join("\n")), /wrong\.ts:2:/);
});

test("an error in a local module names its file and line", async () => {
  write(
    "fails.ts",
    'type T = {};\n\nexport function fails(): T {\n  throw new Error("inside");\n}',
  );
  const {reply} = await client.execute('import {fails} from "./fails";\nfails();');
  const text = stripVTControlCharacters(reply.traceback.join("\n"));
  assert.match(text, /fails\.ts:4:/, text);
  assert.match(text, new RegExp(`In\\[${reply.execution_count}\\]:2:`), text);
});

test("a package of ES modules only is imported, statically and dynamically", async () => {
  write(
    "node_modules/only-esm/package.json",
    '{"name": "only-esm", "version": "1.0.0", "type": "module", "exports": {"import": "./index.js"}}',
  );
  write("node_modules/only-esm/index.js", "export const seven = 7; export default 8;");
  assert.equal(await value('(await import("only-esm")).seven'), "7");
  assert.equal(await value('import eight, {seven} from "only-esm"; seven + eight'), "15");
});

test("a cell that imports a missing package is told the command", async () => {
  for (const code of [
    'import {x} from "@scope/missing/deep"; x',
    '(await import("@scope/missing/deep")).x',
    'require("@scope/missing/deep")',
  ]) {
    const {reply} = await client.execute(code);
    assert.equal(reply.status, "error", code);
    const text = stripVTControlCharacters(reply.traceback.join("\n"));
    assert.match(text, /npm install @scope\/missing$/m, code);
  }
  const {reply} = await client.execute('require("./missing")');
  assert.doesNotMatch(reply.evalue, /npm install/);
});

test("the working directory is the notebook's folder", async () => {
  write("numbers.csv", "1,2,3");
  assert.match(
    await value('import {readFileSync} from "node:fs"; readFileSync("./numbers.csv", "utf8")'),
    /1,2,3/,
  );
});
