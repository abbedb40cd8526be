import assert from "node:assert/strict";
import {readFileSync, readdirSync, readlinkSync} from "node:fs";
import path from "node:path";
import {after, before, test} from "node:test";
import {Request, Subscriber} from "zeromq";
import {addressOf, sign} from "./client";
import type {Received, Client} from "./client";
import {makeConnection, startKernel} from "./start";
import type {StartedKernel} from "./start";

let kernel: StartedKernel;
let client: Client;

before(async () => {
  kernel = await startKernel();
  client = kernel.client;
});
after(() => kernel?.stop());

const states = (iopub: readonly Received[]) =>
  iopub.filter(({type}) => type === "status").map(({content}) => content.execution_state);

const requests: readonly [string, object][] = [
  ["kernel_info_request", {}],
  ["execute_request", {code: "1 + 1", silent: false}],
  ["complete_request", {code: "Mat", cursor_pos: 3}],
  ["inspect_request", {code: "Math", cursor_pos: 4, detail_level: 0}],
  ["is_complete_request", {code: "1"}],
  ["history_request", {hist_access_type: "tail", n: 3}],
  ["comm_info_request", {}],
];

test("every request lies between its own busy and idle, and its reply bears its name", async () => {
  for (const [type, content] of requests) {
    const {id} = client.send(type, content);
    const {reply, iopub} = await client.finish(id);
    assert.equal(reply.type, type.replace("_request", "_reply"));
    assert.deepEqual(states(iopub), ["busy", "idle"], type);
    assert.equal(iopub.at(0)?.content.execution_state, "busy");
    assert.equal(iopub.at(-1)?.content.execution_state, "idle");
    assert.equal(reply.parent["msg_type"], type);
  }
});

test("idle comes also after a request that fails", async () => {
  const {reply, iopub} = await client.request("complete_request", {});
  assert.equal(reply.content.status, "error");
  assert.deepEqual(states(iopub), ["busy", "idle"]);
});

test("headers have one session of the kernel's own, unique ids, an ISO date, a version", async () => {
  await client.execute("1");
  await client.execute("2");
  const headers = client.received.map(({header}) => header);
  assert.equal(new Set(headers.map(({session}) => session)).size, 1);
  assert.notEqual(headers[0].session, client.session);
  assert.equal(new Set(headers.map(({msg_id}) => msg_id)).size, headers.length);
  for (const {date, version, username, msg_type} of headers) {
    assert.equal(new Date(date).toISOString(), date);
    assert.equal(version, "5.5");
    assert.ok(username && msg_type);
  }
});

test("kernel_info has every field, and TypeScript's true version", async () => {
  const {content} = (await client.request("kernel_info_request", {})).reply;
  assert.equal(content.status, "ok");
  for (const field of ["protocol_version", "implementation", "implementation_version", "banner"])
    assert.ok(typeof content[field] === "string" && content[field], field);
  const language = content.language_info;
  assert.equal(language.name, "typescript");
  assert.equal(language.mimetype, "text/typescript");
  assert.equal(language.file_extension, ".ts");
  assert.equal(language.pygments_lexer, "typescript");
  assert.ok(language.codemirror_mode);
  const {default: typescript} = await import("@tslab/typescript-for-tslab");
  assert.equal(language.version, typescript.version);
  assert.ok(content.help_links.length > 0);
  for (const {text, url} of content.help_links) assert.ok(text && /^https:\/\//.test(url));
  assert.equal(content.debugger, false);
  assert.deepEqual(content.supported_features, []);
});

test("kernel_info on control is answered there", async () => {
  const {reply} = await client.request("kernel_info_request", {}, {channel: "control"});
  assert.equal(reply.channel, "control");
  assert.equal(reply.content.status, "ok");
});

test("protocol 5.5 is announced, in the reply and in the kernel spec alike", async () => {
  const {reply} = await client.request("kernel_info_request", {});
  assert.equal(reply.content.protocol_version, "5.5");
  const {labKernelSpec} = await import("../../src/lab/setup/kernelspec.mjs");
  const spec = labKernelSpec(path.join(__dirname, "..", ".."));
  assert.equal(spec.kernel_protocol_version, "5.5");
  assert.equal(spec.interrupt_mode, "message");
  assert.equal(spec.language, reply.content.language_info.name);
  assert.ok(spec.display_name);
  assert.ok(spec.argv.includes("{connection_file}"));
  assert.ok(path.isAbsolute(spec.argv[0]), "found without a PATH");
  // What the kernel cannot do it does not promise.
  assert.equal(spec.metadata.debugger, reply.content.debugger);
  assert.ok(!("supported_encryption" in spec.metadata));
});

test("each new subscription is welcomed under its own topic, also the second to it", async () => {
  const topic = "a topic of my own";
  for (let subscriber = 0; subscriber < 2; subscriber++) {
    const socket = new Subscriber({receiveTimeout: 60_000, linger: 0});
    socket.connect(addressOf(kernel.connection, kernel.connection.iopub_port));
    socket.subscribe(topic);
    const [heard, , , header, , , content] = await socket.receive();
    socket.close();
    assert.equal(heard.toString(), topic);
    assert.equal(JSON.parse(header.toString()).msg_type, "iopub_welcome");
    assert.deepEqual(JSON.parse(content.toString()), {subscription: topic});
  }
});

/** Whatever was sent before has been heard by now: each socket keeps its order. Ids of the requests. */
async function markersAfter(): Promise<string[]> {
  const channels = ["shell", "control"] as const;
  const sent = channels.map((channel) => client.send("kernel_info_request", {}, {channel}).id);
  await Promise.all(sent.map((id) => client.finish(id)));
  return sent;
}

test("forged and unsigned messages are dropped in silence and not executed", async () => {
  const code = "(globalThis as any).broken = true";
  const known = client.received.length;
  for (const key of ["another key", ""]) {
    for (const channel of ["shell", "control"] as const) {
      client.send("execute_request", {code}, {key, channel});
      client.send("shutdown_request", {restart: false}, {key, channel});
    }
  }
  const markers = await markersAfter();
  // A welcome to the topic of the test before may still be on its way.
  const heard = client.received.slice(known);
  assert.deepEqual(
    heard.filter(
      ({header, parent}) =>
        header.msg_type !== "iopub_welcome" && !markers.includes(parent["msg_id"]),
    ),
    [],
  );
  const {result} = await client.execute("String((globalThis as any).broken)");
  assert.match(result.data["text/plain"], /undefined/);
});

test("the same signed bytes sent twice run once", async () => {
  const code = "(globalThis as any).runs = ((globalThis as any).runs ?? 0) + 1";
  const {id, frames} = client.send("execute_request", {code});
  await client.finish(id);
  client.sendFrames("shell", frames);
  client.sendFrames("control", frames);
  await markersAfter();
  const {result} = await client.execute("(globalThis as any).runs");
  assert.equal(result.data["text/plain"], "1");
});

test("malformed frames and incomplete requests are survived, and logged", async () => {
  const key = kernel.connection.key;
  const delimiter = Buffer.from("<IDS|MSG>");
  const signed = (...texts: string[]) => {
    const parts = texts.map((text) => Buffer.from(text));
    return [delimiter, Buffer.from(sign(key, parts)), ...parts];
  };
  const header = (id: string) => `{"msg_id":"${id}","msg_type":"kernel_info_request"}`;
  const shapes = [
    [Buffer.alloc(0)],
    [Buffer.from("hello")],
    [delimiter],
    [delimiter, Buffer.from("00")],
    signed(header("a"), "{}", "{}"),
    signed("{", "{}", "{}", "{}"),
    signed("[]", "{}", "{}", "{}"),
    signed("{}", "null", "{}", "{}"),
    signed(header("b"), "{}", "{}", '"text"'),
    signed(header("c"), "{}", "{}", "\u0000"),
  ];
  for (const channel of ["shell", "control", "stdin"] as const)
    for (const shape of shapes) client.sendFrames(channel, shape);
  for (const type of ["execute_request", "inspect_request", "is_complete_request"]) {
    const {reply} = await client.request(type, {});
    assert.equal(reply.content.status, "error", type);
  }
  const {reply} = await client.execute("6 * 7");
  assert.equal(reply.status, "ok");
  assert.match(kernel.log(), /no delimiter/);
});

test("unknown messages are answered with an error or ignored", async () => {
  const {reply, iopub} = await client.request("make_coffee_request", {});
  assert.equal(reply.type, "make_coffee_reply");
  assert.equal(reply.content.status, "error");
  assert.deepEqual(states(iopub), ["busy", "idle"]);
  client.send("toString", {});
  client.send("__proto__", {}, {channel: "control"});
  assert.equal((await client.execute("1")).reply.status, "ok");
});

test("replies go to the client that asked, outputs to all under one parent", async () => {
  const other = await kernel.newClient();
  const {id} = await client.execute('console.log("for all")');
  await other.idle(id);
  const heard = other.iopub(id).map(({type}) => type);
  assert.deepEqual(heard, ["status", "execute_input", "stream", "status"]);
  assert.ok(
    !other.received.some(({channel, parent}) => channel !== "iopub" && parent.msg_id === id),
  );
  const both = await Promise.all([client.execute('"one"'), other.execute('"two"')]);
  assert.deepEqual(
    both.map(({result}) => result.data["text/plain"].replace(/['"]/g, "")),
    ["one", "two"],
  );
});

test("several clients run, complete and interrupt at once, each with answers of its own", async () => {
  const clients = [client, await kernel.newClient(), await kernel.newClient()];
  const mine = await Promise.all(
    clients.map(async (each, i) => {
      const cells = Array.from({length: 10}, (_, k) =>
        each.sendCell(`console.log(${100 * i + k})`),
      );
      const begun = each.request("complete_request", {code: "Math.hyp", cursor_pos: 8});
      const done = await Promise.all(cells.map((id) => each.finish(id)));
      assert.deepEqual((await begun).reply.content.matches, ["hypot"]);
      return done.map(({reply, iopub}) => {
        const text = iopub.filter(({type}) => type === "stream").map(({content}) => content.text);
        return [reply.content.status, reply.header.msg_type, Number(text.join(""))];
      });
    }),
  );
  const expected = (i: number) =>
    Array.from({length: 10}, (_, k) => ["ok", "execute_reply", 100 * i + k]);
  assert.deepEqual(
    mine,
    clients.map((_, i) => expected(i)),
  );
  // All were counted in one row, and what one client runs, another can stop.
  const running = clients[1].sendCell("for (;;);");
  await clients[2].find(({type, parent}) => type === "execute_input" && parent.msg_id === running);
  await clients[2].request("interrupt_request", {}, {channel: "control"});
  assert.equal((await clients[1].reply(running)).content.ename, "Interrupted");
  await Promise.all(clients.map((each) => each.idle(running)));
  for (const each of clients) {
    const replies = each.received.filter(({channel}) => channel !== "iopub");
    assert.ok(replies.every(({parent}) => parent.session === each.session));
  }
});

test(
  "every socket of the kernel listens on loopback only",
  {skip: process.platform !== "linux"},
  () => {
    const listening = listeningSockets();
    const own = processTree(kernel.process.pid!).flatMap(socketInodes);
    const addresses = own.flatMap((inode) => listening.get(inode) ?? []);
    assert.ok(addresses.length >= 5, `${addresses.length} listening sockets`);
    for (const address of addresses)
      assert.ok(/^0100007F$|^0{24}01000000$/.test(address), `listens on ${address}`);
  },
);

function processTree(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8")
      .split(" ")
      .filter(Boolean)
      .map(Number),
  );
  return [pid, ...children.flatMap(processTree)];
}

function socketInodes(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      const match = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`));
      return match ? [match[1]] : [];
    } catch {
      return []; // Closed while we looked.
    }
  });
}

/** Hexadecimal local address of each listening TCP socket by its inode. */
function listeningSockets(): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of ["/proc/net/tcp", "/proc/net/tcp6"])
    for (const line of readFileSync(file, "utf8").split("\n").slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === "0A") found.set(inode, local.split(":")[0]);
    }
  return found;
}

test("the heartbeat echoes", async () => {
  const socket = new Request({receiveTimeout: 60_000, linger: 0});
  socket.connect(addressOf(kernel.connection, kernel.connection.hb_port));
  await socket.send("ping");
  assert.equal((await socket.receive()).toString(), "ping");
  socket.close();
});

test("without a debugger, debug_request is answered with a failure", async () => {
  const request = {type: "request", seq: 4, command: "debugInfo", arguments: {}};
  const {reply} = await client.request("debug_request", request, {channel: "control"});
  assert.equal(reply.type, "debug_reply");
  assert.deepEqual(
    [reply.content.success, reply.content.request_seq, reply.content.command],
    [false, 4, "debugInfo"],
  );
});

test("an empty key means no signing", async () => {
  const unsigned = await startKernel({connection: await makeConnection({key: ""})});
  try {
    assert.equal((await unsigned.client.execute("1 + 1")).result.data["text/plain"], "2");
  } finally {
    await unsigned.stop();
  }
});

test(
  "transport ipc works, and leaves no socket file behind",
  {skip: process.platform === "win32"},
  async () => {
    const ip = `/tmp/kernel-ipc-${process.pid}`;
    const ipc = await startKernel({connection: await makeConnection({transport: "ipc", ip})});
    try {
      assert.equal((await ipc.client.execute("1 + 1")).result.data["text/plain"], "2");
      await ipc.client.request("shutdown_request", {restart: false}, {channel: "control"});
      assert.ok(await ipc.ended(60_000));
      const left = readdirSync("/tmp").filter((name) =>
        name.startsWith(`kernel-ipc-${process.pid}`),
      );
      assert.deepEqual(left, []);
    } finally {
      await ipc.stop();
    }
  },
);
