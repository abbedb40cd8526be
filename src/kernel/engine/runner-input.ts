import type {EngineMessage} from "../link/messages";
import {currentScope} from "../interrupt/scope";

/** Questions to the reader that wait for an answer. */
export class Questions {
  readonly #send: (message: EngineMessage) => void;
  readonly #waiting = new Map<number, (value: string) => void>();
  #asked = 0;
  /** Whether the front end of the running cell can ask its reader. */
  allowed = true;

  constructor(send: (message: EngineMessage) => void) {
    this.#send = send;
  }

  ask(prompt: string, {password = false}: {password?: boolean} = {}): Promise<string> {
    if (!this.allowed)
      return Promise.reject(
        new Error(
          "this front end cannot ask its reader for input: input(), prompt(), confirm() and " +
            "process.stdin need one that can, such as JupyterLab; here, write the answer into the cell",
        ),
      );
    const id = ++this.#asked;
    const {cell} = currentScope();
    return new Promise((done) => {
      this.#waiting.set(id, done);
      this.#send({type: "input", cell, id, prompt: String(prompt), password});
    });
  }

  answer(id: number, value: string): void {
    this.#waiting.get(id)?.(value);
    this.#waiting.delete(id);
  }
}

type Ask = (prompt: string, options?: {password?: boolean}) => Promise<string>;

/**
 * What cells ask by. A browser's `prompt` and `confirm` wait in place, these answer later: used
 * without `await`, as in `"Hello " + prompt("Name?")`, they say so.
 */
export function questionsOfCells(ask: Ask) {
  const awaited = <T>(name: string, answer: Promise<T>): Promise<T> =>
    Object.defineProperty(answer, Symbol.toPrimitive, {
      value() {
        throw new TypeError(`${name}() answers later: write await ${name}(…)`);
      },
    });
  return {
    input: (prompt: unknown = "", options?: {password?: boolean}) =>
      awaited("input", ask(String(prompt), options)),
    prompt: (message: unknown = "", initial = "") =>
      awaited(
        "prompt",
        ask(String(message)).then((answer) => answer || String(initial)),
      ),
    confirm: (question: unknown = "") =>
      awaited(
        "confirm",
        ask(`${String(question)} (yes or no) `).then((answer) =>
          /^\s*(?:y|yes|true|1)\s*$/i.test(answer),
        ),
      ),
  };
}
