import {writeSync} from "node:fs";
import {Writable} from "node:stream";
import {encodeFrame} from "./engine-frames";
import {pipes} from "./engine-messages";
import type {EngineMessage} from "./engine-messages";
import {currentScope, Interrupted} from "./runner-scope";

/**
 * Sends one message to the host, at once and in order. The pipe blocks: what a cell prints is out
 * before it goes on computing, and a cell cannot print faster than the host reads.
 */
export function send(message: EngineMessage, buffers: readonly Uint8Array[] = []): void {
  const frame = encodeFrame({head: message, buffers});
  try {
    // One call, one write: an interrupt can come before or after it, never in the middle.
    const written = writeSync(pipes.events, frame);
    for (let at = written; at < frame.length;) at += writeSync(pipes.events, frame, at);
  } catch {
    // The host is gone, and nobody is left to read.
    process.kill(process.pid, "SIGKILL");
  }
}

/** Prints for the cell whose code runs now. */
export function print(name: "stdout" | "stderr", text: string): void {
  const {cell, stopped} = currentScope();
  if (stopped) throw new Interrupted();
  if (text) send({type: "stream", cell, name, text});
}

/**
 * Puts streams of our own in the place of process.stdout and process.stderr. Those that Node would
 * make turn the pipe beneath them into one that does not block, which native code cannot handle.
 */
export function redirectStreams(): void {
  for (const [fd, name] of [
    [1, "stdout"],
    [2, "stderr"],
  ] as const) {
    const stream = new Writable({
      decodeStrings: false,
      write(chunk: string | Buffer, _encoding, done) {
        print(name, typeof chunk === "string" ? chunk : chunk.toString("utf8"));
        done();
      },
    });
    Object.assign(stream, {fd, isTTY: false, columns: 100});
    Object.defineProperty(process, name, {configurable: true, enumerable: true, get: () => stream});
  }
}
