import {Session} from "node:inspector";
import {Socket} from "node:net";
import type {MessagePort} from "node:worker_threads";
import {pipes} from "../link/messages";
import {endUnlisted} from "./processes-and-threads";
import {endUnguarded} from "./guard";

/** How long the engine's main thread may take to hear a message before it counts as computing. */
const hearingMs = 100;
/** When the host is told that the code does not stop; it is still stopped as soon as that is possible. */
const patienceMs = 5000;
/** How long a process that the main thread waits for may take to end itself. */
const politeMs = 500;

export type Stopped = "stopped" | "idle" | "stuck";

export type WatcherStart = {
  readonly port: MessagePort;
  readonly ring: SharedArrayBuffer;
  /** The processes that the main thread has started and does not wait for. */
  readonly children: SharedArrayBuffer;
  /** Work of the main thread that is not to be ended half way. */
  readonly guard: SharedArrayBuffer;
};

/** To the main thread. */
export type Question = {
  readonly question: number;
  /** Counts up from 1; the same interrupt may ask more than once. */
  readonly interrupt: number;
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
 * not heard, the main thread is in a loop, and the inspector ends what it runs; or it waits inside of
 * native code for a process, which is ended. Then the message is sent again, until it is heard:
 * whatever the termination hit, the main thread has answered since.
 */
export function watchForInterrupts(start: Omit<WatcherStart, "ring">): void {
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
      queue = queue.then(async () => {
        const stuck = after(patienceMs).then((): Stopped => "stuck");
        const state = await Promise.race([interrupt(run, start), stuck]);
        socket.write(`${id} ${state}\n`);
      });
    }
  });
}

let asked = 0;
let interrupts = 0;
let terminating: Promise<void> | null = null;

async function interrupt(
  run: number,
  {port, children, guard}: Omit<WatcherStart, "ring">,
): Promise<Stopped> {
  const number = ++interrupts;
  const begun = Date.now();
  for (let terminated = false; ; terminated = true) {
    const heard = await ask(port, {interrupt: number, run, ended: terminated});
    if (heard) return terminated ? "stopped" : heard;
    // One at a time: a second request would hit whatever runs after the first has been served.
    terminating ??= endUnguarded(guard, terminate).finally(() => (terminating = null));
    // After the request to end the code: it should not go on when the process that it waits for ends.
    endUnlisted(children, Date.now() - begun < politeMs ? "SIGTERM" : "SIGKILL");
    await Promise.race([terminating, after(500)]);
  }
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
