import type * as Cells from "../cells";
import {checkedBundle, checkedMetadata} from "../show/bundle";
import {Comms} from "./comms";
import {shown} from "../show/value";
import {tslabModule} from "../show/tslab-display";
import type {BackgroundWork} from "./background-work";
import type {EngineOutput} from "./output";
import type {Fault} from "../protocol";
import {Questions, questionsOfCells} from "./runner-input";
import {openStandardInput} from "./standard-input";
import {currentScope, Interrupted} from "../interrupt/scope";

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
