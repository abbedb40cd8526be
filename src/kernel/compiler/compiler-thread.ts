import {Worker} from "node:worker_threads";
import path from "node:path";
import {kernelFolder} from "../bundle-folder";
import type {
  CompiledCell,
  Compiler,
  Completeness,
  Completion,
  Fault,
  MimeBundle,
} from "../protocol";

export type CompilerStart = {
  /** The project: its tsconfig.json, its packages, its src/. */
  readonly root: string;
  /** The notebook's folder: relative imports of cells start there. */
  readonly cwd: string;
};

type Method = "compile" | "commit" | "complete" | "inspect" | "isComplete" | "reset";
export type CompilerRequest = {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
};
export type CompilerResponse = {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
};

/**
 * Starts the language side in a thread of its own: it answers while a cell computes, and outlives
 * the engine. Calls are answered in the order in which they were made.
 */
export function startCompiler(start: CompilerStart): Compiler {
  const waiting = new Map<number, {done(value: unknown): void; fail(error: Error): void}>();
  let calls = 0;
  let worker: Worker | undefined;
  let unsent: CompilerRequest[] = [];
  let closed = false;

  const ask = <T>(method: Method, ...args: unknown[]): Promise<T> =>
    new Promise<T>((done, fail) => {
      const request = {id: ++calls, method, args};
      waiting.set(request.id, {done: done as (value: unknown) => void, fail});
      if (closed) failAll(new Error("the compiler is closed"));
      else if (worker) worker.postMessage(request);
      else unsent.push(request);
    });
  const failAll = (error: Error) => {
    closed = true;
    for (const {fail} of waiting.values()) fail(error);
    waiting.clear();
  };
  const ready = new Promise<void>((done, fail) => {
    waiting.set(0, {done: () => done(), fail});
  });
  const opened = kernelFolder().then((folder) => {
    if (closed) return;
    worker = new Worker(path.join(folder, "compiler.js"), {
      workerData: start,
      execArgv: [],
      resourceLimits: {maxYoungGenerationSizeMb: 12},
    });
    worker.on("message", ({id, value, error}: CompilerResponse) => {
      const call = waiting.get(id);
      waiting.delete(id);
      if (error === undefined) call?.done(value);
      else call?.fail(new Error(error));
    });
    worker.on("error", failAll);
    worker.on("exit", () => failAll(new Error("the compiler's thread ended")));
    for (const request of unsent) worker.postMessage(request);
    unsent = [];
  });
  opened.catch(failAll);
  // Both are also awaited by whoever uses the compiler; nobody may be listening yet.
  ready.catch(() => undefined);
  const post = (method: Method) => void ask(method).catch(() => undefined);

  return {
    ready,
    compile: (source, count) => ask<CompiledCell | Fault>("compile", source, count),
    commit: () => post("commit"),
    complete: (source, cursor) => ask<Completion>("complete", source, cursor),
    inspect: (source, cursor, level) => ask<MimeBundle | null>("inspect", source, cursor, level),
    isComplete: (source) => ask<Completeness>("isComplete", source),
    reset: () => post("reset"),
    async close() {
      closed = true;
      await opened.catch(() => undefined);
      await worker?.terminate();
    },
  };
}
