import assert from "node:assert/strict";
import {once} from "node:events";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {connect} from "node:net";
import type {Socket} from "node:net";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import type {TestContext} from "node:test";
import {setTimeout as pause} from "node:timers/promises";
import {Dealer, Subscriber} from "zeromq";
import {readConnection} from "../../../src/kernel/host/connection";
import {Sockets} from "../../../src/kernel/host/sockets";
import {makeConnection} from "../start";

const megabyte = 1024 * 1024;

async function openSockets(t: TestContext) {
  const file = await makeConnection();
  const folder = mkdtempSync(path.join(tmpdir(), "sockets-"));
  const written = path.join(folder, "connection.json");
  writeFileSync(written, JSON.stringify(file));
  const sockets = new Sockets(readConnection(written), {gathered: 200 * megabyte, everyMs: 20});
  await sockets.bind();
  t.after(async () => {
    await sockets.close();
    rmSync(folder, {recursive: true});
  });
  const heard: string[] = [];
  sockets.listen({
    request: (channel, frames) => void heard.push(`${channel} ${String(frames.at(-1))}`),
    welcome: (topic) => [topic, Buffer.from(`welcome to ${String(topic)}`)],
  });
  return {file, sockets, heard};
}

/** A connection to a port that has greeted as a socket of this type. */
async function greeted(port: number, type: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  const greeting = Buffer.alloc(64);
  greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
  greeting.write("NULL", 12);
  const name = "Socket-Type";
  const value = Buffer.from(type);
  const body = Buffer.concat([
    Buffer.from(`\u0005READY${String.fromCharCode(name.length)}${name}`, "latin1"),
    Buffer.from([0, 0, 0, value.length]),
    value,
  ]);
  socket.write(Buffer.concat([greeting, Buffer.from([0x04, body.length]), body]));
  socket.resume();
  return socket;
}

/** A frame of a message that goes on. */
function frameWithMore(size: number): Buffer {
  const head = Buffer.alloc(9);
  head[0] = 0x03;
  head.writeBigUInt64BE(BigInt(size), 1);
  return Buffer.concat([head, Buffer.alloc(size, 1)]);
}

const ready = (socket: Socket) => new Promise<void>((done) => socket.once("drain", done));

/** Sends frames until the connection is cut; how many went through. */
async function pour(socket: Socket, frame: Buffer, most: number): Promise<number> {
  let cut = false;
  const closed = new Promise<void>((done) => socket.once("close", done)).then(() => {
    cut = true;
  });
  for (let sent = 0; sent < most; sent++) {
    if (cut) return sent;
    if (!socket.write(frame)) await Promise.race([ready(socket), closed]);
    if (sent % 16 === 0) await new Promise(setImmediate);
  }
  for (let i = 0; i < 3000 && !cut; i++) await pause(20);
  return cut ? most : Infinity;
}

test("a message of frames without an end is cut, and others are heard before and after", async (t) => {
  const {file, heard} = await openSockets(t);
  const error = t.mock.method(console, "error", () => undefined);
  const client = new Dealer({linger: 0, reconnectInterval: 10});
  client.connect(`tcp://127.0.0.1:${file.shell_port}`);
  t.after(() => client.close());
  await client.send("before");
  while (heard.length < 1) await pause(5);

  const before = process.memoryUsage.rss();
  const flood = await greeted(file.shell_port, "DEALER");
  const sent = await pour(flood, frameWithMore(megabyte), 3000);
  assert.ok(sent < 3000, `${sent} MB were taken`);
  while (error.mock.callCount() < 1) await pause(5);
  assert.match(String(error.mock.calls[0].arguments[0]), /without an end was refused/);
  const grown = (process.memoryUsage.rss() - before) / megabyte;
  assert.ok(grown < 200, `${grown} MB are still held`);

  await client.send("after");
  while (heard.length < 2) await pause(5);
  assert.deepEqual(heard, ["shell before", "shell after"]);
});

test("many messages that are heard are no message without an end", async (t) => {
  const {file, heard} = await openSockets(t);
  const error = t.mock.method(console, "error", () => undefined);
  const client = new Dealer({linger: 0});
  client.connect(`tcp://127.0.0.1:${file.shell_port}`);
  t.after(() => client.close());
  const large = Buffer.alloc(4 * megabyte, "x");
  for (let i = 0; i < 100; i++) {
    await client.send([large, `${i}`]);
    while (heard.length <= i) await pause(1);
  }
  assert.equal(error.mock.callCount(), 0);
});

test("heartbeats and subscriptions are small, or their connection is cut", async (t) => {
  const {file} = await openSockets(t);
  for (const [port, type] of [
    [file.hb_port, "REQ"],
    [file.iopub_port, "SUB"],
  ] as const) {
    const socket = await greeted(port, type);
    assert.ok((await pour(socket, frameWithMore(megabyte), 100)) <= 100, type);
  }
});

test("the first that a subscriber hears is the welcome, however much is being published", async (t) => {
  const {file, sockets} = await openSockets(t);
  let publishing = true;
  t.after(() => {
    publishing = false;
  });
  const published = (async () => {
    for (let i = 0; publishing; i++) {
      await sockets.send("iopub", [Buffer.from("a topic"), Buffer.from(`message ${i}`)]);
      if (i % 16 === 0) await new Promise(setImmediate);
    }
  })();
  for (const topic of ["", "a topic", "a", "a topic"])
    for (let i = 0; i < 25; i++) {
      const subscriber = new Subscriber({linger: 0, receiveTimeout: 60_000});
      subscriber.connect(`tcp://127.0.0.1:${file.iopub_port}`);
      subscriber.subscribe(topic);
      const first = await subscriber.receive();
      const second = await subscriber.receive();
      subscriber.close();
      assert.equal(String(first.at(-1)), `welcome to ${topic}`);
      assert.match(String(second.at(-1)), /^message/);
    }
  publishing = false;
  await published;
});

test("who unsubscribes hears no more of the topic, and of the others still", async (t) => {
  const {file, sockets} = await openSockets(t);
  const subscriber = new Subscriber({linger: 0, receiveTimeout: 60_000});
  t.after(() => subscriber.close());
  subscriber.connect(`tcp://127.0.0.1:${file.iopub_port}`);
  const heard = async () => String((await subscriber.receive()).at(-1));
  subscriber.subscribe("one", "two");
  assert.deepEqual([await heard(), await heard()], ["welcome to one", "welcome to two"]);
  subscriber.unsubscribe("one");
  subscriber.subscribe("three");
  assert.equal(await heard(), "welcome to three");
  for (const topic of ["one", "two"])
    await sockets.send("iopub", [Buffer.from(topic), Buffer.from(`about ${topic}`)]);
  assert.equal(await heard(), "about two");
});
