import assert from "node:assert/strict";
import {writeFileSync} from "node:fs";
import path from "node:path";
import {after, before, test} from "node:test";
import {summary} from "./client";
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

/** Text leaves after 50 ms, or when there are 64 Ki characters of it: however slow the machine. */
const mostMessages = (text: string, ms: number) => 1 + ms / 50 + text.length / (64 * 1024);

const kinds = (messages: readonly Received[]) => messages.map(({type}) => type);

test("100,000 lines arrive complete, in order, in few messages, idle last", async () => {
  const began = performance.now();
  const {stdout, outputs, iopub} = await client.execute(
    "for (let k = 0; k < 100_000; k++) console.log(`line ${k}`)",
    {ms: 300_000},
  );
  const most = mostMessages(stdout, performance.now() - began);
  const expected = Array.from({length: 100_000}, (_, k) => `line ${k}\n`).join("");
  assert.equal(stdout.length, expected.length);
  assert.ok(stdout === expected);
  assert.ok(outputs.length <= most, `${outputs.length} messages, at most ${most}`);
  assert.equal(iopub.at(-1)?.content.execution_state, "idle");
});

test("a million lines are cut in the open past the limit", async () => {
  const began = performance.now();
  const {stdout, stderr, outputs, reply} = await client.execute(
    `for (let k = 0; k < 1_000_000; k++) console.log("line", k, "of a million and of forty characters")`,
    {ms: 300_000},
  );
  const most = mostMessages(stdout, performance.now() - began);
  assert.equal(reply.status, "ok");
  assert.equal(stdout.length, 32 * 1024 * 1024);
  assert.ok(stdout.startsWith("line 0 of a million"));
  assert.match(stderr, /output paused: this cell printed more than 32 Mi characters/);
  assert.match(stderr, /[\d,]+ more characters were printed and not shown/);
  // Two of them tell that there was more.
  assert.ok(outputs.length <= most + 2, `${outputs.length} messages, at most ${most} of text`);
});

test("a line of 5 MB and a display of 10 MB arrive whole", async () => {
  const line = await client.execute('console.log("x".repeat(5e6))');
  assert.equal(line.stdout.length, 5e6 + 1);
  const shown = await client.execute(
    'import {display} from "tslab"; display.html("<!--" + "y".repeat(1e7) + "-->")',
  );
  assert.equal(shown.outputs[0].content.data["text/html"].length, 1e7 + 7);
});

test("a cell of 200 kB runs, and a result of a million elements is cut", async () => {
  const long = await client.execute(`const text = "${"z".repeat(200_000)}";\ntext.length`);
  assert.equal(long.result.data["text/plain"].replace("_", ""), "200000");
  const {result} = await client.execute("Array.from({length: 1e6}, (_, k) => k)");
  assert.ok(result.data["text/plain"].length <= 200_000);
  const shown = await client.execute('"long ".repeat(100_000)');
  assert.ok(shown.result.data["text/plain"].length <= 200_000);
  assert.ok(shown.result.data["text/plain"].endsWith("... 301000 more characters"));
  const many = await client.execute('Array.from({length: 90}, () => "y".repeat(3000))');
  assert.ok(many.result.data["text/plain"].length <= 200_000);
  assert.match(many.result.data["text/plain"], /… cut here: the whole has 27\d{4} characters$/);
});

/** A cell that works on until it is told that what it printed first was heard, and what that was. */
async function heardWhileItWorks(print: string, wait: string): Promise<string> {
  const sign = path.join(kernel.folder, `heard ${++signs}`);
  const id = client.sendCell(
    `${print}
     const {existsSync: isThere} = require("node:fs");
     ${wait.replace("SIGN", JSON.stringify(sign))}
     console.log(" done")`,
  );
  const begun = await client.find(({type, parent}) => type === "stream" && parent.msg_id === id);
  writeFileSync(sign, "");
  const {reply} = await client.finish(id);
  assert.equal(reply.content.status, "ok");
  return begun.content.text;
}
let signs = 0;

test("partial lines arrive at once while a cell awaits", async () => {
  const wait = "while (!isThere(SIGN)) await new Promise((resolve) => setTimeout(resolve, 20));";
  assert.equal(await heardWhileItWorks('process.stdout.write("loading");', wait), "loading");
});

test("lines before a long synchronous computation arrive at once", async () => {
  assert.equal(
    await heardWhileItWorks('console.log("before");', "while (!isThere(SIGN));"),
    "before\n",
  );
});

test("a timer's late print arrives under the cell that set the timer", async () => {
  const setting = await client.execute(
    `let isOn = false, hasPrinted = () => {};
     const timer = setInterval(() => {
       if (!isOn) return;
       clearInterval(timer);
       console.log("late");
       hasPrinted();
     }, 5);`,
  );
  const other = await client.execute(
    `isOn = true;
     await new Promise<void>((resolve) => (hasPrinted = resolve));
     console.log("mine");`,
  );
  assert.equal(other.stdout, "mine\n");
  await client.find(({type, parent}) => type === "stream" && parent.msg_id === setting.id);
  assert.equal(summary(client.iopub(setting.id)).stdout, "late\n");
});

test("nothing of a cell comes after its idle unless it is truly late", async () => {
  for (let round = 0; round < 20; round++) {
    const {id} = await client.execute('console.log("a"); console.error("b"); "c"');
    await client.execute("0");
    assert.equal(client.iopub(id).at(-1)?.content.execution_state, "idle");
  }
});

test("stdout and stderr keep their mutual order", async () => {
  const {outputs} = await client.execute(
    "for (let k = 0; k < 5; k++) { console.log(`out ${k}`); console.error(`err ${k}`); }",
  );
  const text = outputs.map(({content}) => content.text).join("");
  const expected = Array.from({length: 5}, (_, k) => `out ${k}\nerr ${k}\n`).join("");
  assert.equal(text, expected);
  assert.deepEqual(
    outputs.slice(0, 2).map(({content}) => content.name),
    ["stdout", "stderr"],
  );
});

test("what child processes write to inherited streams is shown", async () => {
  const {id} = await client.execute(
    `import {spawnSync} from "node:child_process";
     void spawnSync("echo", ["from a child"], {stdio: "inherit"});`,
  );
  const heard = ({type, content}: Received) =>
    type === "stream" && /from a child/.test(content.text);
  const {parent} = await client.find(heard, undefined, "the child's output");
  assert.equal(parent.msg_id, id);
});

test("what native code writes past the streams of Node is shown, under its cell", async () => {
  const {stdout, stderr} = await client.execute(
    `import {writeSync} from "node:fs";
     writeSync(1, "native out\\n"); writeSync(2, "native err\\n"); console.log("and ours");`,
  );
  assert.match(stdout, /^(?=[^]*native out\n)(?=[^]*and ours\n)/);
  assert.equal(stderr, "native err\n");
});

test("display_data, PNG as base64, and an update by display id", async () => {
  const {outputs} = await client.execute(
    `import {display} from "tslab";
     display.png(new Uint8Array([137, 80, 78, 71]));
     const shown: any = (globalThis as any)[Symbol.for("typescript-cells.notebook")];
     shown.display({"text/plain": "one"}, {displayId: "d1"});
     shown.display({"text/plain": "two"}, {displayId: "d1", update: true});`,
  );
  assert.deepEqual(kinds(outputs), ["display_data", "display_data", "update_display_data"]);
  const [png, one, two] = outputs.map(({content}) => content);
  assert.equal(png.data["image/png"], Buffer.from([137, 80, 78, 71]).toString("base64"));
  assert.equal(one.transient.display_id, "d1");
  assert.equal(two.transient.display_id, "d1");
  assert.equal(two.data["text/plain"], "two");
});

test("values with Jupyter.display show their own bundle, sync, async or throwing", async () => {
  const show = (body: string) => client.execute(`({[Symbol.for("Jupyter.display")]: ${body}})`);
  const bundle = '{"application/json": {a: [1]}, "text/html": "<i>x</i>"}';
  for (const body of [`() => (${bundle})`, `async () => (${bundle})`]) {
    const {data} = (await show(body)).result;
    assert.deepEqual(data["application/json"], {a: [1]});
    assert.equal(data["text/html"], "<i>x</i>");
    assert.equal(typeof data["text/plain"], "string");
  }
  const onFunction = await client.execute(
    `Object.assign(() => 1, {[Symbol.for("Jupyter.display")]: () => (${bundle})})`,
  );
  assert.equal(onFunction.result.data["text/html"], "<i>x</i>");
  const throwing = await show('() => { throw new Error("no picture"); }');
  assert.equal(throwing.reply.status, "ok");
  assert.ok(throwing.result.data["text/plain"]);
  assert.match(JSON.stringify(throwing.outputs.map(({content}) => content)), /no picture/);
});

test("clear_output carries a boolean", async () => {
  const {outputs} = await client.execute("console.clear()");
  assert.deepEqual(kinds(outputs), ["clear_output"]);
  assert.equal(typeof outputs[0].content.wait, "boolean");
});

test("an unhandled rejection is shown under its cell and is not fatal", async () => {
  const rejected = await client.execute('void Promise.reject(new Error("unheard"));');
  const error = await client.find(
    ({type, content}) => type === "error" && content.evalue === "unheard",
  );
  assert.equal(error.parent.msg_id, rejected.id);
  assert.equal((await client.execute("1")).reply.status, "ok");
});

test("an exception in a timer is shown under its cell and is not fatal", async () => {
  const setting = await client.execute(
    'void setTimeout(() => { throw new RangeError("in a timer"); }, 200);',
  );
  await client.execute("2");
  const error = await client.find(
    ({type, content}) => type === "error" && content.evalue === "in a timer",
  );
  assert.equal(error.parent.msg_id, setting.id);
  assert.equal(error.content.ename, "RangeError");
  assert.equal((await client.execute("3")).reply.status, "ok");
});
