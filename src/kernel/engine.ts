import {spawn} from "node:child_process";
import type {Duplex, Readable, Writable} from "node:stream";
import path from "node:path";
import {kernelFolder} from "./compiler-folder";
import {encodeFrame, FrameReader} from "./engine-frames";
import {endMarkPattern, pipes} from "./engine-messages";
import type {EngineCommand, EngineMessage, EngineStart} from "./engine-messages";
import type {Engine, EngineEvent, RunOutcome} from "./protocol";

/** Starts the process that runs the cells. */
export function startEngine(start: EngineStart, onEvent: (event: EngineEvent) => void): Engine {
  let calls = 0;
  const runs = new Map<number, (outcome: RunOutcome) => void>();
  const interrupts = new Map<number, (state: "stopped" | "idle" | "stuck") => void>();
  let cell: string | null = null;
  let killed = false;
  let isReady: () => void;
  const ready = new Promise<void>((done) => (isReady = done));

  const child = kernelFolder().then((folder) => {
    const process_ = spawn(
      process.execPath,
      [
        "--no-force-async-hooks-checks",
        path.join(folder, "engine-child.js"),
        JSON.stringify(start),
      ],
      {
        cwd: start.cwd,
        detached: true,
        stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
      },
    );
    const reader = new FrameReader();
    (process_.stdio[pipes.events] as Readable).on("data", (piece: Buffer) => {
      for (const {head} of reader.push(piece)) take(head as EngineMessage);
    });
    for (const name of ["stdout", "stderr"] as const)
      process_[name]?.setEncoding("utf8").on("data", (text: string) => {
        const shown = text.replace(new RegExp(endMarkPattern, "g"), "");
        if (shown && cell !== null) onEvent({type: "stream", cell, name, text: shown});
      });
    const channel = (process_.stdio as unknown[])[pipes.interrupts] as Duplex;
    channel.setEncoding("utf8").on("data", (text: string) => {
      for (const [, id, state] of text.matchAll(/(\d+) (\w+)\n/g))
        interrupts.get(Number(id))?.(state as "stopped");
    });
    process_.on("exit", (code, signal) => {
      if (!killed) onEvent({type: "exit", cell, reason: `the engine ended: ${signal ?? code}`});
      for (const done of runs.values())
        done({status: "error", ename: "EngineExit", evalue: "the engine ended", traceback: []});
      runs.clear();
    });
    return process_;
  });

  function take(message: EngineMessage): void {
    switch (message.type) {
      case "ready":
        return isReady();
      case "done":
        runs.get(message.id)?.(message.outcome);
        return void runs.delete(message.id);
      case "handled":
      case "leaving":
        return;
      default:
        return onEvent(message);
    }
  }
  const tell = async (command: EngineCommand, buffers: readonly Uint8Array[] = []) =>
    ((await child).stdio[pipes.commands] as Writable).write(encodeFrame({head: command, buffers}));

  return {
    ready,
    run(compiled, options) {
      cell = options.cell;
      const id = ++calls;
      return new Promise((done) => {
        runs.set(id, done);
        void tell({type: "run", id, cell: compiled, options});
      });
    },
    comm: async () => undefined,
    comms: () => ({}),
    answerInput: (id, value) => void tell({type: "input", id, value}),
    async interrupt() {
      const id = ++calls;
      const channel = ((await child).stdio as unknown[])[pipes.interrupts] as Duplex;
      return new Promise((done) => {
        interrupts.set(id, done);
        channel.write(`${id}\n`);
      });
    },
    async kill() {
      killed = true;
      const {pid, exitCode, signalCode} = await child;
      if (pid === undefined || exitCode !== null || signalCode !== null) return;
      const gone = new Promise<void>(
        (done) => void child.then((c) => c.once("exit", () => done())),
      );
      process.kill(-pid, "SIGKILL");
      await gone;
    },
  };
}
