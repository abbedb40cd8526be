import assert from "node:assert/strict";
import {after, test} from "node:test";
import {failureOf, openNotebook, plainOf} from "../notebook";

const notebook = openNotebook();
const {run} = notebook;
after(() => notebook.close());

const unset = (name: string) =>
  new RegExp(`^${name} has no value: its cell, In\\[\\d+\\], failed before ${name} was given one`);

test("a name whose cell failed before it is an error where it is used, until its cell is run", async () => {
  failureOf(
    await run(
      "const before = 1, n: number = Number(JSON.parse('{oops')), {m} = {m: 2};\n" +
        "function twice() { return 2 * before; }\nclass Later {}\nlet late: number; late = 5;\nlet rate = 0.1;",
    ),
  );
  for (const name of ["n", "m", "Later", "late", "rate"])
    assert.match(failureOf(await run(`String(${name})`)).evalue, unset(name));
  assert.match(failureOf(await run("n + 1")).evalue, unset("n"));
  assert.equal(plainOf(await run("[before, twice()]")), "[ 1, 2 ]");
  await run("rate = 0.2;");
  assert.equal(plainOf(await run("rate")), "0.2", "a value given later is one");
  await run("const n = 3;");
  assert.equal(plainOf(await run("n + 1")), "4");
});

test("a name that had a value does not keep it when its cell is run again and fails", async () => {
  const cell = (text: string) => `let total = JSON.parse('${text}') as number; const rest = 1;`;
  await run(cell("7"));
  assert.equal(plainOf(await run("total + rest")), "8");
  failureOf(await run(cell("{")));
  assert.match(failureOf(await run("total + rest")).evalue, unset("total"));
  await run(cell("7"));
  assert.equal(plainOf(await run("total + rest")), "8");
});

test("an import that fails leaves its names without a value", async () => {
  notebook.write("breaks.ts", "export const part = 1;\nthrow new Error('no');");
  failureOf(await run("import {part} from './breaks'; const next = part;"));
  assert.match(failureOf(await run("next")).evalue, unset("next"));
});

test("a name whose cell was interrupted says so", async () => {
  const begun = notebook.heard((event) => event.type === "stream", 60_000);
  const {outcome} = await notebook.start(
    "let early = 1; console.log('begun'); for (;;) early++; const never = 1;",
  );
  await begun;
  await notebook.engine.interrupt();
  assert.equal((await outcome).status, "error");
  assert.match(failureOf(await run("never")).evalue, /was interrupted before never was given one/);
  assert.equal(plainOf(await run("early > 0")), "true");
});

test("a name that a cell only declares is the global of that name, in all cells", async () => {
  await run("(globalThis as any).g = 5; (globalThis as any).h = () => 8;");
  assert.equal(
    plainOf(await run("declare var g: number; declare function h(): number; g + 1")),
    "6",
  );
  assert.equal(plainOf(await run("[g + 2, h()]")), "[ 7, 8 ]");
  await run("g = 10;");
  assert.equal(plainOf(await run("[g, (globalThis as any).g]")), "[ 10, 10 ]");
  await run("let g = 'own';");
  assert.equal(plainOf(await run("[g, (globalThis as any).g]")), "[ 'own', 10 ]");
});

test("values of declare global are the globals, in all cells", async () => {
  await run("declare global { var wide: number; function area(): number }\nglobalThis.wide = 4;");
  assert.equal(plainOf(await run("wide + 1")), "5");
  await run("wide = 6; (globalThis as any).area = () => wide * 2;");
  assert.equal(plainOf(await run("[(globalThis as any).wide, area()]")), "[ 6, 12 ]");
});

test("a function that uses a name above the line that gives it a value says which line is missing", async () => {
  const told = (cell: string, name: string) =>
    new RegExp(
      `before initialization\\. ${cell.replace(/[[\]]/g, "\\$&")} gives ${name} its value`,
    );
  const first = failureOf(await run("area();\nfunction area() { return side; }\nconst side = 3;"));
  const cell = /In\[\d+\]/.exec(first.traceback.join("\n"))?.[0] ?? "";
  assert.match(first.evalue, told(cell, "side"));
  assert.match(first.traceback.join("\n"), /move that line above the use/);
  // In a later cell, too: the one that defines the function failed.
  assert.match(failureOf(await run("area()")).evalue, told(cell, "side"));
  const shape = failureOf(
    await run("make();\nfunction make() { return new Box(); }\nclass Box {}"),
  );
  assert.match(shape.evalue, /gives Box its value/);
});

test("whoever reads a kernel's standard input in place finds its end, and never waits", async () => {
  const {outcome} = await run("import {readFileSync, readSync} from 'node:fs';");
  assert.equal(outcome.status, "ok");
  for (const [source, value] of [
    ["readFileSync(0, 'utf8')", "''"],
    ["readFileSync('/dev/stdin', 'utf8')", "''"],
    ["readSync(0, Buffer.alloc(8))", "0"],
    ["require('node:child_process').execSync('cat', {encoding: 'utf8'})", "''"],
  ])
    assert.equal(plainOf(await run(source)), value, source);
});
