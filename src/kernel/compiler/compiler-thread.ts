import {Worker} from "node:worker_threads";
import path from "node:path";
import {kernelFolder} from "../bundle-folder";
import {compilerFault} from "./compiler-fault";
import type {EarlierTexts} from "./earlier-cells";
import type {
  CompiledCell,
  Compiler,
  Completeness,
  Completion,
  Fault,
  MimeBundle,
} from "../protocol";
import type {Place} from "../settings";

export type CompilerStart = Place & {
  /** What the thread before this one knew of the notebook's cells. */
  readonly earlier?: EarlierTexts;
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
  /** What is known of the cells now, where the call has changed that. */
  readonly earlier?: Partial<EarlierTexts>;
};

type Call = {
  readonly request: CompilerRequest;
  done(value: unknown): void;
  fail(error: Error): void;
};

/**
 * Starts the language side in a thread of its own: it answers while a cell computes, and outlives
 * the engine. Calls are answered in the order in which they were made.
 *
 * A thread that ends, as one does that a cell's types have filled, costs the call that it was about;
 * a new one takes over what the cells before have declared, and the calls that wait.
 */
export function startCompiler(start: CompilerStart): Compiler {
  const waiting = new Map<number, Call>();
  let calls = 0;
  let worker: Worker | undefined;
  let earlier: EarlierTexts = {declarations: "", shelves: []};
  let closed = false;

  const ask = <T>(method: Method, ...args: unknown[]): Promise<T> =>
    new Promise<T>((done, fail) => {
      const request = {id: ++calls, method, args};
      waiting.set(request.id, {request, done: done as (value: unknown) => void, fail});
      if (closed) failAll(new Error("the compiler is closed"));
      else worker?.postMessage(request);
    });
  const failAll = (error: Error) => {
    closed = true;
    for (const {fail} of waiting.values()) fail(error);
    waiting.clear();
  };
  const ready = new Promise<void>((done, fail) => {
    const request = {id: 0, method: "reset", args: []} as const;
    waiting.set(0, {request, done: () => done(), fail});
  });
  const startThread = (folder: string) => {
    const thread = new Worker(path.join(folder, "compiler.js"), {
      workerData: {...start, earlier},
      execArgv: [],
      resourceLimits: {maxYoungGenerationSizeMb: 12},
    });
    worker = thread;
    thread.on("message", ({id, value, error, earlier: known}: CompilerResponse) => {
      const call = waiting.get(id);
      waiting.delete(id);
      earlier = {...earlier, ...known};
      if (error === undefined) call?.done(value);
      else call?.fail(new Error(error));
    });
    const ended = (error: Error) => {
      if (thread !== worker) return;
      if (closed || waiting.has(0)) return failAll(error);
      loseFirst(error);
      startThread(folder);
    };
    thread.on("error", ended);
    thread.on("exit", () => ended(new Error("the compiler's thread ended")));
    for (const {request} of waiting.values()) if (request.id > 0) thread.postMessage(request);
  };
  /** The call that the thread was about when it ended; the next thread would end of it, too. */
  const loseFirst = (error: Error) => {
    const [first] = waiting.values();
    if (!first) return;
    const {id, method, args} = first.request;
    waiting.delete(id);
    if (method === "compile") first.done(compilerFault(error, `In[${String(args[1])}]`));
    else first.fail(error);
  };
  const opened = kernelFolder().then((folder) => {
    if (!closed) startThread(folder);
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
