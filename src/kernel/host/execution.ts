import type {Compiler, Fault, RunOutcome} from "../protocol";
import type {Output} from "./cell-outputs";
import {page, readCode, readPageRequest} from "./editor-requests";
import type {PageRequest} from "./editor-requests";
import type {EngineKeeper} from "./engine-keeper";
import type {History} from "./history";
import type {Content, Message} from "./messages";
import type {Stdin} from "./questions";
import type {Request, Sender} from "./sender";

export type ExecutionParts = {
  readonly sender: Pick<Sender, "publish" | "reply" | "status">;
  readonly compiler: Compiler;
  readonly keeper: Pick<EngineKeeper, "engine">;
  readonly output: Output;
  readonly stdin: Stdin;
  readonly history: History;
  /** Settles once every request that has already arrived was pushed. */
  readonly drained: () => Promise<void>;
};

/** The cell that is being answered. */
type Running = {
  readonly request: Request;
  /** Ends the wait for the cell: its answer is this fault, whatever else comes of it. */
  readonly stop: (fault: Fault) => void;
  fault: Fault | null;
  inEngine: boolean;
  /** Interrupted, or its engine was lost: what waits behind it is not run. */
  broken: boolean;
};

type Answer = RunOutcome & {readonly payload: Content[]};

const stoppedEarly: Fault = {
  ename: "Interrupted",
  evalue: "the cell was stopped before it ran",
  traceback: ["\u001b[31mInterrupted\u001b[39m: the cell was stopped before it ran"],
};

/** What is said of an interrupt that did not end the cell. */
const unheard = {
  stuck:
    "This cell is inside of native code, and stops when that ends. " +
    "To end it now, restart the kernel;",
  silent:
    "The engine that runs this cell does not answer: its process was stopped from outside, or hangs. " +
    "It was told to go on; if the cell does not end now, restart the kernel;",
};

/** Answers execute requests one after the other, in the order in which they came. */
export class Execution {
  readonly #parts: ExecutionParts;
  #queue: Request[] = [];
  #running: Running | undefined;
  #work: Promise<void> | undefined;
  #count = 0;
  /** Cells that show something of before, as told since the last idle. */
  #stale: Readonly<Record<string, string>> | null = null;

  constructor(parts: ExecutionParts) {
    this.#parts = parts;
  }

  get busy(): boolean {
    return this.#running !== undefined;
  }

  /** The page hears of it with the next `idle`: by then the cell has shown all that it shows. */
  noteStale(places: Readonly<Record<string, string>>): void {
    this.#stale = places;
  }

  push(request: Request): void {
    this.#queue.push(request);
    this.#work ??= this.#answerAll();
  }

  /** Stops the running cell; what is queued behind it is answered `aborted`. */
  async interrupt(): Promise<void> {
    const {keeper, output} = this.#parts;
    const running = this.#running;
    if (running) running.broken = true;
    if (running && !running.inEngine) return running.stop(stoppedEarly);
    const result = await keeper.engine.interrupt();
    if (!(result in unheard) || !running || running !== this.#running) return;
    const cell = running.request.message.header.msg_id;
    const text = `${unheard[result as keyof typeof unheard]} its variables are lost then.\n`;
    output.show({type: "stream", cell, name: "stderr", text});
  }

  /** The engine was lost: counting starts anew. Settles when the running cell was answered. */
  async restart(fault: Fault): Promise<void> {
    this.#count = 0;
    this.#stale = null;
    if (this.#running) this.#running.broken = true;
    this.#running?.stop(fault);
    await this.#work;
  }

  async #answerAll(): Promise<void> {
    for (let request; (request = this.#queue.shift());)
      await this.#answer(request).catch((error: unknown) => console.error("kernel:", error));
    // In the same turn as the look into the queue: a cell pushed later must start the work anew.
    this.#work = undefined;
  }

  async #answer(request: Request): Promise<void> {
    const {sender, drained} = this.#parts;
    let aborted: Request[] = [];
    sender.status("busy", request);
    try {
      const started = new Date().toISOString();
      const {reply, breaks} = await this.#execute(request);
      // Only what was sent before this reply is in hand may be aborted: later cells were meant.
      if (breaks) {
        await drained();
        aborted = this.#queue.splice(0);
      }
      sender.reply(request, reply, {started, status: reply["status"]});
    } finally {
      sender.status("idle", request, this.#stale ? {stale: this.#stale} : {});
      this.#stale = null;
    }
    for (const waiting of aborted) {
      sender.status("busy", waiting);
      sender.reply(waiting, {status: "aborted"}, {status: "aborted"});
      sender.status("idle", waiting);
    }
  }

  async #execute(request: Request): Promise<{reply: Content; breaks: boolean}> {
    const {output, stdin, history, sender} = this.#parts;
    const {header, identities, content} = request.message;
    const cell = header.msg_id;
    const silent = content["silent"] === true;
    const stored = !silent && content["store_history"] !== false;
    const {session} = history;

    let settle: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => (settle = resolve));
    const stop = (fault: Fault) => {
      running.fault ??= fault;
      settle();
    };
    const running: Running = {request, stop, fault: null, inEngine: false, broken: false};
    this.#running = running;
    const count = stored ? ++this.#count : this.#count;
    output.open(cell, {parent: header, identities, count, silent});
    let answer: Answer | void;
    try {
      const code = readCode(content);
      const input = {code, execution_count: count};
      if (!silent) sender.publish({type: "execute_input", content: input, parent: header});
      // Cells that do not count share the name In[0], so that no stored cell's lines are lost.
      answer = await Promise.race([this.#attempt(running, stored ? count : 0), stopped]);
      const result = output.close(cell);
      if (stored) history.add({session, line: count, input: code, output: result});
    } catch (error) {
      answer = failed(internalFault(error));
    }
    if (running.fault || !answer) answer = failed(running.fault ?? stoppedEarly);
    stdin.forget(cell);
    this.#running = undefined;

    const {payload, ...outcome} = answer;
    if (outcome.status === "ok") {
      const {userExpressions: user_expressions} = outcome;
      const reply = {status: "ok", execution_count: count, payload, user_expressions};
      return {reply, breaks: running.broken};
    }
    const {ename, evalue, traceback} = outcome;
    output.error(cell, {ename, evalue, traceback});
    const fault = {status: "error", ename, evalue, traceback, execution_count: count};
    const reply = {...fault, payload, user_expressions: {}};
    return {reply, breaks: running.broken || content["stop_on_error"] !== false};
  }

  async #attempt(running: Running, count: number): Promise<Answer> {
    const {compiler, keeper} = this.#parts;
    const {header, content} = running.request.message;
    const code = readCode(content);
    const asked = readPageRequest(code);
    if (asked) return this.#page(asked, header.msg_id);

    const {engine} = keeper;
    const compiled = await compiler.compile(code, count);
    if ("traceback" in compiled) return failed(compiled);
    await engine.ready;
    // Stopped while it was compiled: it was answered already, and must not run.
    if (running.fault) return failed(running.fault);

    running.inEngine = true;
    const run = engine.run(compiled, {
      cell: header.msg_id,
      place: placeOf(running.request.message, code),
      silent: content["silent"] === true,
      allowStdin: content["allow_stdin"] === true,
      userExpressions: readExpressions(content),
    });
    compiler.commit();
    return {...(await run), payload: []};
  }

  async #page(asked: PageRequest, cell: string): Promise<Answer> {
    const {compiler, output} = this.#parts;
    const payload = await page(compiler, asked);
    const text = `nothing is known about ${asked.name}\n`;
    if (payload.length === 0) output.show({type: "stream", cell, name: "stderr", text});
    return {...finished, payload};
  }
}

const finished = {status: "ok", userExpressions: {}} as const;

const failed = (fault: Fault): Answer => ({status: "error", ...fault, payload: []});

/** A front end that does not say which cell it runs is taken by the cell's text. */
function placeOf({metadata}: Message, code: string): string {
  const {cellId} = metadata as {cellId?: unknown};
  return typeof cellId === "string" ? cellId : code;
}

function readExpressions({user_expressions}: Content): Record<string, string> {
  if (typeof user_expressions !== "object" || user_expressions === null) return {};
  return Object.fromEntries(
    Object.entries(user_expressions).map(([name, text]) => [name, String(text)]),
  );
}

function internalFault(error: unknown): Fault {
  const {name, message, stack} = error instanceof Error ? error : new Error(String(error));
  return {ename: name, evalue: message, traceback: (stack ?? message).split("\n")};
}
