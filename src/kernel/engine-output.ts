import {Writable} from "node:stream";
import {encodeFrame, encodeText} from "./engine-frames";
import type {EngineMessage} from "./engine-messages";
import type {RingWriter} from "./engine-ring";
import {currentScope, Interrupted} from "./runner-scope";

/** What the engine says to the host, in order, and at once: also before a long computation. */
export class EngineOutput {
  readonly #writer: RingWriter;
  /** Cell and stream of the text sent last. */
  #stream = "";

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
    this.#writer.drain(1000);
  }

  #write(frame: Buffer, how: {burst: boolean}): void {
    try {
      this.#writer.write(frame, how);
    } catch {
      // The host is gone, and nobody is left to read.
      process.kill(process.pid, "SIGKILL");
    }
  }
}

/**
 * Puts streams of our own in the place of process.stdout and process.stderr. Those that Node would
 * make turn the pipe beneath them into one that does not block, which native code cannot handle.
 */
export function redirectStreams(print: (name: "stdout" | "stderr", text: string) => void): void {
  for (const [fd, name] of [
    [1, "stdout"],
    [2, "stderr"],
  ] as const) {
    const stream = new Writable({
      decodeStrings: false,
      write(chunk: string | Buffer, encoding, done) {
        const text =
          typeof chunk !== "string"
            ? chunk.toString("utf8")
            : /^(?:hex|base64)/.test(encoding)
              ? Buffer.from(chunk, encoding).toString("utf8")
              : chunk;
        print(name, text);
        done();
      },
    });
    Object.assign(stream, {fd, isTTY: false, columns: 100});
    Object.defineProperty(process, name, {configurable: true, enumerable: true, get: () => stream});
  }
}
