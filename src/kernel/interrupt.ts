import {Session} from "node:inspector";
import {Socket} from "node:net";
import type {MessagePort} from "node:worker_threads";
import {pipes} from "./engine-messages";

/** How long the engine's main thread may take to hear a message before it counts as computing. */
const hearingMs = 100;
const patienceMs = 5000;

export type Stopped = "stopped" | "idle" | "stuck";

export type WatcherStart = {readonly port: MessagePort; readonly ring: SharedArrayBuffer};

/** To the main thread. */
export type Question = {
  readonly question: number;
  /** The number of the cell that is to be stopped. */
  readonly run: number;
  /** Whether the code that ran there has been ended already. */
  readonly ended: boolean;
};

/**
 * The watching thread of the engine: it hears interrupts while the main thread computes, and ends
 * the process when the host is gone.
 *
 * A message to the main thread comes first; it is heard while a cell awaits something. Where it is
 * not heard, the main thread is in a loop, and the inspector ends what it runs. Then the message is
 * sent again, until it is heard: whatever the termination hit, the main thread has answered since.
 */
export function watchForInterrupts(port: MessagePort): void {
  const socket = new Socket({fd: pipes.interrupts, readable: true, writable: true});
  const end = () => process.kill(-process.pid, "SIGKILL");
  socket.on("error", end).on("close", end).on("end", end);
  let queue = Promise.resolve();
  let rest = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const [id, run] = line.split(" ").map(Number);
      queue = queue.then(async () => void socket.write(`${id} ${await interrupt(port, run)}\n`));
    }
  });
}

let asked = 0;
let terminating: Promise<void> | null = null;

async function interrupt(port: MessagePort, run: number): Promise<Stopped> {
  const deadline = Date.now() + patienceMs;
  let terminated = false;
  while (Date.now() < deadline) {
    const heard = await ask(port, {run, ended: terminated});
    if (heard) return terminated ? "stopped" : heard;
    // One at a time: a second request would hit whatever runs after the first has been served.
    terminating ??= terminate().finally(() => (terminating = null));
    terminated = true;
    await Promise.race([terminating, after(500)]);
  }
  return "stuck";
}

function ask(port: MessagePort, about: Omit<Question, "question">): Promise<Stopped | null> {
  const question = ++asked;
  return new Promise((done) => {
    const answer = ({question: of, state}: {question: number; state: Stopped}) => {
      if (of === question) finish(state);
    };
    const finish = (state: Stopped | null) => {
      clearTimeout(timer);
      port.off("message", answer);
      done(state);
    };
    const timer = setTimeout(() => finish(null), hearingMs);
    port.on("message", answer);
    port.postMessage({question, ...about} satisfies Question);
  });
}

async function terminate(): Promise<void> {
  const session = new Session();
  session.connectToMainThread();
  await new Promise<void>((done) => session.post("Runtime.terminateExecution", () => done()));
  session.disconnect();
}

const after = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
