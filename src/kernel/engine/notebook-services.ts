import type * as Cells from "../cells";
import {currentScope, Interrupted} from "../interrupt/scope";
import type {EngineMessage} from "../link/messages";
import type {Fault} from "../protocol";
import {checkedBundle, checkedMetadata} from "../show/bundle";
import {tslabModule} from "../show/tslab-display";
import {shown} from "../show/value";
import type {BackgroundWork} from "./background-work";
import {Comms} from "./comms";
import type {EngineOutput} from "./output";
import {openStandardInput} from "./standard-input";

/** What a notebook offers to the code that runs in it, under `Symbol.for("typescript-cells.notebook")`. */
export type NotebookServices = typeof Cells;

type Parts = {
  readonly output: EngineOutput;
  readonly background: BackgroundWork;
  readonly faultOf: (thrown: unknown) => Fault;
};

/**
 * Puts the notebook's services where code looks for them.
 *
 * @returns `modules`: what cells import under the names of packages that would not work in an engine
 */
export function openServices({output, background, faultOf}: Parts) {
  const scope = () => {
    const now = currentScope();
    if (now.stopped) throw new Interrupted();
    return now;
  };
  const questions = new Questions((message) => output.send(message));
  const comms = new Comms((message, buffers) =>
    output.send({type: "comm", cell: scope().cell, ...message, buffers: []}, buffers),
  );
  const services: NotebookServices = {
    display(data, {metadata = {}, displayId, update = false} = {}) {
      const {cell} = scope();
      if (displayId === undefined ? update : typeof displayId !== "string")
        throw new TypeError(`displayId must be the text that names a display, got ${displayId}`);
      output.send({
        ...{type: "display", cell, displayId, update: update === true},
        ...{data: checkedBundle(data, "display"), metadata: checkedMetadata(metadata, "display")},
      });
    },
    clearOutput: (wait = false) => output.send({type: "clear", cell: scope().cell, wait}),
    input: (prompt, options) => questions.ask(prompt, options),
    openComm: (target, data, options) => comms.open(target, data, options),
    onComm: (target, handler) => comms.onComm(target, handler),
    underThisCell() {
      const {cell, place} = scope();
      return (work) => background.run({cell, place}, work);
    },
    bundleOf: async (value) => (await shown(value)).data,
    faultOf,
  };
  Object.defineProperty(globalThis, Symbol.for("typescript-cells.notebook"), {value: services});
  const asking = questionsOfCells((prompt, options) => questions.ask(prompt, options));
  Object.assign(globalThis, asking, {alert: (message: unknown = "") => console.log(message)});
  openStandardInput((prompt) => questions.ask(prompt));
  console.clear = () => services.clearOutput();
  const modules = {
    "typescript-cells": {...services, __esModule: true},
    tslab: tslabModule((data, options) => services.display(data, options)),
  };
  return {questions, comms, modules};
}

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
