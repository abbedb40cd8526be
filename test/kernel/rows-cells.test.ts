import assert from "node:assert/strict";
import {writeFileSync} from "node:fs";
import path from "node:path";
import {after, before, test} from "node:test";
import {stripVTControlCharacters} from "node:util";
import type {Client, Received} from "./client";
import {startKernel} from "./start";
import type {StartedKernel} from "./start";

let kernel: StartedKernel;
let client: Client;

before(async () => {
  kernel = await startKernel();
  client = kernel.client;
});
after(() => kernel?.stop());

const kinds = (messages: readonly Received[]) => messages.map(({type}) => type);
const plain = (traceback: readonly string[]) => stripVTControlCharacters(traceback.join("\n"));

test("execute_input brings code and count before any output", async () => {
  const code = 'console.log("first"); 5';
  const {iopub, reply} = await client.execute(code);
  assert.deepEqual(kinds(iopub).slice(0, 3), ["status", "execute_input", "stream"]);
  assert.deepEqual(iopub[1].content, {code, execution_count: reply.execution_count});
});

test("values are results with text/plain, statements and blank cells have none", async () => {
  const number = await client.execute("6 * 7");
  assert.equal(number.result.data["text/plain"], "42");
  assert.equal(number.result.execution_count, number.reply.execution_count);
  const object = await client.execute("({depth: 3, name: 'net'})");
  assert.match(object.result.data["text/plain"], /depth.*3[\s\S]*net/);
  for (const code of [
    "const width = 3",
    "let later: number",
    "",
    "  \n ",
    "// a remark",
    "if (true) {}",
  ]) {
    const {outputs, reply} = await client.execute(code);
    assert.deepEqual([code, kinds(outputs), reply.status], [code, [], "ok"]);
  }
});

test("stored cells count by one; unstored and silent ones leave the count", async () => {
  const first = await client.execute("1");
  const unstored = await client.execute("2", {store_history: false});
  const silent = await client.execute('console.log("quiet"); 3', {silent: true});
  const both = await client.execute("4", {silent: true, store_history: true});
  const next = await client.execute("5");
  const counts = [first, unstored, silent, both, next].map(({reply}) => reply.execution_count);
  const start = counts[0];
  assert.deepEqual(counts, [start, start, start, start, start + 1]);
  assert.ok(unstored.result);
  for (const {iopub} of [silent, both])
    assert.ok(!kinds(iopub).some((kind) => kind === "execute_input" || kind === "execute_result"));
});

test("print, display, print and result come in the order written", async () => {
  const {outputs} = await client.execute(
    `import {display} from "tslab";
     console.log("a"); display.html("<b>b</b>"); console.log("c"); "d"`,
  );
  assert.deepEqual(kinds(outputs), ["stream", "display_data", "stream", "execute_result"]);
});

test("user expressions are evaluated after the cell, each by itself", async () => {
  await client.execute("let x = 1");
  const user_expressions = {good: "x + 1", bad: "x.y.z", rich: "[x]"};
  const {reply} = await client.execute("x = 41", {user_expressions});
  assert.deepEqual(reply.payload, []);
  const {good, bad, rich} = reply.user_expressions;
  assert.equal(good.status, "ok");
  assert.equal(good.data["text/plain"], "42");
  assert.deepEqual(good.metadata, {});
  assert.match(rich.data["text/plain"], /41/);
  assert.equal(bad.status, "error");
  for (const field of ["ename", "evalue"]) assert.equal(typeof bad[field], "string");
  assert.ok(Array.isArray(bad.traceback));
  const {reply: none} = await client.execute("1");
  assert.deepEqual([none.user_expressions, none.payload], [{}, []]);
  const {reply: failed} = await client.execute("throw new Error()", {user_expressions});
  assert.deepEqual([failed.user_expressions, failed.payload], [{}, []]);
});

test("a name with a question mark opens the pager with its documentation", async () => {
  const {reply, outputs} = await client.execute("Math.max?");
  assert.equal(reply.payload.length, 1);
  assert.equal(reply.payload[0].source, "page");
  assert.match(reply.payload[0].data["text/plain"], /max/);
  assert.deepEqual(outputs, []);
});

test("an error is told in the reply and in an error message alike", async () => {
  const {reply, error} = await client.execute('throw new RangeError("too deep")');
  assert.deepEqual([reply.status, reply.ename, reply.evalue], ["error", "RangeError", "too deep"]);
  assert.ok(reply.traceback.length > 0);
  assert.ok(reply.traceback.every((line: unknown) => typeof line === "string"));
  const {ename, evalue, traceback} = reply;
  assert.deepEqual(error, {ename, evalue, traceback});
});

test("a traceback names the line as typed, behind types that leave no trace", async () => {
  const code = `interface Layer {
  width: number;
  name: string;
}
type Net = Layer[];
const net: Net = [];
const first = net[0];
const width: number =
  first.width;`;
  const {reply} = await client.execute(code);
  assert.equal(reply.ename, "TypeError");
  const text = plain(reply.traceback);
  assert.match(text, /In\[\d+\]:9:/, text);
  assert.match(text, /first\.width/);
  assert.doesNotMatch(text, /node:|src\/kernel|\.cache|engine.js/, text);
});

test("lines are right after an await and across cells", async () => {
  const defined = await client.execute(`type A = {a: 1};
function fails(): never {
  throw new Error("from afar");
}`);
  const {reply} = await client.execute(`interface B { b: 2 }
await Promise.resolve();

fails();`);
  const text = plain(reply.traceback);
  assert.match(text, new RegExp(`In\\[${defined.reply.execution_count}\\]:3:`), text);
  assert.match(text, new RegExp(`In\\[${reply.execution_count}\\]:4:`), text);
});

test("a cell with a syntax or type error fails at its line, and nothing of it runs", async () => {
  for (const [fault, line] of [
    ['console.log("ran");\nlet let = ;', 2],
    ['console.log("ran");\n\nconst n: number = "text";', 3],
  ] as const) {
    const {reply, error, stdout} = await client.execute(fault);
    assert.equal(reply.status, "error");
    assert.equal(error.evalue, reply.evalue);
    assert.match(plain(reply.traceback), new RegExp(`:${line}:`));
    assert.equal(stdout, "");
  }
  assert.equal((await client.execute("1")).reply.status, "ok");
});

test("odd throws and endless recursion are ordinary errors", async () => {
  for (const thrown of [
    '"text"',
    "null",
    "undefined",
    "{code: 7}",
    "12n",
    'Symbol("s")',
    "() => 1",
  ]) {
    const {reply, error} = await client.execute(`throw ${thrown};`);
    assert.equal(reply.status, "error", thrown);
    assert.equal(typeof reply.ename, "string");
    assert.equal(typeof reply.evalue, "string");
    assert.ok(Array.isArray(error.traceback), thrown);
  }
  const {reply} = await client.execute("function down(): number { return down() + 1; }\ndown()");
  assert.equal(reply.ename, "RangeError");
  assert.equal((await client.execute("1 + 1")).result.data["text/plain"], "2");
});

test("queued cells are answered aborted after an error, and do not run", async () => {
  // It fails once the others are in the queue: after a later request of the same socket was answered.
  const fails = `while (!require("node:fs").existsSync("all are queued")); throw new Error("stop")`;
  const ids = [fails, "(globalThis as any).ran = 1", "2"].map((code) => client.sendCell(code));
  await client.request("kernel_info_request", {});
  writeFileSync(path.join(kernel.folder, "all are queued"), "");
  const [failed, ...queued] = await Promise.all(ids.map((id) => client.finish(id)));
  assert.equal(failed.reply.content.status, "error");
  for (const {reply, iopub} of queued) {
    assert.equal(reply.content.status, "aborted");
    assert.deepEqual(
      iopub.map(({type, content}) => [type, content.execution_state]),
      [
        ["status", "busy"],
        ["status", "idle"],
      ],
    );
  }
  const {result} = await client.execute("String((globalThis as any).ran)");
  assert.match(result.data["text/plain"], /undefined/);
});

test("other requests in the queue are answered, not aborted", async () => {
  const cell = client.sendCell('throw new Error("stop")');
  const info = client.send("kernel_info_request", {}).id;
  assert.equal((await client.reply(info)).content.status, "ok");
  assert.equal((await client.finish(cell)).reply.content.status, "error");
});

test("with stop_on_error false the queue goes on", async () => {
  const failing = client.sendCell('throw new Error("go on")', {stop_on_error: false});
  const next = client.sendCell("7");
  assert.equal((await client.finish(failing)).reply.content.status, "error");
  assert.equal((await client.finish(next)).reply.content.status, "ok");
});

test("a cell sent once the error reply is in hand runs", async () => {
  for (let round = 0; round < 10; round++) {
    const failing = client.sendCell(`throw new Error("round ${round}")`);
    await client.reply(failing);
    const next = client.sendCell(`${round}`);
    assert.equal((await client.reply(next)).content.status, "ok", `round ${round}`);
    await client.idle(next);
  }
});

test("a hundred queued cells are answered in order, each output under its cell", async () => {
  const ids = Array.from({length: 100}, (_, k) => client.sendCell(`console.log(${k})`));
  const cells = await Promise.all(ids.map((id) => client.finish(id, 60_000)));
  const first = cells[0].reply.content.execution_count;
  cells.forEach(({reply, iopub}, k) => {
    assert.equal(reply.content.execution_count, first + k);
    const streams = iopub.filter(({type}) => type === "stream");
    assert.equal(streams.map(({content}) => content.text).join(""), `${k}\n`);
  });
  const order = cells.map(({reply}) => client.received.indexOf(reply));
  assert.deepEqual(
    order,
    [...order].sort((a, b) => a - b),
  );
});

test("idle names the cells that show what was made from an earlier value, until none does", async () => {
  const content = {silent: false, store_history: true, user_expressions: {}, allow_stdin: false};
  const run = async (code: string, cellId?: string) => {
    const metadata = cellId === undefined ? {} : {cellId};
    const {id} = client.send("execute_request", {...content, code}, {metadata});
    const {iopub} = await client.finish(id);
    const idle = iopub.filter(({type}) => type === "status").at(-1)!;
    const printed = iopub.filter(({type}) => type === "stream").map((each) => each.content.text);
    return {stale: idle.metadata["stale"] as Record<string, string> | undefined, printed};
  };
  assert.equal((await run("const share = 1;", "one")).stale, undefined);
  assert.equal((await run("const part = share / 2;", "two")).stale, undefined);
  const {stale} = await run("const share = 3;", "one");
  assert.deepEqual(Object.keys(stale ?? {}), ["two"]);
  assert.match(stale?.["two"] ?? "", /made from share, whose cell has run since, as In\[\d+\]/);
  assert.equal((await run("share")).stale, undefined, "nothing new is not told again");
  assert.match(
    (await run("part")).printed.join(""),
    /^part is of before: In\[\d+\] made it from share/,
  );
  assert.deepEqual((await run("const part = share / 2;", "two")).stale?.["two"], undefined);
});
