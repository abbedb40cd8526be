import type {ChildProcess} from "node:child_process";
import type {Duplex, Readable, Writable} from "node:stream";
import type {EngineEvent} from "../protocol";
import {killGroup, reasonOf} from "./engine-process";
import {encodeFrame, FrameReader} from "./frames";
import {pipes} from "./messages";
import type {EngineCommand, EngineMessage} from "./messages";
import {Endings, NativeOutput} from "./native-output";

/** How long to wait for what an ended process left in its pipes, where something else holds them. */
const drainMs = 300;

/** `silent`: not even the thread that always listens has answered. */
export type InterruptState = "stopped" | "idle" | "stuck" | "silent";

export type LinkHandlers = {
  /** What cells print, show and answer, in the order in which they did. */
  readonly onMessage: (message: EngineMessage, buffers: readonly Uint8Array[]) => void;
  readonly onInterrupted: (id: number, state: InterruptState) => void;
  /** The process is gone, and all it said has been heard. */
  readonly onEnd: (reason: string) => void;
  /** The cell that what native code prints belongs to. */
  readonly cell: () => string | null;
  readonly heapVariable: string;
};

/** The host's ends of the engine's pipes. */
export class EngineLink {
  readonly #child: ChildProcess;
  readonly #handlers: LinkHandlers;
  readonly #streams: StreamGatherer;
  readonly #endings = new Endings();
  readonly #native: NativeOutput[] = [];
  #leaving: number | null = null;

  constructor(child: ChildProcess, handlers: LinkHandlers) {
    this.#child = child;
    this.#handlers = handlers;
    this.#streams = new StreamGatherer((event) => handlers.onMessage(event, []));
    this.#hearEvents();
    for (const name of ["stdout", "stderr"] as const) this.#hearNative(name);
    this.#hearInterrupts();
    // A pipe breaks when the process ends, which is heard of below.
    for (const fd of Object.values(pipes)) pipe(child, fd).on("error", () => undefined);
    child.on("error", ({message}) => handlers.onEnd(`The engine could not start: ${message}.`));
    child.on("exit", (code, signal) => {
      killGroup(child);
      const end = () => {
        this.#streams.flush();
        for (const output of this.#native) output.end();
        const report = this.#native.map((output) => output.report).join("");
        const {heapVariable} = handlers;
        handlers.onEnd(reasonOf({code, signal, leaving: this.#leaving, report, heapVariable}));
      };
      child.once("close", end);
      setTimeout(end, drainMs).unref();
    });
  }

  send(command: EngineCommand, buffers: readonly Uint8Array[]): void {
    (pipe(this.#child, pipes.commands) as Writable).write(encodeFrame({head: command, buffers}));
  }

  /** Asks to stop a run; the answer comes to `onInterrupted`. */
  interrupt(id: number, run: number): void {
    (pipe(this.#child, pipes.interrupts) as Duplex).write(`${id} ${run}\n`);
  }

  /** Has a process that was stopped from outside go on. */
  wake(): void {
    this.#child.kill("SIGCONT");
  }

  /** Ends the process and all that it started. */
  async kill(): Promise<void> {
    const {exitCode, signalCode} = this.#child;
    if (exitCode !== null || signalCode !== null) return;
    const gone = new Promise((done) => this.#child.once("exit", done));
    killGroup(this.#child);
    await gone;
  }

  #hearEvents(): void {
    const {onMessage} = this.#handlers;
    const frames = new FrameReader(
      ({head, buffers}) => {
        const message = head as EngineMessage;
        if (message.type === "stream") return this.#streams.add(message);
        this.#streams.flush();
        if (message.type === "leaving") this.#leaving = message.code;
        else if (message.type === "done")
          this.#endings.outcome(message.id, () => onMessage(message, []));
        else onMessage(message, buffers);
      },
      (text) => this.#streams.more(text),
    );
    (pipe(this.#child, pipes.events) as Readable).on("data", (piece: Buffer) => {
      frames.push(piece);
      this.#streams.flush();
    });
  }

  #hearNative(name: "stdout" | "stderr"): void {
    const {onMessage, cell: currentCell} = this.#handlers;
    const show = (text: string) => {
      const cell = currentCell();
      const event: EngineEvent | null = cell === null ? null : {type: "stream", cell, name, text};
      if (event) onMessage(event, []);
    };
    const output = new NativeOutput(show, (id) => this.#endings.mark(id));
    this.#native.push(output);
    this.#child[name]?.setEncoding("utf8").on("data", (text: string) => output.push(text));
  }

  #hearInterrupts(): void {
    let rest = "";
    const channel = pipe(this.#child, pipes.interrupts) as Duplex;
    channel.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const [id, state] = line.split(" ");
        this.#handlers.onInterrupted(Number(id), state as InterruptState);
      }
    });
  }
}

const pipe = (child: ChildProcess, fd: number): Readable | Writable | Duplex =>
  (child.stdio as unknown as (Readable | Writable)[])[fd];

type Stream = Extract<EngineEvent, {type: "stream"}>;

/** Joins prints that arrive together into one event: a client need not hear of every line. */
export class StreamGatherer {
  readonly #onEvent: (event: Stream) => void;
  #stream: Stream | null = null;

  constructor(onEvent: (event: Stream) => void) {
    this.#onEvent = onEvent;
  }

  add(stream: Stream): void {
    if (stream.cell === this.#stream?.cell && stream.name === this.#stream.name)
      return this.more(stream.text);
    this.flush();
    this.#stream = stream;
  }

  /** Text that continues the stream added last. */
  more(text: string): void {
    if (this.#stream) this.#stream = {...this.#stream, text: this.#stream.text + text};
  }

  flush(): void {
    const stream = this.#stream;
    if (!stream?.text) return;
    this.#stream = {...stream, text: ""};
    this.#onEvent(stream);
  }
}
