import {Writable} from "node:stream";
import {StringDecoder} from "node:string_decoder";
import {encodeFrame, encodeText} from "../link/frames";
import type {EngineMessage} from "../link/messages";
import type {RingWriter} from "./output-ring";
import {currentScope, Interrupted} from "../interrupt/scope";

/** What the engine says to the host, in order, and at once: also before a long computation. */
export class EngineOutput {
  readonly #writer: RingWriter;
  /** Cell and stream of the text sent last. */
  #stream = "";
  /** The process is about to end: nothing that is still printed may wait for more. */
  #isLeaving = false;

  constructor(writer: RingWriter) {
    this.#writer = writer;
  }

  send(message: EngineMessage, buffers: readonly Uint8Array[] = []): void {
    this.#write(encodeFrame({head: message, buffers}), {burst: message.type === "display"});
  }

  /** Prints for the cell whose code runs now. */
  print(name: "stdout" | "stderr", text: string): void {
    const {cell, stopped} = currentScope();
    if (stopped) throw new Interrupted();
    if (!text) return;
    const stream = `${name} ${cell}`;
    const frame =
      stream === this.#stream
        ? encodeText(text)
        : encodeFrame({head: {type: "stream", cell, name, text}, buffers: []});
    this.#write(frame, {burst: true});
    this.#stream = stream;
  }

  /** Before the process ends: leaves nothing behind that was printed. */
  drain(): void {
    this.#isLeaving = true;
    this.#writer.drain(1000);
  }

  #write(frame: Buffer, how: {burst: boolean}): void {
    try {
      this.#writer.write(frame, how);
      if (this.#isLeaving) this.#writer.drain(1000);
    } catch {
      // The host is gone, and nobody is left to read.
      process.kill(process.pid, "SIGKILL");
    }
  }
}

type Print = (name: "stdout" | "stderr", text: string) => void;

/**
 * Puts streams of our own in the place of process.stdout and process.stderr. Those that Node would
 * make turn the pipe beneath them into one that does not block, which native code cannot handle.
 */
export function redirectStreams(print: Print): void {
  for (const [fd, name] of [
    [1, "stdout"],
    [2, "stderr"],
  ] as const) {
    // A character may come in two pieces, as from the stdout of a child process.
    const decoder = new StringDecoder("utf8");
    const write = (chunk: unknown, encoding?: unknown, done?: unknown) => {
      print(name, textOf(chunk, {encoding, decoder}));
      const callback = typeof encoding === "function" ? encoding : done;
      if (typeof callback === "function") process.nextTick(callback as () => void);
      return true;
    };
    const stream = new Writable({
      decodeStrings: false,
      write: (chunk, encoding, done) => void write(chunk, encoding, done),
    });
    // Directly, without the state of a stream: an interrupt inside a write would leave it writing.
    Object.assign(stream, {fd, isTTY: false, columns: 100, write});
    // console adds a listener for each write; the one that an interrupt ends stays.
    stream.setMaxListeners(0);
    Object.defineProperty(process, name, {configurable: true, enumerable: true, get: () => stream});
  }
}

function textOf(
  chunk: unknown,
  {encoding, decoder}: {encoding: unknown; decoder: StringDecoder},
): string {
  if (chunk instanceof Uint8Array) return decoder.write(Buffer.from(chunk));
  if (typeof chunk !== "string")
    throw new TypeError(`a text or bytes can be written, got ${typeof chunk}`);
  return typeof encoding === "string" && /^(?:hex|base64|latin1|binary)/.test(encoding)
    ? Buffer.from(chunk, encoding as BufferEncoding).toString("utf8")
    : chunk;
}
