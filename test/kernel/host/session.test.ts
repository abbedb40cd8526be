import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import path from "node:path";
import {readConnection} from "../../../src/kernel/host/connection";
import {openKernel} from "../../../src/kernel/host/open-kernel";
import type {Kernel} from "../../../src/kernel/host/open-kernel";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {readSettings} from "../../../src/kernel/settings";
import {printLimit} from "../../../src/kernel/host/cell-outputs";
import {Client, sleep, summary} from "../client";
import {FakeEngine, fakeCompiler} from "../fakes";
import {makeConnection} from "../start";

/** The session on real sockets, with an engine that does what each test says. */

const compiler = fakeCompiler();
const folder = mkdtempSync(path.join(tmpdir(), "session-"));
const engines: FakeEngine[] = [];
let kernel: Kernel;
let client: Client;
let shutdowns = 0;
let nextReady = Promise.resolve();

before(async () => {
  const connection = await makeConnection();
  const file = path.join(folder, "connection.json");
  writeFileSync(file, JSON.stringify(connection));
  kernel = await openKernel({
    connection: readConnection(file),
    settings: readSettings(),
    compiler,
    startEngine: (emit) => {
      engines.push(new FakeEngine(emit, nextReady));
      return engines[engines.length - 1];
    },
    shutdown: () => shutdowns++,
  });
  client = new Client(connection);
  await client.ready();
});

after(async () => {
  client.close();
  await kernel.close();
  rmSync(folder, {recursive: true});
});

const engine = () => engines[engines.length - 1];

test("a burst of printed lines becomes few messages, complete and in order", async () => {
  const id = client.sendCell("burst");
  const cell = await engine().next();
  const lines = Array.from({length: 10_000}, (_, k) => `line ${k}\n`);
  for (const line of lines) cell.print(line);
  cell.succeed();
  const {iopub} = await client.finish(id);
  const {stdout, outputs} = summary(iopub);
  assert.equal(stdout, lines.join(""));
  // 98,890 characters in pieces of 64 Ki.
  assert.ok(outputs.length <= 2, `${outputs.length} messages`);
});

test("past the stated limit text is counted and not sent, and the cell says so", async () => {
  const id = client.sendCell("endless print");
  const cell = await engine().next();
  const megabyte = "x".repeat(1 << 20);
  for (let piece = 0; piece < printLimit / megabyte.length; piece++) cell.print(megabyte);
  for (let more = 0; more < 3; more++) cell.print("more");
  cell.succeed();
  const {stdout, stderr} = summary((await client.finish(id)).iopub);
  assert.equal(stdout.length, printLimit);
  assert.match(stderr, /output paused: this cell printed more than 32 Mi characters/);
  assert.match(stderr, /12 more characters were printed and not shown/);
});

test("text leaves before any other output of its cell, and at a change of stream", async () => {
  const id = client.sendCell("order");
  const cell = await engine().next();
  cell.print("a");
  cell.print("b", "stderr");
  cell.print("c");
  const {cell: name} = cell.options;
  cell.emit({type: "display", cell: name, data: {"text/plain": "d"}, metadata: {}});
  cell.print("e");
  cell.emit({type: "result", cell: name, data: {"text/plain": "f"}, metadata: {}});
  cell.succeed();
  const {outputs} = summary((await client.finish(id)).iopub);
  const seen = outputs.map(({content}) => content.text ?? content.data["text/plain"]);
  assert.deepEqual(seen, ["a", "b", "c", "d", "e", "f"]);
});

test("text of a silent stretch arrives while the cell goes on", async () => {
  const id = client.sendCell("live");
  const cell = await engine().next();
  cell.print("partial");
  const early = await client.find(({type, parent}) => type === "stream" && parent.msg_id === id);
  assert.equal(early.content.text, "partial");
  cell.succeed();
  await client.finish(id);
});

test("late output goes under the cell that caused it, whatever runs meanwhile", async () => {
  const first = client.sendCell("first");
  const early = await engine().next();
  early.succeed();
  await client.finish(first);
  const second = client.sendCell("second");
  const later = await engine().next();
  early.print("late");
  later.print("mine");
  await client.find(({type, parent}) => type === "stream" && parent.msg_id === first);
  later.succeed();
  const {iopub} = await client.finish(second);
  assert.equal(summary(iopub).stdout, "mine");
  assert.equal(summary(client.iopub(first)).stdout, "late");
});

test("a value that JSON cannot hold becomes an error in its place", async () => {
  const id = client.sendCell("bigint");
  const cell = await engine().next();
  const data = {"application/json": 1n};
  cell.emit({type: "display", cell: cell.options.cell, data, metadata: {}});
  cell.succeed();
  const {reply, iopub} = await client.finish(id);
  assert.equal(reply.content.status, "ok");
  assert.match(summary(iopub).error.evalue, /JSON/);
});

test("an engine that ends says why, aborts the queue, and is replaced in the open", async () => {
  const lost = engine();
  lost.openComms = {"comm-1": {target_name: "slider"}};
  const id = client.sendCell("dies");
  const waiting = client.sendCell("waits");
  await lost.next();
  // What comes on one socket comes in order: with this reply the other cell is in the queue.
  await client.request("kernel_info_request", {});
  const known = client.received.length;
  lost.die("The engine was killed by SIGKILL.");
  const {reply, iopub} = await client.finish(id);
  assert.equal(reply.content.status, "error");
  assert.equal(reply.content.ename, "EngineLost");
  assert.match(reply.content.evalue, /^The engine was killed by SIGKILL\. All variables are gone/);
  assert.equal(summary(iopub).error.evalue, reply.content.evalue);
  assert.equal((await client.finish(waiting)).reply.content.status, "aborted");

  const noted = ({parent, type}: {parent: Record<string, string>; type: string}) =>
    type === "status" && parent.msg_id === undefined;
  await client.find((message) => noted(message) && message.content.execution_state === "idle");
  const states = client.received.slice(known).filter(noted);
  assert.deepEqual(
    states.map(({content}) => content.execution_state),
    ["restarting", "starting", "idle"],
  );
  assert.ok(states[0].header.date > reply.header.date, "the page must have the reply before");
  assert.ok(client.received.slice(known).some(({type}) => type === "comm_close"));
  assert.equal(compiler.resets, 1);

  assert.notEqual(engine(), lost);
  const next = client.sendCell("next");
  (await engine().next()).succeed();
  assert.equal((await client.finish(next)).reply.content.execution_count, 1);
});

test("an engine that ends between cells says so under the cell that it names", async () => {
  const id = client.sendCell("leaves a timer");
  const cell = await engine().next();
  cell.succeed();
  await client.finish(id);
  engine().die("The engine ended with code 3.", cell.options.cell);
  const error = await client.find(({type, parent}) => type === "error" && parent.msg_id === id);
  assert.match(error.content.evalue, /code 3/);
  await client.find(
    ({type, content}) => type === "status" && content.execution_state === "starting",
  );
});

test("an engine that cannot start is told once, and tried again with the next cell", async () => {
  let refuse: (error: Error) => void = () => undefined;
  nextReady = new Promise((_, reject) => (refuse = reject));
  nextReady.catch(() => undefined);
  engine().die("The engine ended with code 3.");
  const broken = engine();
  nextReady = Promise.resolve();
  const id = client.sendCell("waits for the engine");
  await client.find(({type, parent}) => type === "execute_input" && parent.msg_id === id);
  refuse(new Error("no such file"));
  broken.die("The engine could not start: no such file.");
  const {reply} = await client.finish(id);
  assert.match(reply.content.evalue, /could not start: no such file/);
  await client.request("kernel_info_request", {});
  assert.equal(engine(), broken, "no engine is started before the next cell");
  const next = client.sendCell("next");
  await client.find(({type, parent}) => type === "execute_input" && parent.msg_id === next);
  while (engine() === broken) await sleep(5);
  (await engine().next()).succeed();
  assert.equal((await client.finish(next)).reply.content.status, "ok");
});

test("an interrupt before the cell reaches the engine answers it and aborts the queue", async () => {
  const compile = compiler.compile.bind(compiler);
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  compiler.compile = async (source, count) => {
    await held;
    return compile(source, count);
  };
  const id = client.sendCell("slow to compile");
  const behind = client.sendCell("behind");
  await client.find(({type, parent}) => type === "execute_input" && parent.msg_id === id);
  await client.request("kernel_info_request", {});
  await client.request("interrupt_request", {}, {channel: "control"});
  assert.equal((await client.reply(id)).content.ename, "Interrupted");
  assert.equal((await client.reply(behind)).content.status, "aborted");
  release();
  compiler.compile = compile;
  const next = client.sendCell("next");
  const cell = await engine().next();
  await client.find(({type, parent}) => type === "execute_input" && parent.msg_id === next);
  assert.equal(cell.options.cell, next, "the interrupted cell must never run");
  cell.succeed();
  await client.finish(next);
});

test("answers to questions find their cell with and without a parent", async () => {
  for (const named of [true, false]) {
    const id = client.sendCell("asks", {allow_stdin: true});
    const cell = await engine().next();
    const {cell: name} = cell.options;
    assert.equal(cell.options.allowStdin, true);
    cell.emit({type: "input", cell: name, id: 7, prompt: "name? ", password: false});
    const question = await client.find(
      ({type, parent}) => type === "input_request" && parent.msg_id === id,
    );
    assert.deepEqual(question.content, {prompt: "name? ", password: false});
    const parent = named ? question.header : {};
    client.send("input_reply", {value: `Ada ${named}`}, {channel: "stdin", parent});
    while (!engine().answers.includes(`Ada ${named}`)) await sleep(5);
    cell.succeed();
    await client.finish(id);
  }
});

test("comm messages reach the engine with their buffers, and their output its parent", async () => {
  engine().openComms = {c1: {target_name: "slider"}, c2: {target_name: "other"}};
  const content = {comm_id: "c1", data: {value: 3}};
  const buffers = [new Uint8Array([1, 2, 255])];
  const {id} = client.send("comm_msg", content, {buffers});
  await client.idle(id);
  const [message] = engine().commMessages;
  assert.deepEqual([message.kind, message.commId, message.data], ["message", "c1", {value: 3}]);
  assert.deepEqual([...message.buffers[0]], [1, 2, 255]);

  const all = await client.request("comm_info_request", {});
  assert.deepEqual(Object.keys(all.reply.content.comms), ["c1", "c2"]);
  const some = await client.request("comm_info_request", {target_name: "slider"});
  assert.deepEqual(some.reply.content.comms, {c1: {target_name: "slider"}});
});

test("a shutdown request is answered with its restart flag before the process ends", async () => {
  for (const restart of [true, false]) {
    const {reply} = await client.request("shutdown_request", {restart}, {channel: "control"});
    assert.deepEqual(reply.content, {status: "ok", restart});
  }
  assert.equal(shutdowns, 2);
});
