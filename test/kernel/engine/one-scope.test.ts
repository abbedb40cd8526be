import assert from "node:assert/strict";
import {after, test} from "node:test";
import {failureOf, openNotebook, plainOf, textOf} from "../notebook";

/** Names of all cells are one scope, as in Python: what a cell declares anew is new for functions before it. */

const notebook = openNotebook();
const {run} = notebook;
after(() => notebook.close());

/** Declares, declares anew, and asks what the function of the first cell sees. */
async function seenBy(first: string, anew: string, question: string): Promise<string> {
  await run(first);
  await run(anew);
  return String(plainOf(await run(question))).replace(/\s+/g, " ");
}

test("a function sees the value that a later cell gives to a name, however it was and is declared", async () => {
  for (const [before, after] of [
    ["const w = 1;", "const w = 2;"],
    ["let w = 1;", "const w = 2;"],
    ["const w = 1;", "let w = 1; w = 2;"],
    ["var w = 1;", "const w = 2;"],
    ["const w = 1;", "var w: number; w = 2;"],
    ["const [w] = [1];", "const {a: {w}} = {a: {w: 2}};"],
    ["const {w = 1} = {} as {w?: number};", "const [...[w]] = [2];"],
  ]) {
    const readers =
      "function plain() { return w; } const arrow = () => w; class Reader { field = w; get now() { return w; } }\n" +
      "const inside = {method() { return {w}.w; }}; async function later() { return w; } function* each() { yield w; }";
    const question =
      "[plain(), arrow(), new Reader().field, new Reader().now, inside.method(), await later(), ...each()]";
    const seen = await seenBy(before + readers, after, question);
    assert.equal(seen, "[ 2, 2, 2, 2, 2, 2, 2 ]", `${before} ${after}`);
  }
});

test("functions, classes, enums, namespaces and imports that are declared anew are what earlier functions use", async () => {
  const first =
    "function half(x: number) { return x / 2; } class Shape { sides = 3 } enum Size { small = 1 }\n" +
    "namespace Unit { export const name = 'm'; } import {sep, join as put} from 'node:path';\n" +
    "const all = () => [half(8), new Shape().sides, Size.small, Unit.name, sep, put('a', 'b')];\n" +
    "class Square extends Shape { static of() { return new Square().sides; } } const grown = () => class extends Shape {};";
  const anew =
    "function half(x: number) { return x / 4; } class Shape { sides = 5 } enum Size { small = 9 }\n" +
    "namespace Unit { export const name = 'km'; } const sep = '!'; import {basename as put} from 'node:path';";
  assert.equal(
    await seenBy(first, anew, "[...all(), new (grown())().sides, Square.of()]"),
    "[ 2, 5, 9, 'km', '!', 'a', 5, 3 ]",
  );
});

test("functions that call one another go on with the new one, and what runs by a timer does, too", async () => {
  const first =
    "const even = (n: number): boolean => n === 0 || odd(n - 1); const odd = (n: number): boolean => n > 0 && even(n - 1);\n" +
    "const ticks: string[] = []; const word = () => 'old'; const heard: (() => void)[] = [];\n" +
    "const timer = setInterval(() => { ticks.push(word()); heard.shift()?.(); }, 1);\n" +
    "await new Promise<void>((done) => heard.push(done));";
  const anew =
    "const odd = (n: number): boolean => { throw new Error('new odd'); };\n" +
    "const word = () => 'new'; await new Promise<void>((done) => heard.push(done)); clearInterval(timer);";
  assert.equal(await seenBy(first, anew, "[ticks[0], ticks.at(-1)]"), "[ 'old', 'new' ]");
  assert.equal(failureOf(await run("even(3)")).evalue, "new odd");
});

test("names of blocks and parameters are their own, and what uses a name too early is told", async () => {
  const first =
    "const n = 1; const own = (n: number) => n; const block = (() => { const n = 7; return () => n; })();\n" +
    "const list = [10, 20].map((n) => () => n); const {a, b = (() => a + n)()} = {a: 5} as {a: number; b?: number};";
  const seen = await seenBy(first, "const n = 2;", "[own(3), block(), list[1](), b]");
  assert.equal(seen, "[ 3, 7, 20, 6 ]");
  const early = failureOf(await run("function uses() { return fresh; } uses(); const fresh = 1;"));
  assert.match(early.evalue, /^Cannot access 'fresh' before initialization/);
});

test("what a function is made of can be read, and calls itself by its own name", async () => {
  const source = "function down(n: number): number { return n && down(n - 1); } String(down)";
  assert.match(String(plainOf(await run(source))), /return n && down\(n - 1\)/);
});

test("an error names what cannot be called as it was typed", async () => {
  await run("const plain = 5 as any; let changing = 5 as any; const inFunction = () => plain();");
  for (const [source, name] of [
    ["plain()", "plain"],
    ["inFunction()", "plain"],
    ["changing()", "changing"],
    ["(() => changing())()", "changing"],
    ["import {sep} from 'node:path'; (sep as any)()", "sep"],
    ["const größe = 5 as any; (() => größe())()", "größe"],
  ])
    assert.equal(failureOf(await run(source)).evalue, `${name} is not a function`, source);
  const caught = "try { plain(); } catch (error) { console.log((error as Error).stack); }";
  assert.match(textOf((await run(caught)).events), /^TypeError: plain is not a function\n/);
  const own = failureOf(await run("throw new TypeError('exports.plain has a member');"));
  assert.equal(own.evalue, "exports.plain has a member");
});
