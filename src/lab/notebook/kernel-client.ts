import {spawn} from "node:child_process";
import {randomUUID} from "node:crypto";
import {once} from "node:events";
import {mkdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {createServer} from "node:net";
import type {AddressInfo} from "node:net";
import {join} from "node:path";
import {Dealer, Subscriber} from "zeromq";
import {packMessage, unpackMessage} from "./kernel-client-wire";
import type {KernelMessage} from "./kernel-client-wire";

/** How a cell ended. `outputs` are the messages it published, in order, status and input left out. */
export type CellReply = {
  readonly status: "ok" | "error" | "aborted";
  readonly executionCount: number | null;
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
  readonly outputs: readonly KernelMessage[];
  /** The whole content of `execute_reply`. */
  readonly content: Record<string, unknown>;
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
  readonly info: Record<string, unknown>;
  /** Runs a cell; settles once both its reply and its `idle` have come. */
  execute(
    code: string,
    onOutput?: (message: KernelMessage) => void,
    options?: ExecuteOptions,
  ): Promise<CellReply>;
  /** Sends any request and gives back its reply. */
  request(
    type: string,
    content: Record<string, unknown>,
    channel?: "shell" | "control",
  ): Promise<KernelMessage>;
  interrupt(): Promise<void>;
  /** Asks the kernel to end, and ends it if it does not within five seconds. */
  shutdown(): Promise<void>;
}

export type KernelOptions = {
  /** Folder of the project; the kernelspec of `.jupyter/kernels/tslab` in it is started. */
  readonly root: string;
  /** Folder the kernel starts in, that of the notebook. */
  readonly cwd: string;
  /** Path of the notebook, as a Jupyter server tells it to its kernels. */
  readonly sessionName?: string;
  readonly env?: Record<string, string>;
  /** Another kernelspec folder, for trying the client on another kernel. */
  readonly specFolder?: string;
  readonly startSeconds?: number;
};

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
 * Starts the kernel as a Jupyter server would, from its kernelspec, and talks to it on its sockets.
 * Rejects with what the kernel wrote last when it ends before it answers.
 */
export async function startKernel(options: KernelOptions): Promise<Kernel> {
  const {root, cwd, startSeconds = 60} = options;
  const folder = options.specFolder ?? join(root, ".jupyter", "kernels", "tslab");
  const spec = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8")) as {
    argv: string[];
    env?: Record<string, string>;
    interrupt_mode?: string;
  };
  const session = randomUUID();
  const key = randomUUID();
  const ports = await freePorts(5);
  const runtime = join(root, ".jupyter", "runtime");
  mkdirSync(runtime, {recursive: true});
  const connectionFile = join(runtime, `kernel-${session}.json`);
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = ports;
  const connection = {
    ...{shell_port, iopub_port, stdin_port, control_port, hb_port},
    ...{ip: "127.0.0.1", transport: "tcp", signature_scheme: "hmac-sha256", key},
    kernel_name: "tslab",
  };
  // The key signs what the kernel will run: nobody else may read it.
  writeFileSync(connectionFile, JSON.stringify(connection), {mode: 0o600});

  const [program = "", ...args] = spec.argv.map((word) =>
    word.replaceAll("{connection_file}", connectionFile).replaceAll("{resource_dir}", folder),
  );
  const child = spawn(program, args, {
    cwd,
    env: {
      ...process.env,
      ...spec.env,
      JPY_PARENT_PID: String(process.pid),
      ...(options.sessionName ? {JPY_SESSION_NAME: options.sessionName} : {}),
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let lastWords = "";
  const remember = (chunk: Buffer) => (lastWords = (lastWords + chunk.toString()).slice(-2000));
  child.stdout.on("data", remember);
  child.stderr.on("data", remember);

  const shell = new Dealer({routingId: session, linger: 0, reconnectInterval: 10});
  const control = new Dealer({routingId: session, linger: 0, reconnectInterval: 10});
  const stdin = new Dealer({routingId: session, linger: 0, reconnectInterval: 10});
  const iopub = new Subscriber({linger: 0, receiveHighWaterMark: 0, reconnectInterval: 10});
  const sockets = {shell, control, stdin};
  shell.connect(`tcp://127.0.0.1:${shell_port}`);
  control.connect(`tcp://127.0.0.1:${control_port}`);
  stdin.connect(`tcp://127.0.0.1:${stdin_port}`);
  iopub.connect(`tcp://127.0.0.1:${iopub_port}`);
  iopub.subscribe();

  const waiting = new Map<string, Waiting>();
  let ended: Error | null = null;
  let published = 0;

  function settle(id: string, entry: Waiting): void {
    if (!entry.reply || (entry.needsIdle && !entry.idle)) return;
    waiting.delete(id);
    entry.resolve(entry.reply);
  }
  function end(error: Error): void {
    ended ??= error;
    for (const entry of waiting.values()) entry.reject(ended);
    waiting.clear();
    for (const socket of [shell, control, stdin, iopub]) socket.close();
    rmSync(connectionFile, {force: true});
  }
  child.on("error", (error) => end(error));
  child.on("exit", (code, signal) => {
    const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
    end(new Error(`the kernel ${how}${lastWords ? `; it wrote:\n${lastWords.trim()}` : ""}`));
  });

  // zeromq refuses a second send on a socket while one is under way.
  const sending = {shell: Promise.resolve(), control: Promise.resolve(), stdin: Promise.resolve()};
  function send(channel: keyof typeof sockets, message: KernelMessage): Promise<void> {
    const sent = sending[channel].then(() => sockets[channel].send(packMessage(message, key)));
    sending[channel] = sent.catch(() => undefined);
    return sent;
  }
  function newMessage(
    type: string,
    content: Record<string, unknown>,
    parent: Record<string, unknown> = {},
  ): KernelMessage {
    const header = {
      ...{msg_id: randomUUID(), session, username: "lab", version: "5.5"},
      ...{date: new Date().toISOString(), msg_type: type},
    };
    return {type, header, parent, metadata: {}, content, buffers: []};
  }

  function ask(
    channel: "shell" | "control",
    message: KernelMessage,
    entry: Pick<Waiting, "onOutput" | "onInput" | "needsIdle">,
  ): Promise<{reply: KernelMessage; outputs: KernelMessage[]}> {
    if (ended) return Promise.reject(ended);
    const outputs: KernelMessage[] = [];
    return new Promise((resolve, reject) => {
      const id = String(message.header["msg_id"]);
      const done = (reply: KernelMessage) => resolve({reply, outputs});
      waiting.set(id, {...entry, outputs, idle: false, resolve: done, reject});
      send(channel, message).catch(reject);
    });
  }

  async function listen(socket: Dealer | Subscriber, hear: (message: KernelMessage) => void) {
    for await (const frames of socket) hear(unpackMessage(frames, key));
  }
  function hearReply(message: KernelMessage): void {
    const id = String(message.parent["msg_id"]);
    const entry = waiting.get(id);
    if (!entry) return;
    entry.reply = message;
    settle(id, entry);
  }
  function hearPublished(message: KernelMessage): void {
    published += 1;
    const id = String(message.parent["msg_id"]);
    const entry = waiting.get(id);
    if (!entry) return;
    if (message.type === "status") {
      if (message.content["execution_state"] !== "idle") return;
      entry.idle = true;
      return settle(id, entry);
    }
    if (message.type === "execute_input") return;
    entry.outputs.push(message);
    entry.onOutput?.(message);
  }
  function hearQuestion(message: KernelMessage): void {
    const entry = waiting.get(String(message.parent["msg_id"]));
    if (message.type !== "input_request" || !entry?.onInput) return;
    const {prompt, password} = message.content;
    const value = entry.onInput(String(prompt), password === true);
    send("stdin", newMessage("input_reply", {status: "ok", value}, message.header)).catch(() => {});
  }
  for (const [socket, hear] of [
    [shell, hearReply],
    [control, hearReply],
    [stdin, hearQuestion],
    [iopub, hearPublished],
  ] as const)
    listen(socket, hear).catch((error: Error) => {
      if (!ended) end(error);
    });

  const request: Kernel["request"] = async (type, content, channel = "shell") =>
    (await ask(channel, newMessage(type, content), {needsIdle: false})).reply;

  // A subscriber hears nothing of what was published before the kernel knew of it, so one asks
  // until an answer is heard on both sides.
  async function firstAnswer(): Promise<KernelMessage> {
    const deadline = Date.now() + startSeconds * 1000;
    for (;;) {
      const reply = await within(request("kernel_info_request", {}), deadline - Date.now());
      if (!reply) throw new Error(`the kernel did not answer within ${startSeconds} s`);
      if (published === 0) await within(new Promise(() => {}), 10);
      if (published > 0) return reply;
    }
  }

  async function stop(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    if (await within(exited, 5000)) return;
    child.kill("SIGKILL");
    await exited;
  }

  try {
    const {content: info} = await firstAnswer();
    return {
      pid: child.pid ?? 0,
      info,
      request,
      async execute(code, onOutput, cell = {}) {
        const {silent = false, storeHistory = !silent, stopOnError = true, onInput} = cell;
        const content = {
          ...{code, silent, store_history: storeHistory, stop_on_error: stopOnError},
          ...{user_expressions: cell.userExpressions ?? {}, allow_stdin: onInput !== undefined},
        };
        const {reply, outputs} = await ask("shell", newMessage("execute_request", content), {
          ...{onOutput, onInput, needsIdle: true},
        });
        return cellReply(reply.content, outputs);
      },
      async interrupt() {
        if (spec.interrupt_mode === "message") await request("interrupt_request", {}, "control");
        else child.kill("SIGINT");
      },
      async shutdown() {
        const asked = request("shutdown_request", {restart: false}, "control");
        asked.catch(() => {}); // It may end before it answers.
        await stop();
      },
    };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

function cellReply(content: Record<string, unknown>, outputs: KernelMessage[]): CellReply {
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

/** Ports that nobody listens on. All are held until the last is known, so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({length: count}, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
