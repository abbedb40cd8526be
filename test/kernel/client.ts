import {createHmac, randomUUID} from "node:crypto";
import {Dealer, Subscriber} from "zeromq";
import type {Message as Frame} from "zeromq";

/** A Jupyter client of the tests' own: it shares no code with the kernel that it tries. */

export type ConnectionFile = {
  transport: string;
  ip: string;
  key: string;
  signature_scheme: string;
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
};

export type Received = {
  readonly channel: "shell" | "control" | "stdin" | "iopub";
  readonly at: number;
  readonly topic: string;
  readonly type: string;
  readonly header: Record<string, string>;
  readonly parent: Record<string, string>;
  readonly metadata: Record<string, unknown>;
  // The content is looked into by name everywhere; a type for each message would say it twice.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly content: any;
  readonly buffers: readonly Frame[];
};

export type Sent = {readonly id: string; readonly frames: Buffer[]};
export type Channel = "shell" | "control" | "stdin";

export type SendOptions = {
  channel?: Channel;
  parent?: object;
  metadata?: object;
  buffers?: Uint8Array[];
  key?: string;
};

export const addressOf = (connection: ConnectionFile, port: number): string =>
  connection.transport === "ipc"
    ? `ipc://${connection.ip}-${port}`
    : `tcp://${connection.ip}:${port}`;

export function sign(key: string, parts: readonly Uint8Array[]): string {
  if (key === "") return "";
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

const within = async <T>(
  promise: Promise<T>,
  {ms, what}: {ms: number; what: string},
): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

/** Connects as soon as the kernel binds, and loses nothing that it publishes. */
const patience = {reconnectInterval: 10, receiveHighWaterMark: 0};

export class Client {
  readonly session = randomUUID();
  /** Everything received so far, in order of arrival. */
  readonly received: Received[] = [];
  readonly #connection: ConnectionFile;
  readonly #sockets: Record<Channel, Dealer>;
  readonly #iopub = new Subscriber({linger: 0, ...patience});
  readonly #waiting = new Set<() => void>();
  #sending: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(connection: ConnectionFile, {topic = ""} = {}) {
    this.#connection = connection;
    const dealer = (port: number) => {
      const socket = new Dealer({linger: 0, routingId: this.session, ...patience});
      socket.connect(addressOf(connection, port));
      return socket;
    };
    const {shell_port, control_port, stdin_port, iopub_port} = connection;
    this.#sockets = {
      shell: dealer(shell_port),
      control: dealer(control_port),
      stdin: dealer(stdin_port),
    };
    this.#iopub.connect(addressOf(connection, iopub_port));
    this.#iopub.subscribe(topic);
    for (const [channel, socket] of Object.entries(this.#sockets))
      void this.#listen(channel as Channel, socket);
    void this.#listen("iopub", this.#iopub);
  }

  /** Resolves once the kernel answers and this client hears what it publishes. */
  async ready(ms = 60_000): Promise<void> {
    const end = Date.now() + ms;
    const asked = new Set<string>();
    while (Date.now() < end) {
      asked.add(this.send("kernel_info_request", {}).id);
      // Only what is published after the subscription has arrived is heard: ask again and again.
      const heard = this.find(
        ({type, parent}) => type === "status" && asked.has(parent["msg_id"]),
        100,
      );
      const status = await heard.catch(() => null);
      if (status) return void (await this.reply(status.parent["msg_id"]));
    }
    throw new Error(`the kernel was not heard within ${ms} ms`);
  }

  send(type: string, content: object, options: SendOptions = {}): Sent {
    const {channel = "shell", parent = {}, metadata = {}, buffers = []} = options;
    const {key = this.#connection.key} = options;
    const id = randomUUID();
    const header = {
      ...{msg_id: id, msg_type: type, session: this.session, username: "test"},
      ...{date: new Date().toISOString(), version: "5.4"},
    };
    const parts = [header, parent, metadata, content].map((part) =>
      Buffer.from(JSON.stringify(part)),
    );
    const signature = Buffer.from(sign(key, parts));
    const frames = [Buffer.from("<IDS|MSG>"), signature, ...parts, ...buffers.map(Buffer.from)];
    this.sendFrames(channel, frames);
    return {id, frames};
  }

  sendFrames(channel: Channel, frames: Buffer[]): void {
    this.#sending = this.#sending.then(() => this.#sockets[channel].send(frames));
  }

  /** The first message that fits, among those received and those to come. */
  find(fits: (message: Received) => boolean, ms = 60_000, what = "a message"): Promise<Received> {
    let look: () => void = () => undefined;
    let seen = 0;
    const found = new Promise<Received>((resolve) => {
      look = () => {
        while (seen < this.received.length) {
          const message = this.received[seen++];
          if (!fits(message)) continue;
          this.#waiting.delete(look);
          return resolve(message);
        }
      };
      this.#waiting.add(look);
      look();
    });
    return within(found, {ms, what}).finally(() => this.#waiting.delete(look));
  }

  reply(id: string, ms = 60_000): Promise<Received> {
    return this.find(
      ({channel, parent}) =>
        (channel === "shell" || channel === "control") && parent["msg_id"] === id,
      ms,
      `the reply to ${id}`,
    );
  }

  idle(id: string, ms = 60_000): Promise<Received> {
    return this.find(
      ({type, parent, content}) =>
        type === "status" && content.execution_state === "idle" && parent["msg_id"] === id,
      ms,
      `idle of ${id}`,
    );
  }

  /** Waits for the reply and the idle state; returns them with all that was published between. */
  async finish(id: string, ms = 60_000): Promise<{reply: Received; iopub: Received[]}> {
    const [reply] = await Promise.all([this.reply(id, ms), this.idle(id, ms)]);
    return {reply, iopub: this.iopub(id)};
  }

  request(type: string, content: object, options: SendOptions & {ms?: number} = {}) {
    return this.finish(this.send(type, content, options).id, options.ms);
  }

  /** What was published under this request so far. */
  iopub(id: string): Received[] {
    return this.received.filter(
      ({channel, parent}) => channel === "iopub" && parent["msg_id"] === id,
    );
  }

  sendCell(code: string, options: object = {}): string {
    const defaults = {silent: false, store_history: true, user_expressions: {}, allow_stdin: false};
    return this.send("execute_request", {code, ...defaults, stop_on_error: true, ...options}).id;
  }

  async execute(
    code: string,
    {ms = 60_000, ...options}: {ms?: number; [option: string]: unknown} = {},
  ) {
    const id = this.sendCell(code, options);
    return {
      id,
      ...summary((await this.finish(id, ms)).iopub),
      reply: (await this.reply(id)).content,
    };
  }

  close(): void {
    this.#closed = true;
    for (const socket of [...Object.values(this.#sockets), this.#iopub]) socket.close();
  }

  async #listen(channel: Received["channel"], socket: Dealer | Subscriber): Promise<void> {
    while (!this.#closed)
      try {
        this.received.push(this.#read(channel, await socket.receive()));
        for (const look of [...this.#waiting]) look();
      } catch (error) {
        if (!this.#closed) throw error;
      }
  }

  #read(channel: Received["channel"], frames: Frame[]): Received {
    const at = frames.findIndex((frame) => frame.toString() === "<IDS|MSG>");
    const parts = frames.slice(at + 2, at + 6);
    const signature = frames[at + 1].toString();
    if (signature !== sign(this.#connection.key, parts))
      throw new Error("the kernel signs wrongly");
    const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part.toString()));
    const topic = frames.slice(0, at).join();
    const buffers = frames.slice(at + 6);
    const at_ = performance.now();
    return {
      channel,
      at: at_,
      topic,
      type: header.msg_type,
      header,
      parent,
      metadata,
      content,
      buffers,
    };
  }
}

/** What a reader would see of the messages of one cell. */
export function summary(iopub: readonly Received[]) {
  const text = (stream: string) =>
    iopub
      .filter(({type, content}) => type === "stream" && content.name === stream)
      .map(({content}) => content.text as string)
      .join("");
  const outputs = iopub.filter(({type}) => type !== "status" && type !== "execute_input");
  const result = outputs.find(({type}) => type === "execute_result")?.content;
  const error = outputs.find(({type}) => type === "error")?.content;
  return {iopub, outputs, result, error, stdout: text("stdout"), stderr: text("stderr")};
}
