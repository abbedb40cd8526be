import {syncBuiltinESMExports} from "node:module";
import readline from "node:readline";
import readlinePromises from "node:readline/promises";
import {Readable} from "node:stream";
import {currentScope} from "../interrupt/scope";
import type {Scope} from "../interrupt/scope";

type Ask = (prompt: string) => Promise<string>;
type Options = {signal?: AbortSignal};
type Callback = (answer: string) => void;

/**
 * A `process.stdin` that asks the reader. A kernel's own standard input is closed; whoever waits for
 * a line of it would wait for ever. A question of `readline` becomes a question of the page, with its
 * own words; code that merely reads, line by line or as a stream, is asked for a line at a time.
 *
 * @param ask rejects at once where nobody can be asked
 */
export function openStandardInput(ask: Ask): void {
  let stdin = new AskingInput(ask);
  Object.defineProperty(process, "stdin", {
    configurable: true,
    enumerable: true,
    // A loop over a stream closes it behind itself.
    get: () => (stdin.destroyed ? (stdin = new AskingInput(ask)) : stdin),
  });
  for (const module of [readline, readlinePromises] as {createInterface: unknown}[]) {
    const open = module.createInterface as (options: object) => readline.Interface;
    module.createInterface = (first: object, output?: unknown) => {
      const options = "read" in first ? {input: first, output} : first;
      if (!((options as {input?: unknown}).input instanceof AskingInput)) return open(options);
      const input = new Readable({read: () => undefined});
      const lines = open({...options, input, terminal: false});
      return asking(lines, {ask, inPromises: module === readlinePromises});
    };
  }
  syncBuiltinESMExports();
}

/** An interface of `readline` whose questions, prompts and lines come from the page. */
function asking(
  lines: readline.Interface,
  {ask, inPromises}: {ask: Ask; inPromises: boolean},
): readline.Interface {
  let [waiting, open] = [0, true];
  lines.once("close", () => (open = false));
  const asked = async (prompt: string) => {
    waiting++;
    try {
      return await ask(prompt);
    } finally {
      waiting--;
    }
  };
  /** The next line for those who listen; then the one after it, as a terminal would bring it. */
  const bring = async (prompt: string): Promise<void> => {
    if (!open || waiting > 0) return;
    const line = await asked(prompt);
    if (open) lines.emit("line", line);
    setImmediate(listen);
  };
  const listen = () => void (lines.listenerCount("line") > 0 && bring(""));
  const question = (query: string, options?: Options | Callback, done?: Callback) => {
    const take = typeof options === "function" ? options : done;
    const answer = stopped(asked(query), typeof options === "object" ? options.signal : undefined);
    if (inPromises || !take) return answer;
    // Where nobody can be asked it is a rejection that nobody handles, shown under the cell.
    void answer.then(take);
  };
  lines.on("newListener", (name) => void (name === "line" && setImmediate(listen)));
  return Object.assign(lines, {question, prompt: () => void bring(lines.getPrompt())});
}

function stopped(answer: Promise<string>, signal?: AbortSignal): Promise<string> {
  if (!signal) return answer;
  return new Promise((done, fail) => {
    const abort = () => fail(new DOMException("The question was withdrawn", "AbortError"));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, {once: true});
    answer.then(done, fail);
  });
}

/** Asks for a line when somebody listens, and not before. */
class AskingInput extends Readable {
  readonly fd = 0;
  readonly isTTY = false;
  readonly #ask: Ask;
  /** Whose question is open; that of a cell that was stopped, or has ended, is never answered. */
  #asking: Scope | null = null;

  constructor(ask: Ask) {
    super({autoDestroy: false});
    this.#ask = ask;
    this.setMaxListeners(0);
    this.on("newListener", (name) => {
      if (name === "data" || name === "readable") setImmediate(() => void this.#bring());
    });
  }

  override _read(): void {
    setImmediate(() => void this.#bring());
  }

  async #bring(): Promise<void> {
    const isHeard = this.listenerCount("data") + this.listenerCount("readable") > 0;
    const asking = this.#asking;
    const scope = currentScope();
    if (!isHeard || (asking && !asking.stopped && asking.cell === scope.cell)) return;
    this.#asking = scope;
    try {
      this.push(`${await this.#ask("")}\n`);
    } catch (error) {
      // An end would let the reading code go on with nothing, as if that had been the answer.
      if (this.listenerCount("error") > 0) this.emit("error", error);
      else throw error;
    } finally {
      if (this.#asking === scope) this.#asking = null;
    }
  }
}
