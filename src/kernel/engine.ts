import type {ChildProcess} from "node:child_process";
import path from "node:path";
import type {Duplex, Readable, Writable} from "node:stream";
import {kernelFolder} from "./compiler-folder";
import {reasonOf} from "./engine-exit";
import {encodeFrame, FrameReader} from "./engine-frames";
import {pipes} from "./engine-messages";
import type {EngineCommand, EngineMessage, EngineStart} from "./engine-messages";
import {NativeOutput} from "./engine-native";
import {killGroup, spawnEngine} from "./engine-process";
import type {CommMessage, Engine, EngineEvent, RunOutcome} from "./protocol";

export type {EngineStart} from "./engine-messages";

/** How long to wait for what an ended process left in its pipes, where something else holds them. */
const drainMs = 300;
/** How long an interrupted cell may take to say so. */
const settleMs = 2000;
/** How long to wait for native output that was printed before the end of a cell. */
const markMs = 200;

type State = "stopped" | "idle" | "stuck";
type Pending<T> = Map<number, (value: T) => void>;

/** Starts the process that runs the reader's cells; `onEvent` hears what they print and show. */
export function startEngine(start: EngineStart, onEvent: (event: EngineEvent) => void): Engine {
  return new EngineProcess(start, onEvent);
}

class EngineProcess implements Engine {
  readonly ready: Promise<void>;
  readonly #onEvent: (event: EngineEvent) => void;
  readonly #child: Promise<ChildProcess>;
  readonly #runs: Pending<RunOutcome> = new Map();
  readonly #handled: Pending<void> = new Map();
  readonly #interrupts: Pending<State> = new Map();
  readonly #comms = new Map<string, string>();
  readonly #marks = new Map<number, number>();
  readonly #native: NativeOutput[] = [];
  #calls = 0;
  #latestRun = 0;
  #cell: string | null = null;
  #stream: {cell: string; name: "stdout" | "stderr"; text: string} | null = null;
  #held: (() => void)[] | null = null;
  #leaving: number | null = null;
  #ended: "no" | "killed" | "yes" = "no";
  #isReady: () => void = () => undefined;
  #isLost: (error: Error) => void = () => undefined;

  constructor(start: EngineStart, onEvent: (event: EngineEvent) => void) {
    this.#onEvent = onEvent;
    this.ready = new Promise((done, fail) => {
      this.#isReady = done;
      this.#isLost = fail;
    });
    this.ready.catch(() => undefined);
    this.#child = kernelFolder().then((folder) => {
      const child = spawnEngine(path.join(folder, "engine-child.js"), start);
      this.#listen(child);
      return child;
    });
    this.#child.catch((error: Error) => this.#end(`The engine could not start: ${error.message}.`));
  }

  run(cell: Parameters<Engine["run"]>[0], options: Parameters<Engine["run"]>[1]) {
    const id = ++this.#calls;
    return new Promise<RunOutcome>((done) => {
      if (this.#ended !== "no") return done(lost);
      this.#runs.set(id, done);
      this.#latestRun = id;
      this.#tell({type: "run", id, cell, options}, [], () => (this.#cell = options.cell));
    });
  }

  comm(message: CommMessage, cell: string): Promise<void> {
    const id = ++this.#calls;
    const {buffers, ...rest} = message;
    if (rest.kind === "open") this.#comms.set(rest.commId, rest.target ?? "");
    if (rest.kind === "close") this.#comms.delete(rest.commId);
    return new Promise((done) => {
      if (this.#ended !== "no") return done();
      this.#handled.set(id, done);
      this.#tell({type: "comm", id, cell, message: rest}, buffers);
    });
  }

  comms(): Record<string, {target_name: string}> {
    const entries = [...this.#comms].map(([id, target_name]) => [id, {target_name}] as const);
    return Object.fromEntries(entries);
  }

  answerInput(id: number, value: string): void {
    this.#tell({type: "input", id, value});
  }

  async interrupt(): Promise<State> {
    const id = ++this.#calls;
    const run = this.#latestRun;
    // What is sent now could be hit in the place of what is to be stopped.
    this.#held ??= [];
    const channel = pipe(await this.#child, pipes.interrupts) as Duplex;
    const state = await new Promise<State>((done) => {
      if (this.#ended !== "no") return done("idle");
      this.#interrupts.set(id, done);
      channel.write(`${id} ${run}\n`);
    });
    this.#interrupts.delete(id);
    if (state === "stopped" && this.#runs.has(run))
      await Promise.race([this.#settled(run), after(settleMs)]);
    if (this.#interrupts.size === 0) {
      const held = this.#held;
      this.#held = null;
      for (const send of held ?? []) send();
    }
    return state;
  }

  async kill(): Promise<void> {
    if (this.#ended === "no") this.#ended = "killed";
    const child = await this.#child.catch(() => null);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once("exit", done));
    killGroup(child);
    await gone;
  }

  #listen(child: ChildProcess): void {
    const events = new FrameReader(
      ({head, buffers}) => this.#take(head as EngineMessage, buffers),
      (text) => this.#print(this.#stream, text),
    );
    (pipe(child, pipes.events) as Readable).on("data", (piece: Buffer) => {
      events.push(piece);
      this.#flush();
    });
    for (const name of ["stdout", "stderr"] as const) {
      const output = new NativeOutput(
        (text) =>
          this.#cell !== null && this.#onEvent({type: "stream", cell: this.#cell, name, text}),
        (id) => this.#marked(id),
      );
      this.#native.push(output);
      child[name]?.setEncoding("utf8").on("data", (text: string) => output.push(text));
    }
    let rest = "";
    const channel = pipe(child, pipes.interrupts) as Duplex;
    channel.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const [id, state] = line.split(" ");
        this.#interrupts.get(Number(id))?.(state as State);
      }
    });
    // A pipe breaks when the process ends, which is told apart below.
    for (const fd of [pipes.commands, pipes.interrupts, pipes.events])
      pipe(child, fd).on("error", () => undefined);
    child.on("error", (error) => this.#end(`The engine could not start: ${error.message}.`));
    child.on("exit", (code, signal) => {
      killGroup(child);
      const end = () => {
        this.#flush();
        for (const output of this.#native) output.end();
        const report = this.#native.map((output) => output.report).join("");
        this.#end(reasonOf({code, signal, leaving: this.#leaving, report}));
      };
      child.once("close", end);
      setTimeout(end, drainMs);
    });
  }

  #take(message: EngineMessage, buffers: readonly Uint8Array[]): void {
    if (message.type === "stream") return this.#print(message, message.text);
    this.#flush();
    switch (message.type) {
      case "ready":
        return this.#isReady();
      case "leaving":
        this.#leaving = message.code;
        return;
      case "done":
        return this.#done(message.id, message.outcome);
      case "handled":
        this.#handled.get(message.id)?.();
        this.#handled.delete(message.id);
        return;
      case "comm":
        if (message.kind === "open") this.#comms.set(message.commId, message.target ?? "");
        if (message.kind === "close") this.#comms.delete(message.commId);
        return this.#onEvent({...message, buffers});
      case "exit":
      case "result":
      case "display":
      case "clear":
      case "fault":
      case "input":
        this.#onEvent(message);
    }
  }

  /** Joins what arrives together into one event: a client need not hear of every line. */
  #print(stream: {cell: string; name: "stdout" | "stderr"} | null, text: string): void {
    if (!stream) return;
    const {cell, name} = stream;
    if (this.#stream?.cell === cell && this.#stream.name === name) this.#stream.text += text;
    else {
      this.#flush();
      this.#stream = {cell, name, text};
    }
  }

  #flush(): void {
    const stream = this.#stream;
    if (!stream?.text) return;
    this.#stream = {...stream, text: ""};
    this.#onEvent({type: "stream", ...stream});
  }

  /** A cell is over when its outcome is here, and the native output before it. */
  #done(id: number, outcome: RunOutcome): void {
    const finish = () => {
      this.#marks.delete(id);
      this.#runs.get(id)?.(outcome);
      this.#runs.delete(id);
    };
    if (this.#marks.get(id) === 2) return finish();
    const timer = setTimeout(finish, markMs);
    this.#waiting.set(id, () => {
      clearTimeout(timer);
      finish();
    });
  }

  readonly #waiting = new Map<number, () => void>();

  #marked(id: number): void {
    const seen = (this.#marks.get(id) ?? 0) + 1;
    this.#marks.set(id, seen);
    if (seen < 2) return;
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
  }

  async #settled(run: number): Promise<void> {
    while (this.#runs.has(run)) await after(5);
  }

  #tell(command: EngineCommand, buffers: readonly Uint8Array[] = [], sent?: () => void): void {
    const send = () => {
      sent?.();
      void this.#child.then(
        (child) =>
          void (pipe(child, pipes.commands) as Writable).write(
            encodeFrame({head: command, buffers}),
          ),
        () => undefined,
      );
    };
    if (this.#held) this.#held.push(send);
    else send();
  }

  #end(reason: string): void {
    if (this.#ended === "yes") return;
    const wasKilled = this.#ended === "killed";
    this.#ended = "yes";
    this.#isLost(new Error(reason));
    if (!wasKilled) {
      const cell = this.#runs.size > 0 ? this.#cell : null;
      this.#onEvent({type: "exit", cell, reason});
    }
    for (const done of this.#runs.values()) done({...lost, evalue: reason});
    for (const done of this.#handled.values()) done();
    for (const done of this.#interrupts.values()) done("stopped");
    this.#runs.clear();
    this.#handled.clear();
  }
}

const lost: Extract<RunOutcome, {status: "error"}> = {
  status: "error",
  ename: "EngineLost",
  evalue: "The engine has ended.",
  traceback: [],
};

const pipe = (child: ChildProcess, fd: number): Readable | Writable | Duplex =>
  (child.stdio as unknown as (Readable | Writable)[])[fd];

const after = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
