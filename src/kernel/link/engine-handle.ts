import path from "node:path";
import {kernelFolder} from "../bundle-folder";
import {EngineLink} from "./engine-pipes";
import type {InterruptState} from "./engine-pipes";
import type {EngineCommand, EngineMessage} from "./messages";
import {spawnEngine} from "./engine-process";
import type {CommMessage, CompiledCell, Engine, EngineEvent} from "../protocol";
import type {RunOptions, RunOutcome} from "../protocol";
import type {Place} from "../settings";

/** How long an interrupted cell may take to say so. */
const settleMs = 2000;

/** An engine that lives answers an interrupt before this, if only that its code does not stop. */
const answerMs = 6500;

type Waiting<T> = Map<number, (value: T) => void>;

/** Starts the process that runs the reader's cells; `onEvent` hears what they print and show. */
export function startEngine(place: Place, onEvent: (event: EngineEvent) => void): Engine {
  return new EngineHandle(place, onEvent);
}

/** Calls to the engine: each has a number, which comes back with its answer. */
class EngineHandle implements Engine {
  readonly ready: Promise<void>;
  readonly #onEvent: (event: EngineEvent) => void;
  readonly #link: Promise<EngineLink>;
  readonly #runs: Waiting<RunOutcome> = new Map();
  readonly #handled: Waiting<void> = new Map();
  readonly #interrupts: Waiting<InterruptState> = new Map();
  readonly #comms = new Map<string, string>();
  #calls = 0;
  #latestRun = 0;
  /** The run that was sent last, as long as it may have to be sent again. */
  #sent: Extract<EngineCommand, {type: "run"}> | null = null;
  #cell: string | null = null;
  /** Commands that wait for an interrupt to be over. */
  #held: (() => void)[] | null = null;
  #state: "alive" | "killed" | "ended" = "alive";
  #isReady: () => void = () => undefined;
  #isLost: (error: Error) => void = () => undefined;

  constructor(place: Place, onEvent: (event: EngineEvent) => void) {
    this.#onEvent = onEvent;
    this.ready = new Promise((done, fail) => {
      this.#isReady = done;
      this.#isLost = fail;
    });
    this.#link = this.#open(place);
    // Whoever uses the engine hears of it by `ready` or by an event; nobody may be listening yet.
    this.ready.catch(() => undefined);
    this.#link.catch((error: Error) => this.#end(`The engine could not start: ${error.message}.`));
  }

  run(cell: CompiledCell, options: RunOptions): Promise<RunOutcome> {
    const id = ++this.#calls;
    return new Promise((done) => {
      if (this.#state !== "alive") return done(lost("The engine has ended."));
      this.#runs.set(id, done);
      this.#latestRun = id;
      const command = {type: "run", id, cell, options} as const;
      this.#tell(command, [], () => {
        this.#cell = options.cell;
        this.#sent = command;
      });
    });
  }

  comm(message: CommMessage, cell: string): Promise<void> {
    const id = ++this.#calls;
    const {buffers, ...rest} = message;
    this.#count(message);
    return new Promise((done) => {
      if (this.#state !== "alive") return done();
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

  async interrupt(): Promise<InterruptState> {
    const id = ++this.#calls;
    const run = this.#latestRun;
    // What is sent now could be hit in the place of what is to be stopped.
    this.#held ??= [];
    const state = await new Promise<InterruptState>((done) => {
      if (this.#state !== "alive") return done("idle");
      this.#interrupts.set(id, done);
      void this.#link.then((link) => {
        link.interrupt(id, run);
        const late = setTimeout(() => {
          if (!this.#interrupts.has(id)) return;
          link.wake();
          done("silent");
        }, answerMs);
        late.unref();
      });
    });
    this.#interrupts.delete(id);
    const until = Date.now() + settleMs;
    while (state === "stopped" && this.#runs.has(run) && Date.now() < until)
      await new Promise((done) => setTimeout(done, 5));
    // Code that was ended may have been what reads commands; the engine leaves out what it knows.
    if (state === "stopped" && this.#runs.has(run) && this.#sent?.id === run)
      (await this.#link).send(this.#sent, []);
    if (this.#interrupts.size === 0) {
      const held = this.#held ?? [];
      this.#held = null;
      for (const send of held) send();
    }
    return state;
  }

  async kill(): Promise<void> {
    if (this.#state === "alive") this.#state = "killed";
    await (await this.#link.catch(() => null))?.kill();
  }

  async #open(place: Place): Promise<EngineLink> {
    const folder = await kernelFolder();
    return new EngineLink(spawnEngine(path.join(folder, "engine.js"), place), {
      onMessage: (message, buffers) => this.#take(message, buffers),
      onInterrupted: (id, state) => this.#interrupts.get(id)?.(state),
      onEnd: (reason) => this.#end(reason),
      cell: () => this.#cell,
      heapVariable: place.heapVariable,
    });
  }

  #take(message: EngineMessage, buffers: readonly Uint8Array[]): void {
    switch (message.type) {
      case "ready":
        return this.#isReady();
      case "done":
        return settle(this.#runs, message.id, message.outcome);
      case "handled":
        return settle(this.#handled, message.id, undefined);
      case "comm":
        this.#count(message);
        return this.#onEvent({...message, buffers});
      case "stream":
      case "display":
      case "result":
      case "clear":
      case "stale":
      case "fault":
      case "input":
      case "exit":
        return this.#onEvent(message);
      case "leaving":
    }
  }

  #count({kind, commId, target}: Pick<CommMessage, "kind" | "commId" | "target">): void {
    if (kind === "open") this.#comms.set(commId, target ?? "");
    if (kind === "close") this.#comms.delete(commId);
  }

  #tell(command: EngineCommand, buffers: readonly Uint8Array[] = [], sent?: () => void): void {
    const send = () => {
      sent?.();
      // An engine that did not start has settled all calls.
      void this.#link.then(
        (link) => link.send(command, buffers),
        () => undefined,
      );
    };
    if (this.#held) this.#held.push(send);
    else send();
  }

  #end(reason: string): void {
    if (this.#state === "ended") return;
    const wasKilled = this.#state === "killed";
    this.#state = "ended";
    this.#isLost(new Error(reason));
    if (!wasKilled)
      this.#onEvent({type: "exit", cell: this.#runs.size > 0 ? this.#cell : null, reason});
    for (const id of [...this.#runs.keys()]) settle(this.#runs, id, lost(reason));
    for (const id of [...this.#handled.keys()]) settle(this.#handled, id, undefined);
    for (const id of [...this.#interrupts.keys()]) settle(this.#interrupts, id, "stopped");
  }
}

function settle<T>(waiting: Waiting<T>, id: number, value: T): void {
  waiting.get(id)?.(value);
  waiting.delete(id);
}

const lost = (evalue: string): RunOutcome => {
  const ename = "EngineLost";
  return {status: "error", ename, evalue, traceback: [`${ename}: ${evalue}`]};
};
