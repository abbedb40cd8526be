import {once} from "node:events";
import {connect} from "node:net";
import {Dealer, XSubscriber} from "zeromq";
import type {Random} from "../../src/numerics/random";
import {addressOf, sign} from "./client";
import type {Client, ConnectionFile} from "./client";

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
function signedMessage(random: Random, {key, id}: {key: string; id: string}): Buffer[] {
  const content = Object.fromEntries(
    Array.from({length: random.integer(6)}, () => [pick(fields, random), pick(values, random)]),
  );
  const header = {msg_id: id, msg_type: pick(types, random), session: pick(values, random)};
  const parts = [header, pick([{}, {msg_id: 7}], random), {}, content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  if (random.integer(4) === 0) parts[random.integer(4)] = bytes(random);
  const signature = Buffer.from(sign(key, parts));
  const more = random.integer(3) ? [] : [bytes(random)];
  return [Buffer.from("<IDS|MSG>"), signature, ...parts, ...more];
}

export type Noise = {
  readonly client: Client;
  readonly connection: ConnectionFile;
  readonly random: Random;
  /** How many messages for each of the sockets. */
  readonly messages: number;
};

let made = 0;

/** Sends messages left to chance to all five sockets, and speaks no ZeroMQ to three of them. */
export async function makeNoise({client, connection, random, messages}: Noise): Promise<void> {
  const address = (port: number) => addressOf(connection, port);
  const heart = new Dealer({linger: 0});
  const subscriber = new XSubscriber({linger: 0});
  heart.connect(address(connection.hb_port));
  subscriber.connect(address(connection.iopub_port));
  for (let message = 0; message < messages; message++) {
    const channel = pick(["shell", "control", "stdin"] as const, random);
    const noise = Array.from({length: 1 + random.integer(7)}, () => bytes(random));
    const signed = signedMessage(random, {key: connection.key, id: `noise ${++made}`});
    client.sendFrames(channel, random.integer(3) === 0 ? noise : signed);
    await heart.send(noise);
    await subscriber.send(bytes(random));
  }
  for (const port of [connection.shell_port, connection.iopub_port, connection.hb_port]) {
    const socket = connect(port, connection.ip);
    socket.on("error", () => undefined);
    await once(socket, "connect");
    socket.end(Buffer.concat([bytes(random), bytes(random)]));
  }
  heart.close();
  subscriber.close();
}
