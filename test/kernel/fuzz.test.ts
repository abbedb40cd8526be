import assert from "node:assert/strict";
import {once} from "node:events";
import {connect} from "node:net";
import {test} from "node:test";
import {Dealer, XSubscriber} from "zeromq";
import {randomStream} from "../../src/numerics/random";
import type {Random} from "../../src/numerics/random";
import {addressOf, sign, sleep} from "./client";
import {startKernel} from "./start";

const types = [
  "execute_request complete_request inspect_request is_complete_request history_request",
  "comm_info_request comm_open comm_msg comm_close kernel_info_request connect_request",
  "interrupt_request debug_request input_reply status toString __proto__ constructor",
].flatMap((line) => line.split(" "));

const fields = [
  "code cursor_pos detail_level silent store_history stop_on_error user_expressions comm_id",
  "target_name data hist_access_type n session start stop pattern unique value seq",
].flatMap((line) => line.split(" "));

const values = [
  null,
  true,
  -1,
  1e300,
  0.5,
  "",
  "1 + 1",
  "[z-a]",
  "𝑥\u0000\ud800",
  [],
  {},
  ["tail"],
];

const pick = <T>(list: readonly T[], random: Random): T => list[random.integer(list.length)];
const bytes = (random: Random): Buffer =>
  Buffer.from(Array.from({length: random.integer(60)}, () => random.integer(256)));

/** A message that is signed rightly and otherwise left to chance. */
function signedMessage(random: Random, {key, id}: {key: string; id: number}): Buffer[] {
  const content = Object.fromEntries(
    Array.from({length: random.integer(6)}, () => [pick(fields, random), pick(values, random)]),
  );
  const header = {
    msg_id: `fuzz ${id}`,
    msg_type: pick(types, random),
    session: pick(values, random),
  };
  const parts = [header, pick([{}, {msg_id: 7}], random), {}, content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  if (random.integer(4) === 0) parts[random.integer(4)] = bytes(random);
  const signature = Buffer.from(sign(key, parts));
  return [
    Buffer.from("<IDS|MSG>"),
    signature,
    ...parts,
    ...(random.integer(3) ? [] : [bytes(random)]),
  ];
}

test("frames left to chance on all five sockets do not stop the kernel", async (t) => {
  const kernel = await startKernel();
  t.after(() => kernel.stop());
  const {client, connection} = kernel;
  const random = randomStream(20);
  await client.execute("const kept = 12");

  const address = (port: number) => addressOf(connection, port);
  const heart = new Dealer({linger: 0});
  const subscriber = new XSubscriber({linger: 0});
  t.after(() => (heart.close(), subscriber.close()));
  heart.connect(address(connection.hb_port));
  subscriber.connect(address(connection.iopub_port));
  for (let id = 0; id < 400; id++) {
    const channel = pick(["shell", "control", "stdin"] as const, random);
    const noise = Array.from({length: 1 + random.integer(7)}, () => bytes(random));
    const signed = signedMessage(random, {key: connection.key, id});
    client.sendFrames(channel, random.integer(3) === 0 ? noise : signed);
    await heart.send(noise);
    await subscriber.send(bytes(random));
  }
  // Peers that do not even speak ZeroMQ.
  for (const port of [connection.shell_port, connection.iopub_port, connection.hb_port]) {
    const socket = connect(port, connection.ip);
    socket.on("error", () => undefined);
    await once(socket, "connect");
    socket.end(Buffer.concat([bytes(random), bytes(random)]));
  }

  await sleep(200);
  const other = await kernel.newClient();
  const ask = () => other.execute("kept", {ms: 60_000});
  let {result, reply} = await ask();
  // Cells left to chance may still be in the queue before it, fail, and abort it.
  while (reply.status === "aborted") ({result, reply} = await ask());
  assert.equal(result?.data["text/plain"], "12");
  assert.equal(kernel.process.exitCode, null);
});
