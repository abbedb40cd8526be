import assert from "node:assert/strict";
import {writeFileSync} from "node:fs";
import path from "node:path";
import {after, before, test} from "node:test";
import {Request} from "zeromq";
import {addressOf} from "./client";
import type {Client, Received} from "./client";
import {startKernel} from "./start";
import type {StartedKernel} from "./start";

/** What the page asks of the kernel beside running cells. */

let kernel: StartedKernel;
let client: Client;

before(async () => {
  kernel = await startKernel();
  client = kernel.client;
});
after(() => kernel?.stop());

const services = 'const lab: any = (globalThis as any)[Symbol.for("typescript-cells.notebook")];';

const complete = async (code: string, cursor_pos: unknown = Array.from(code).length) =>
  (await client.request("complete_request", {code, cursor_pos})).reply.content;

const inspect = async (code: string, detail_level = 0) =>
  (await client.request("inspect_request", {code, cursor_pos: code.length, detail_level})).reply
    .content;

test("a comm of an unknown target is closed", async () => {
  const content = {comm_id: "nobody", target_name: "no such target", data: {}};
  const {id} = client.send("comm_open", content);
  const closed = await client.find(
    ({type, content: {comm_id}}) => type === "comm_close" && comm_id === "nobody",
  );
  assert.equal(closed.parent.msg_id, id);
  await client.idle(id);
  const {reply} = await client.request("comm_info_request", {});
  assert.equal(reply.type, "comm_info_reply");
  assert.deepEqual(reply.content, {status: "ok", comms: {}});
});

test("a comm from the page goes round with a buffer of 1 MB", async () => {
  await client.execute(
    `${services}
     lab.onComm("echo", (comm: any) => {
       comm.onMessage((message: any) =>
         comm.send({got: message.data}, {buffers: message.buffers}));
     });`,
  );
  client.send("comm_open", {comm_id: "c1", target_name: "echo", data: {}});
  const buffer = Buffer.alloc(1 << 20, 7);
  const {id} = client.send("comm_msg", {comm_id: "c1", data: {n: 5}}, {buffers: [buffer]});
  const echo = await client.find(({type, parent}) => type === "comm_msg" && parent.msg_id === id);
  assert.deepEqual(echo.content, {comm_id: "c1", data: {got: {n: 5}}});
  assert.ok(buffer.equals(echo.buffers[0]));
  const info = await client.request("comm_info_request", {target_name: "echo"});
  assert.deepEqual(info.reply.content.comms, {c1: {target_name: "echo"}});
  client.send("comm_close", {comm_id: "c1", data: {}});
  const none = await client.request("comm_info_request", {});
  assert.deepEqual(none.reply.content.comms, {});
});

test("a comm that the kernel opens is announced under its cell", async () => {
  const {id, outputs} = await client.execute(
    `void (globalThis as any)[Symbol.for("typescript-cells.notebook")].openComm(
       "slider", {value: 3}, {metadata: {version: "2.1.0"}, buffers: [new Uint8Array([1, 2])]});`,
  );
  const [open] = outputs;
  assert.equal(open.type, "comm_open");
  assert.equal(open.parent.msg_id, id);
  assert.equal(open.content.target_name, "slider");
  assert.deepEqual(open.content.data, {value: 3});
  assert.deepEqual(open.metadata, {version: "2.1.0"});
  assert.deepEqual([...open.buffers[0]], [1, 2]);
});

test("names of previous cells and members are completed, over the right span", async () => {
  await client.execute("const learningRate = 0.1; const net = {depth: 3, width: 4};");
  const name = await complete("let y = learningRa");
  assert.equal(name.status, "ok");
  assert.ok(name.matches.includes("learningRate"));
  assert.deepEqual([name.cursor_start, name.cursor_end], [8, 18]);
  const member = await complete("net.de");
  assert.ok(member.matches.includes("depth"));
  assert.deepEqual([member.cursor_start, member.cursor_end], [4, 6]);
});

test("positions count code points, and kinds come along", async () => {
  const {matches, cursor_start, cursor_end, metadata} = await complete('const s = "𝑥𝑦"; net.wi');
  assert.ok(matches.includes("width"));
  assert.deepEqual([cursor_start, cursor_end], [20, 22]);
  const kinds = metadata._jupyter_types_experimental;
  const width = kinds.find(({text}: {text: string}) => text === "width");
  assert.equal(width.type, "property");
  assert.deepEqual([width.start, width.end], [20, 22]);
});

test("broken code and wild positions do no harm", async () => {
  for (const code of ["", "}}}", "let = (", "`${", "net.", "𝑥"])
    for (const cursor of [-1, 0, 1, 1e9, 0.5, null, "text", undefined]) {
      const reply = await complete(code, cursor);
      assert.equal(reply.status, "ok");
      const {cursor_start, cursor_end} = reply;
      assert.ok(
        0 <= cursor_start && cursor_start <= cursor_end && cursor_end <= Array.from(code).length,
      );
      const content = {code, cursor_pos: cursor, detail_level: 7};
      assert.equal((await client.request("inspect_request", content)).reply.content.status, "ok");
    }
});

test("a function of an earlier cell is found with its signature, an unknown name is not", async () => {
  await client.execute(
    "/** Halves a number. */ function half(x: number): number { return x / 2; }",
  );
  const found = await inspect("half");
  assert.deepEqual([found.status, found.found], ["ok", true]);
  assert.match(found.data["text/plain"], /half\(x: number\): number/);
  assert.match(found.data["text/plain"], /Halves a number/);
  assert.ok(found.data["text/markdown"]);
  const unknown = await inspect("nobodyKnowsThis");
  assert.deepEqual([unknown.status, unknown.found, unknown.data], ["ok", false, {}]);
});

test("at level 1 the source comes along, and positions count code points", async () => {
  const code =
    "import {pathLengthLaw} from 'residual-lab/analyses/paths/path-length-law'; pathLengthLaw";
  const [short, long] = [await inspect(code), await inspect(code, 1)];
  assert.doesNotMatch(short.data["text/markdown"], /export function/);
  assert.match(long.data["text/markdown"], /```typescript\nexport function pathLengthLaw/);
  await client.execute("const depthOfNet = 3;");
  const content = {code: '"𝑥𝑦𝑧"; depthOfNet', cursor_pos: 9, detail_level: 0};
  const {reply} = await client.request("inspect_request", content);
  assert.match(reply.content.data["text/plain"], /const depthOfNet: 3/);
});

test("code is complete, incomplete with an indent, or invalid", async () => {
  const status = async (code: string) =>
    (await client.request("is_complete_request", {code})).reply.content;
  assert.equal((await status("1 + 1")).status, "complete");
  assert.equal((await status("Math.max?")).status, "complete");
  const open = await status("function f() {");
  assert.equal(open.status, "incomplete");
  assert.match(open.indent, /^\s*$/);
  assert.equal((await status("let = 3 )")).status, "invalid");
});

test("history is always answered, and its tail holds stored cells only", async () => {
  await client.execute('"first stored"');
  await client.execute('"not stored"', {store_history: false});
  await client.execute('"silent"', {silent: true});
  const last = await client.execute('"second stored"');
  const ask = async (content: object) =>
    (await client.request("history_request", content)).reply.content;
  const {history} = await ask({hist_access_type: "tail", n: 2, output: true, raw: true});
  assert.deepEqual(
    history.map(([, , [input]]: [number, number, [string, string]]) => input),
    ['"first stored"', '"second stored"'],
  );
  assert.equal(history[1][1], last.reply.execution_count);
  assert.match(history[1][2][1], /second stored/);
  const line = last.reply.execution_count;
  const range = {hist_access_type: "range", session: 0, start: line, stop: line + 1};
  assert.deepEqual((await ask(range)).history, [[history[1][0], line, '"second stored"']]);
  const found = await ask({hist_access_type: "search", pattern: "*stored*", unique: true});
  assert.deepEqual(
    found.history.map(([, , input]: [number, number, string]) => input),
    ['"first stored"', '"second stored"'],
  );
  assert.equal((await ask({})).status, "ok");
});

test("input is asked on stdin under the cell, with prompt and password flag", async () => {
  const id = client.sendCell(`${services} await lab.input("name? ", {password: true})`, {
    allow_stdin: true,
  });
  const question = await client.find(({type}) => type === "input_request");
  assert.equal(question.channel, "stdin");
  assert.equal(question.parent.msg_id, id);
  assert.deepEqual(question.content, {prompt: "name? ", password: true});
  client.send("input_reply", {value: "Ada"}, {channel: "stdin", parent: question.header});
  const {iopub} = await client.finish(id);
  const result = iopub.find(({type}) => type === "execute_result");
  assert.match(result?.content.data["text/plain"], /Ada/);
});

test("input is refused at once where the client allows none", async () => {
  const {reply} = await client.execute(`${services} await lab.input("name? ")`, {
    allow_stdin: false,
  });
  assert.equal(reply.status, "error");
  assert.ok(!client.received.some(({type, parent}) => type === "input_request" && !parent.msg_id));
});

test("confirm and input are there without an import, and answered in their order", async () => {
  const id = client.sendCell(
    '[await confirm("Train on?"), await input("Rate? "), await confirm("Sure?")]',
    {
      allow_stdin: true,
    },
  );
  const known = client.received.length;
  for (const [i, value] of ["yes", "0.1", "no"].entries()) {
    const asked = (all: readonly Received[]) => all.filter(({type}) => type === "input_request");
    const isNext = (message: Received) =>
      message.type === "input_request" &&
      asked(client.received.slice(known)).indexOf(message) === i;
    const question = await client.find(isNext);
    assert.deepEqual([question.content.password, question.parent.msg_id], [false, id]);
    client.send("input_reply", {value}, {channel: "stdin", parent: question.header});
  }
  const {iopub} = await client.finish(id);
  const result = iopub.find(({type}) => type === "execute_result");
  assert.equal(result?.content.data["text/plain"], "[ true, '0.1', false ]");
});

/** Runs a cell until all that is asked meanwhile was answered. */
async function whileBusy(wait: string, ask: () => Promise<unknown>): Promise<void> {
  const sign = path.join(kernel.folder, `answered ${++signs}`);
  const isAnswered = `require("node:fs").existsSync(${JSON.stringify(sign)})`;
  const cell = client.sendCell(
    `console.log("busy"); ${wait.replace("IS_ANSWERED", () => isAnswered)}`,
  );
  await client.find(({type, parent}) => type === "stream" && parent.msg_id === cell);
  await ask();
  assert.ok(
    !client.received.some(({type, parent}) => type === "execute_reply" && parent.msg_id === cell),
  );
  writeFileSync(sign, "");
  await client.finish(cell);
}
let signs = 0;

const computing = "while (!IS_ANSWERED);";
const awaiting = "while (!IS_ANSWERED) await new Promise((resolve) => setTimeout(resolve, 20));";

test("heartbeat and control answer while a cell computes", async () => {
  await whileBusy(computing, async () => {
    const heart = new Request({receiveTimeout: 60_000, linger: 0});
    heart.connect(addressOf(kernel.connection, kernel.connection.hb_port));
    for (let beat = 0; beat < 5; beat++) {
      await heart.send(`beat ${beat}`);
      assert.equal(String(await heart.receive()), `beat ${beat}`);
    }
    heart.close();
    const {reply} = await client.request("kernel_info_request", {}, {channel: "control"});
    assert.equal(reply.content.status, "ok");
  });
});

test("completion, inspection and the rest answer while a cell computes or awaits", async () => {
  await client.execute("const visible = 1;");
  for (const code of [computing, awaiting])
    await whileBusy(code, async () => {
      assert.ok((await complete("visib")).matches.includes("visible"));
      assert.equal((await inspect("visible")).found, true);
      const rest = [
        ["is_complete_request", {code: "1"}],
        ["history_request", {hist_access_type: "tail", n: 1}],
        ["comm_info_request", {}],
        ["kernel_info_request", {}],
      ] as const;
      for (const [type, content] of rest)
        assert.ok((await client.request(type, content)).reply.content.status, type);
    });
});
