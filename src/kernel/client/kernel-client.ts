import {Dealer, Subscriber} from "zeromq";
import {readConnection} from "../host/connection";
import type {Channel} from "../host/connection";
import {MessageFactory} from "../host/messages";
import type {Content, Header, Message} from "../host/messages";
import {Wire} from "../host/wire";
import {endWithin, startProcess} from "./kernel-process";
import type {KernelProcess, KernelStart} from "./kernel-process";

/** A message of the kernel's; `type` is `header.msg_type`. */
export type KernelMessage = Message & {readonly type: string};

/** How a cell ended. `outputs` are the messages it published, in order, status and input left out. */
export type CellReply = {
  readonly status: "ok" | "error" | "aborted";
  readonly executionCount: number | null;
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
  readonly outputs: readonly KernelMessage[];
  /** The whole content of `execute_reply`. */
  readonly content: Content;
};

export type ExecuteOptions = {
  readonly silent?: boolean;
  readonly storeHistory?: boolean;
  readonly stopOnError?: boolean;
  readonly userExpressions?: Record<string, string>;
  /** Answers `input_request`; without it the kernel is told that no input can be given. */
  readonly onInput?: (prompt: string, password: boolean) => string;
};

export interface Kernel {
  readonly pid: number;
  /** Content of the first `kernel_info_reply`. */
  readonly info: Content;
  /** Runs a cell; settles once both its reply and its `idle` have come. */
  execute(
    code: string,
    onOutput?: (message: KernelMessage) => void,
    options?: ExecuteOptions,
  ): Promise<CellReply>;
  /** Sends any request and gives back its reply. */
  request(type: string, content: Content, channel?: "shell" | "control"): Promise<KernelMessage>;
  interrupt(): Promise<void>;
  /** Asks the kernel to end, and ends it if it does not within five seconds. */
  shutdown(): Promise<void>;
}

type Waiting = {
  readonly outputs: KernelMessage[];
  readonly onOutput?: (message: KernelMessage) => void;
  readonly onInput?: ExecuteOptions["onInput"];
  readonly needsIdle: boolean;
  reply?: KernelMessage;
  idle: boolean;
  resolve(reply: KernelMessage): void;
  reject(error: Error): void;
};

/**
 * Starts a kernel as a Jupyter server would, from its kernel spec, and talks to it on its sockets.
 * Rejects with what the kernel wrote last when it ends before it answers.
 */
export async function startKernel(
  options: KernelStart & {readonly startSeconds?: number},
): Promise<Kernel> {
  const {startSeconds = 60} = options;
  const client = new KernelClient(await startProcess(options));
  try {
    const {content: info} = await client.firstAnswer(startSeconds);
    return {
      info,
      pid: client.process.child.pid ?? 0,
      execute: (code, onOutput, cell) => client.execute(code, {...cell, onOutput}),
      request: (type, content, channel) => client.request(type, content, channel),
      interrupt: () => client.interrupt(),
      shutdown: () => client.shutdown(),
    };
  } catch (error) {
    await endWithin(0, client.process);
    throw error;
  }
}

/** The sockets of a client, and the requests that wait for an answer. */
class KernelClient {
  readonly process: KernelProcess;
  readonly #messages = new MessageFactory("client");
  readonly #wire: Wire;
  readonly #sockets: Record<"shell" | "control" | "stdin", Dealer>;
  readonly #iopub = new Subscriber({linger: 0, receiveHighWaterMark: 0, reconnectInterval: 10});
  readonly #waiting = new Map<string, Waiting>();
  /** zeromq refuses a second send on a socket while one is under way. */
  #sending: Promise<unknown> = Promise.resolve();
  #ended: Error | null = null;
  #published = 0;

  constructor(started: KernelProcess) {
    this.process = started;
    const connection = readConnection(started.connectionFile);
    this.#wire = new Wire(connection);
    const dealer = (channel: Channel) => {
      const socket = new Dealer({
        ...{routingId: this.#messages.session, linger: 0, reconnectInterval: 10},
      });
      socket.connect(connection.address(channel));
      return socket;
    };
    this.#sockets = {shell: dealer("shell"), control: dealer("control"), stdin: dealer("stdin")};
    this.#iopub.connect(connection.address("iopub"));
    this.#iopub.subscribe();
    this.#hearAll();
    const {child} = started;
    child.on("error", (error) => this.#end(error));
    child.on("exit", (code, signal) => {
      const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      const wrote = started.lastWords();
      this.#end(new Error(`the kernel ${how}${wrote ? `; it wrote:\n${wrote}` : ""}`));
    });
  }

  /**
   * A subscriber hears nothing of what was published before the kernel knew of it, so one asks until
   * an answer is heard on both sides.
   */
  async firstAnswer(seconds: number): Promise<KernelMessage> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const reply = await within(this.request("kernel_info_request", {}), deadline - Date.now());
      if (!reply) throw new Error(`the kernel did not answer within ${seconds} s`);
      if (this.#published === 0) await within(new Promise(() => {}), 10);
      if (this.#published > 0) return reply;
    }
  }

  async execute(
    code: string,
    {onOutput, ...cell}: ExecuteOptions & Pick<Waiting, "onOutput">,
  ): Promise<CellReply> {
    const {silent = false, storeHistory = !silent, stopOnError = true, onInput} = cell;
    const content = {
      ...{code, silent, store_history: storeHistory, stop_on_error: stopOnError},
      ...{user_expressions: cell.userExpressions ?? {}, allow_stdin: onInput !== undefined},
    };
    const message = this.#messages.make({type: "execute_request", content});
    const {reply, outputs} = await this.#ask("shell", message, {
      onOutput,
      onInput,
      needsIdle: true,
    });
    return cellReply(reply.content, outputs);
  }

  async request(
    type: string,
    content: Content,
    channel: "shell" | "control" = "shell",
  ): Promise<KernelMessage> {
    const message = this.#messages.make({type, content});
    return (await this.#ask(channel, message, {needsIdle: false})).reply;
  }

  async interrupt(): Promise<void> {
    const {child, interruptMode} = this.process;
    if (interruptMode === "message") await this.request("interrupt_request", {}, "control");
    else child.kill("SIGINT");
  }

  async shutdown(): Promise<void> {
    const asked = this.request("shutdown_request", {restart: false}, "control");
    asked.catch(() => {}); // It may end before it answers.
    await endWithin(5000, this.process);
  }

  #ask(
    channel: "shell" | "control",
    message: Message,
    entry: Pick<Waiting, "onOutput" | "onInput" | "needsIdle">,
  ): Promise<{reply: KernelMessage; outputs: KernelMessage[]}> {
    if (this.#ended) return Promise.reject(this.#ended);
    const outputs: KernelMessage[] = [];
    return new Promise((done, reject) => {
      const resolve = (reply: KernelMessage) => done({reply, outputs});
      this.#waiting.set(message.header.msg_id, {...entry, outputs, idle: false, resolve, reject});
      this.#send(channel, message).catch(reject);
    });
  }

  #send(channel: "shell" | "control" | "stdin", message: Message): Promise<void> {
    const frames = this.#wire.encode(message);
    const sent = this.#sending.then(() => this.#sockets[channel].send(frames));
    this.#sending = sent.catch(() => undefined);
    return sent;
  }

  #hearAll(): void {
    const {shell, control, stdin} = this.#sockets;
    for (const [socket, hear] of [
      [shell, this.#hearReply],
      [control, this.#hearReply],
      [stdin, this.#hearQuestion],
      [this.#iopub, this.#hearPublished],
    ] as const)
      this.#listen(socket, hear).catch((error: Error) => {
        if (!this.#ended) this.#end(error);
      });
  }

  async #listen(socket: Dealer | Subscriber, hear: (message: KernelMessage) => void) {
    for await (const frames of socket) {
      const message = this.#wire.decode(frames);
      if ("refused" in message) throw new Error(`a message of the kernel's is ${message.why}`);
      hear({...message, type: message.header.msg_type});
    }
  }

  readonly #hearReply = (message: KernelMessage): void => {
    const entry = this.#entryOf(message);
    if (!entry) return;
    entry.reply = message;
    this.#settle(message, entry);
  };

  readonly #hearPublished = (message: KernelMessage): void => {
    this.#published += 1;
    const entry = this.#entryOf(message);
    if (!entry || message.type === "execute_input") return;
    if (message.type !== "status") {
      entry.outputs.push(message);
      entry.onOutput?.(message);
    } else if (message.content["execution_state"] === "idle") {
      entry.idle = true;
      this.#settle(message, entry);
    }
  };

  readonly #hearQuestion = (message: KernelMessage): void => {
    const onInput = this.#entryOf(message)?.onInput;
    if (message.type !== "input_request" || !onInput) return;
    const {prompt, password} = message.content;
    const content = {status: "ok", value: onInput(String(prompt), password === true)};
    const answer = {type: "input_reply", content, parent: message.header};
    this.#send("stdin", this.#messages.make(answer)).catch(() => {});
  };

  #entryOf({parent}: {readonly parent: Partial<Header>}): Waiting | undefined {
    return this.#waiting.get(parent.msg_id ?? "");
  }

  #settle({parent}: KernelMessage, entry: Waiting): void {
    if (!entry.reply || (entry.needsIdle && !entry.idle)) return;
    this.#waiting.delete(parent.msg_id ?? "");
    entry.resolve(entry.reply);
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const entry of this.#waiting.values()) entry.reject(this.#ended);
    this.#waiting.clear();
    for (const socket of [...Object.values(this.#sockets), this.#iopub]) socket.close();
    void endWithin(0, this.process);
  }
}

function cellReply(content: Content, outputs: KernelMessage[]): CellReply {
  const {status, execution_count, ename, evalue, traceback} = content;
  return {
    status: status === "ok" || status === "error" ? status : "aborted",
    executionCount: typeof execution_count === "number" ? execution_count : null,
    ename: typeof ename === "string" ? ename : "",
    evalue: typeof evalue === "string" ? evalue : "",
    traceback: Array.isArray(traceback) ? traceback.map(String) : [],
    outputs,
    content,
  };
}

/** The value, or null when it does not come in time. */
async function within<T>(value: Promise<T>, milliseconds: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), Math.max(0, milliseconds));
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}
