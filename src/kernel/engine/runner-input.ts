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
      return Promise.reject(new Error("this front end cannot ask its reader for input"));
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
