import assert from "node:assert/strict";
import {existsSync, readFileSync} from "node:fs";
import {after, test} from "node:test";
import type {TestContext} from "node:test";
import {spawn, spawnSync} from "node:child_process";
import {once} from "node:events";
import {sleep} from "./client";
import type {Client, Received} from "./client";
import {kernelArgv, startKernel} from "./start";
import type {StartOptions, StartedKernel} from "./start";

/** Interrupts, faults, exits, restarts. */

/** What takes longer than this, in ms, counts as never: a guard, and no measure of speed. */
const patience = 60_000;

async function freshKernel(t: TestContext, options: StartOptions = {}): Promise<StartedKernel> {
  const kernel = await startKernel(options);
  t.after(() => kernel.stop());
  return kernel;
}

let shared: StartedKernel | undefined;
/** One kernel for those tests after which it has to be as good as new. */
const sharedKernel = async () => (shared ??= await startKernel());
after(() => shared?.stop());

const interrupt = (client: Client) => client.request("interrupt_request", {}, {channel: "control"});

/** Sends a cell that says "at work", and waits until it does. */
async function cellAtWork(client: Client, code: string, options: object = {}): Promise<string> {
  const id = client.sendCell(code, options);
  await client.find(
    ({type, parent, content}) =>
      type === "stream" && parent.msg_id === id && /at work/.test(content.text),
  );
  return id;
}

/** Starts the cell, interrupts it at work, or after a while, and asks that it ends with an error. */
async function stopCell(
  client: Client,
  {
    code,
    delay,
    stop = interrupt,
  }: {
    code: string;
    delay?: number;
    stop?: (client: Client) => Promise<unknown> | unknown;
  },
): Promise<void> {
  const id = delay === undefined ? await cellAtWork(client, code) : client.sendCell(code);
  await client.find(({type, parent}) => type === "execute_input" && parent.msg_id === id);
  if (delay !== undefined) await sleep(delay);
  await stop(client);
  const reply = await client.reply(id);
  assert.equal(reply.content.status, "error", code);
  await client.idle(id);
}

const endless = [
  'console.log("at work"); for (;;) {}',
  'await null; console.log("at work"); for (;;) {}',
  'await new Promise((resolve) => setTimeout(resolve, 50)); console.log("at work"); for (;;) {}',
  'console.log("at work"); await new Promise(() => {})',
];

/**
 * A signal that was sent before is heard of now: the host's code has run twice since, and a turn of its loop
 * does not end before the signals that were there at its beginning were heard of.
 */
async function afterSignals(client: Client): Promise<void> {
  for (let round = 0; round < 2; round++)
    await client.request("kernel_info_request", {}, {channel: "control"});
}

async function assertKept(client: Client): Promise<void> {
  const {result} = await client.execute("kept");
  assert.equal(result?.data["text/plain"], "12");
}

test("loops before and after an await and pending promises are stopped, variables kept", async () => {
  const {client} = await sharedKernel();
  await client.execute("const kept = 12");
  for (const code of endless) {
    await stopCell(client, {code});
    await assertKept(client);
  }
});

test("SIGINT to the process or to its group is the same as an interrupt request", async () => {
  const {client, process: host} = await sharedKernel();
  await client.execute("const kept = 12");
  for (const pid of [host.pid!, -host.pid!])
    for (const code of endless) {
      await stopCell(client, {code, stop: () => void process.kill(pid, "SIGINT")});
      await assertKept(client);
    }
});

test("interrupts at any moment of the first seconds leave a kernel that works", async (t) => {
  for (const delay of [0, 20, 100, 400, 1000]) {
    const {client} = await freshKernel(t);
    await stopCell(client, {code: endless[0], delay});
    await client.execute("const kept = 12");
    await assertKept(client);
  }
});

test("the idle kernel is not harmed by an interrupt", async () => {
  const {client, process: host} = await sharedKernel();
  await client.execute("const kept = 12");
  for (let round = 0; round < 3; round++) {
    assert.equal((await interrupt(client)).reply.content.status, "ok");
    host.kill("SIGINT");
    await afterSignals(client);
    const {stdout, reply} = await client.execute('console.log("heard")');
    assert.deepEqual([stdout, reply.status], ["heard\n", "ok"]);
  }
  await assertKept(client);
});

test("an interrupt aborts the queue, whatever stop_on_error says", async () => {
  const {client} = await sharedKernel();
  await client.execute("const kept = 12");
  const running = await cellAtWork(client, endless[0], {stop_on_error: false});
  const queued = [client.sendCell("1"), client.sendCell("2")];
  // What comes on one socket comes in order: with this reply the cells are in the queue.
  await client.request("kernel_info_request", {});
  await interrupt(client);
  assert.equal((await client.reply(running)).content.status, "error");
  for (const id of queued) assert.equal((await client.reply(id)).content.status, "aborted");
  await assertKept(client);
});

test("ten interrupts in a row, at changing moments", async () => {
  const {client} = await sharedKernel();
  await client.execute("const kept = 12");
  for (let round = 0; round < 10; round++) {
    await stopCell(client, {code: endless[round % endless.length], delay: 30 * round});
    await assertKept(client);
  }
});

test("a runaway timer is stopped, variables kept", async () => {
  const {client} = await sharedKernel();
  await client.execute("const kept = 12");
  await cellAtWork(client, 'void setTimeout(() => { console.log("at work"); for (;;) {} }, 100);');
  await interrupt(client);
  await assertKept(client);
});

test("process.exit() in a cell is told in the cell, and a fresh engine is ready", async () => {
  const {client} = await sharedKernel();
  await client.execute("const kept = 12");
  const {reply, error} = await client.execute("process.exit(3)");
  assert.equal(reply.status, "error");
  assert.match(error.evalue, /3/);
  assert.match(error.evalue, /variables are gone/);
  await client.find(
    ({type, content}) => type === "status" && content.execution_state === "restarting",
  );
  const {result, reply: next} = await client.execute("1 + 1");
  assert.deepEqual([result.data["text/plain"], next.execution_count], ["2", 1]);
  const gone = await client.execute("kept");
  assert.equal(gone.reply.status, "error");
});

test("process.exit() in a timer is told under the cell that set it", async () => {
  const {client} = await sharedKernel();
  const {id} = await client.execute("void setTimeout(() => process.exit(4), 200);");
  const told = ({type, parent}: Received) => type === "error" && parent.msg_id === id;
  assert.match((await client.find(told)).content.evalue, /4/);
  assert.equal((await client.execute("1 + 1")).reply.status, "ok");
});

test("a native crash is told in the cell, and a fresh engine is ready", async () => {
  const {client} = await sharedKernel();
  const {reply} = await client.execute("process.abort()");
  assert.equal(reply.status, "error");
  assert.match(reply.evalue, /SIGABRT|crash|abort/i);
  assert.equal((await client.execute("1 + 1")).reply.status, "ok");
});

test("a crash by a signal is told in the cell, and a fresh engine is ready", async () => {
  const {client} = await sharedKernel();
  for (const [signal, words] of [
    ["SIGSEGV", /^Native code crashed the engine \(SIGSEGV\)\. All variables are gone/],
    ["SIGKILL", /^The engine was killed, most likely .* want of memory \(SIGKILL\)\./],
    ["SIGTERM", /^The engine was ended from outside \(SIGTERM\)\./],
  ] as const) {
    const code = `console.log("before"); process.kill(process.pid, "${signal}"); for (;;);`;
    const {reply, stdout} = await client.execute(code);
    assert.match(reply.evalue, words);
    assert.equal(stdout, "before\n");
    assert.equal((await client.execute("1 + 1")).result.data["text/plain"], "2");
  }
});

test("shutdown echoes its flag and ends the process, timers open", async (t) => {
  for (const restart of [false, true]) {
    const kernel = await freshKernel(t);
    await kernel.client.execute("void setInterval(() => undefined, 10);");
    const {reply} = await kernel.client.request(
      "shutdown_request",
      {restart},
      {channel: "control"},
    );
    assert.deepEqual(reply.content, {status: "ok", restart});
    assert.ok(await kernel.ended(patience));
    assert.equal(kernel.process.exitCode, 0);
  }
});

test("shutdown while a cell computes ends everything", async (t) => {
  const kernel = await freshKernel(t);
  const engine = await enginePid(kernel.client);
  await cellAtWork(kernel.client, endless[0]);
  await kernel.client.request("shutdown_request", {restart: false}, {channel: "control"});
  assert.ok(await kernel.ended(patience));
  assert.ok(await isGone(engine));
});

test("shutdown on the shell channel works, too", async (t) => {
  const kernel = await freshKernel(t);
  await kernel.client.request("shutdown_request", {restart: false});
  assert.ok(await kernel.ended(patience));
});

const enginePid = async (client: Client): Promise<number> =>
  Number((await client.execute("process.pid")).result.data["text/plain"].replaceAll("_", ""));

/** Whether the process ends; one that has ended but was not waited for is gone, too. */
async function isGone(pid: number): Promise<boolean> {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(50)) {
    if (!existsSync(`/proc/${pid}/stat`)) return true;
    if (/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) return true;
  }
  return false;
}

const linux = {skip: process.platform !== "linux"};

test(
  "after SIGKILL of the kernel no engine is left, and its ports serve the next",
  linux,
  async (t) => {
    const kernel = await freshKernel(t);
    const engine = await enginePid(kernel.client);
    await cellAtWork(kernel.client, endless[0]);
    kernel.process.kill("SIGKILL");
    assert.ok(await isGone(engine), "the computing engine outlived its host");
    const next = await freshKernel(t, {connection: kernel.connection});
    const {result, reply} = await next.client.execute("1 + 1");
    assert.deepEqual([result.data["text/plain"], reply.execution_count], ["2", 1]);
  },
);

test("SIGTERM ends kernel and engine", linux, async (t) => {
  for (const code of ['void setInterval(() => console.log("at work"), 10);', endless[0]]) {
    const kernel = await freshKernel(t);
    const engine = await enginePid(kernel.client);
    await cellAtWork(kernel.client, code);
    kernel.process.kill("SIGTERM");
    assert.ok(await kernel.ended(patience));
    assert.ok(await isGone(engine));
  }
});

test("the kernel ends when its server dies", linux, async (t) => {
  const server = spawn("sleep", ["1000"]);
  const kernel = await freshKernel(t, {env: {JPY_PARENT_PID: String(server.pid)}});
  const engine = await enginePid(kernel.client);
  server.kill("SIGKILL");
  await once(server, "exit");
  assert.ok(await kernel.ended(patience));
  assert.ok(await isGone(engine));
});

test("a full heap ends the engine with a sentence, and the next cell runs", async (t) => {
  const {client} = await freshKernel(t, {nodeOptions: ["--max-old-space-size=150"]});
  const {reply} = await client.execute(
    "const hoard: unknown[] = []; for (;;) hoard.push(new Array(100_000).fill(hoard.length));",
    {ms: 300_000},
  );
  assert.equal(reply.status, "error");
  assert.match(reply.evalue, /memory|heap/i);
  assert.equal((await client.execute("1 + 1")).reply.status, "ok");
});

test("a restart clears state and count, on the same connection file", async (t) => {
  const kernel = await freshKernel(t);
  await kernel.client.execute("const kept = 12");
  await kernel.client.request("shutdown_request", {restart: true}, {channel: "control"});
  assert.ok(await kernel.ended(patience));
  const next = await freshKernel(t, {connection: kernel.connection});
  const {reply} = await next.client.execute("kept");
  assert.deepEqual([reply.status, reply.execution_count], ["error", 1]);
});

test("a kernel that cannot bind its sockets says so in one line and ends", async (t) => {
  const kernel = await freshKernel(t);
  const [program, ...words] = await kernelArgv(kernel.connectionFile);
  const second = spawnSync(program, words, {encoding: "utf8"});
  assert.equal(second.status, 1);
  assert.match(second.stderr, /^kernel: cannot start from \S+connection\.json: .+\n$/);
  assert.equal((await kernel.client.execute("1")).reply.status, "ok");
});
