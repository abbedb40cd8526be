import {CommRouting, commInfo} from "./comms";
import {Execution} from "./execution";
import {History} from "./history";
import {completeness, completion, inspection} from "./editor-requests";
import {EngineKeeper} from "./engine-keeper";
import type {StartEngine} from "./engine-keeper";
import type {Content} from "./messages";
import {Output} from "./cell-outputs";
import type {Compiler, Engine, EngineEvent, Fault} from "../protocol";
import type {Request, Sender} from "./sender";
import {Stdin} from "./questions";

export type SessionOptions = {
  readonly sender: Sender;
  readonly compiler: Compiler;
  readonly startEngine: StartEngine;
  readonly kernelInfo: Content;
  readonly ports: Content;
  readonly drained: () => Promise<void>;
  /** Ends the process; called after the reply to a shutdown request was sent. */
  readonly shutdown: () => void;
};

type Handler = (request: Request) => Content | void | Promise<Content | void>;

/**
 * Answers the messages of the protocol, one method each. Every request lies between a `busy` and an
 * `idle` of its own, also when its method throws. Only cells wait for one another.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #output: Output;
  readonly #stdin: Stdin;
  readonly #comms: CommRouting;
  readonly #history = new History();
  readonly #keeper: EngineKeeper;
  readonly #execution: Execution;

  constructor(options: SessionOptions) {
    const {sender, compiler, startEngine, drained} = options;
    this.#options = options;
    this.#output = new Output(sender.publish);
    this.#stdin = new Stdin(sender);
    this.#comms = new CommRouting(sender.publish);
    this.#keeper = new EngineKeeper({
      start: startEngine,
      onEvent: (event, engine) => this.#hear(event, engine),
      onLost: (exit, fault, engine) => void this.#engineLost(exit.cell, {fault, engine}),
    });
    const parts = {sender, compiler, drained, history: this.#history, stdin: this.#stdin};
    this.#execution = new Execution({...parts, keeper: this.#keeper, output: this.#output});
    sender.status("starting");
  }

  /** Starts the engine, so that the first cell need not wait for it. */
  warmUp(): void {
    void this.#keeper.engine;
  }

  async close(): Promise<void> {
    this.#output.flushAll();
    await this.#keeper.close();
  }

  handle(request: Request): void {
    const {channel, message} = request;
    const type = message.header.msg_type;
    if (channel === "stdin") return this.#stdin.answer(message);
    if (type === "execute_request" && channel === "shell") return this.#execution.push(request);
    const handler = this.#handlers[type];
    if (handler || type.endsWith("_request")) void this.#answer(request, handler ?? refuse);
    else console.error(`kernel: ${channel}: ignored a ${JSON.stringify(type)}`);
  }

  async interrupt(): Promise<void> {
    await this.#execution.interrupt();
  }

  readonly #handlers: Readonly<Record<string, Handler>> = Object.assign(Object.create(null), {
    kernel_info_request: () => this.#options.kernelInfo,
    connect_request: () => ({status: "ok", ...this.#options.ports}),
    complete_request: ({message}) => completion(this.#options.compiler, message.content),
    inspect_request: ({message}) => inspection(this.#options.compiler, message.content),
    is_complete_request: ({message}) => completeness(this.#options.compiler, message.content),
    history_request: ({message}) => ({
      status: "ok",
      history: this.#history.answer(message.content),
    }),
    comm_info_request: ({message}) => commInfo(this.#keeper.engine, message.content["target_name"]),
    comm_open: (request) => this.#comm(request),
    comm_msg: (request) => this.#comm(request),
    comm_close: (request) => this.#comm(request),
    interrupt_request: async () => {
      await this.interrupt();
      return {status: "ok"};
    },
    shutdown_request: ({message}) => {
      const content = {status: "ok", restart: message.content["restart"] === true};
      const {header: parent} = message;
      // Every client is told, not only the one that asked.
      this.#options.sender.publish({type: "shutdown_reply", content, parent});
      setImmediate(this.#options.shutdown);
      return content;
    },
    debug_request: ({message}) => ({
      ...{type: "response", success: false, message: "this kernel has no debugger"},
      ...{request_seq: message.content["seq"] ?? 0, command: message.content["command"] ?? ""},
    }),
  } satisfies Record<string, Handler>);

  async #answer(request: Request, handler: Handler): Promise<void> {
    const {sender} = this.#options;
    sender.status("busy", request);
    try {
      const content = await handler(request);
      if (content) sender.reply(request, content);
    } catch (error) {
      const {name: ename, message: evalue} = error as Error;
      if (request.message.header.msg_type.endsWith("_request"))
        sender.reply(request, {status: "error", ename, evalue, traceback: []});
      else console.error(`kernel: ${ename}: ${evalue}`);
    } finally {
      sender.status("idle", request);
    }
  }

  /** What a handler of the message prints or shows goes under the message. */
  async #comm({message}: Request): Promise<void> {
    const {header: parent, identities} = message;
    this.#output.open(parent.msg_id, {parent, identities, count: 0, silent: false});
    const {engine} = this.#keeper;
    await engine.ready;
    await this.#comms.toEngine(message, engine);
    this.#output.close(parent.msg_id);
  }

  #hear(event: Exclude<EngineEvent, {type: "exit"}>, engine: Engine): void {
    switch (event.type) {
      case "input": {
        const origin = this.#output.origin(event.cell);
        this.#output.flush(event.cell);
        if (origin) this.#stdin.ask(event, {engine, origin});
        return;
      }
      case "comm":
        this.#output.flush(event.cell);
        return this.#comms.toPage(event, this.#output.origin(event.cell)?.parent);
      case "stale":
        return this.#execution.noteStale(event.places);
      case "stream":
      case "display":
      case "result":
      case "clear":
      case "fault":
        return this.#output.show(event);
    }
  }

  async #engineLost(cell: string | null, {fault, engine}: {fault: Fault; engine: Engine}) {
    const {sender, compiler} = this.#options;
    this.#output.flushAll();
    if (!this.#execution.busy) this.#output.error(cell ?? "", fault);
    compiler.reset();
    this.#history.newSession();
    this.#comms.closeAll(Object.keys(engine.comms()));
    await this.#execution.restart(fault);
    // A page forgets its cells when it reads "restarting": the reply, which travels on another
    // socket, gets the time to be there before.
    await new Promise((resolve) => setTimeout(resolve, 50));
    sender.status("restarting");
    sender.status("starting");
    await this.#keeper.ready();
    sender.status(this.#execution.busy ? "busy" : "idle");
  }
}

function refuse({message}: Request): never {
  throw new RangeError(`this kernel does not know ${message.header.msg_type}`);
}
