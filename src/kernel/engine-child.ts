import {createReadStream, writeSync} from "node:fs";
import {Socket} from "node:net";
import path from "node:path";
import {isMainThread, MessageChannel, Worker, workerData} from "node:worker_threads";
import type {MessagePort} from "node:worker_threads";
import {plainText, shown} from "./display";
import {FrameReader} from "./engine-frames";
import {endMark, pipes} from "./engine-messages";
import type {EngineCommand, EngineStart} from "./engine-messages";
import {print, redirectStreams, send} from "./engine-output";
import {faultOf} from "./errors";
import type {ErrorPlaces} from "./errors";
import {SourceTexts} from "./errors-sources";
import {watchForInterrupts} from "./interrupt";
import {Modules} from "./modules";
import {Transpiler} from "./modules-transpile";
import type {Fault, RunOptions, RunOutcome, UserExpression} from "./protocol";
import {Runner} from "./runner";
import {followTimers, stopTimers} from "./interrupt-timers";
import {
  currentScope,
  enterScope,
  followPromises,
  inScope,
  Interrupted,
  scopeOfPromise,
} from "./runner-scope";
import type {Scope} from "./runner-scope";

if (isMainThread) startChild(JSON.parse(process.argv[2]) as EngineStart);
else watchForInterrupts((workerData as {port: MessagePort}).port);

/** The process that runs the reader's cells. It takes one at a time; the host sees to that. */
function startChild({root, cwd}: EngineStart): void {
  const {port1, port2} = new MessageChannel();
  const watcher = new Worker(__filename, {workerData: {port: port2}, transferList: [port2]});
  watcher.unref();
  redirectStreams();
  followPromises();
  followTimers();

  const texts = new SourceTexts();
  const transpiler = new Transpiler(path.join(root, ".cache", "modules"));
  const modules = new Modules({root, cwd, texts, transpiler, replaced: {}});
  const runner = new Runner({modules, texts, cwd});
  const places: ErrorPlaces = {
    texts,
    folders: [cwd, root],
    isOurs: (file) => file.startsWith(__dirname + path.sep),
  };
  const fault = (thrown: unknown): Fault => faultOf(thrown, places);

  let active: {id: number; scope: Scope} | null = null;
  const finish = (id: number, outcome: RunOutcome) => {
    if (active?.id !== id) return;
    for (const fd of [1, 2]) mark(fd, id);
    send({type: "done", id, outcome});
    active = null;
  };
  port1.on("message", ({question}: {question: number}) => {
    enterScope(undefined);
    const running = active;
    let stopped = stopTimers(running?.scope);
    if (running) {
      stopped++;
      running.scope.stopped = true;
      finish(running.id, {status: "error", ...fault(new Interrupted())});
    }
    port1.postMessage({question, state: stopped > 0 ? "stopped" : "idle"});
  });

  const background = (thrown: unknown, scope = currentScope()) => {
    const {cell, stopped} = scope;
    if (!stopped && !(thrown instanceof Interrupted))
      send({type: "fault", cell, fault: fault(thrown)});
  };
  process.on("uncaughtException", (error) => {
    background(error);
    enterScope(undefined);
  });
  process.on("unhandledRejection", (reason, promise) =>
    background(reason, scopeOfPromise(promise)),
  );
  process.on("exit", (code) => send({type: "leaving", code}));

  const run = async (
    {id, cell, options}: Extract<EngineCommand, {type: "run"}>,
    scope: Scope,
  ): Promise<void> => {
    // A cell starts in a microtask: ended in the callback of a pipe, Node would lose its balance.
    await null;
    try {
      for (const failure of modules.reload()) background(failure);
      const value = await runner.run(cell);
      if (!options.silent) {
        const {data, failure} = await shown(value);
        if (failure !== undefined) background(failure);
        if (data && !scope.stopped) send({type: "result", cell: scope.cell, data, metadata: {}});
      }
      const userExpressions = await evaluateAll(options);
      finish(id, {status: "ok", userExpressions});
    } catch (error) {
      finish(id, {status: "error", ...fault(error)});
    }
  };
  const evaluateAll = async ({userExpressions}: RunOptions) => {
    const values: Record<string, UserExpression> = {};
    for (const [name, expression] of Object.entries(userExpressions)) {
      try {
        const {data} = await shown(await runner.evaluate(expression));
        values[name] = {status: "ok", data: data ?? {"text/plain": "undefined"}, metadata: {}};
      } catch (error) {
        values[name] = {status: "error", ...fault(error)};
      }
    }
    return values;
  };

  const reader = new FrameReader();
  const commands = new Socket({fd: pipes.commands, readable: true, writable: false});
  commands.on("data", (piece: Buffer) => {
    for (const {head} of reader.push(piece)) {
      const command = head as EngineCommand;
      if (command.type === "run") {
        const scope = {cell: command.options.cell, stopped: false};
        active = {id: command.id, scope};
        void inScope(scope, () => run(command, scope));
      }
    }
  });
  commands.on("close", () => process.kill(-process.pid, "SIGKILL"));
  send({type: "ready"});
}

function mark(fd: number, id: number): void {
  try {
    writeSync(fd, endMark(id));
  } catch {
    // The reader closed it; the host does not wait long for the mark.
  }
}
