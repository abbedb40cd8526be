import {writeSync} from "node:fs";
import {Socket} from "node:net";
import path from "node:path";
import {isMainThread, MessageChannel, Worker, workerData} from "node:worker_threads";
import {shown} from "./display";
import {FrameReader} from "./engine-frames";
import {endMark, pipes} from "./engine-messages";
import type {EngineCommand, EngineStart} from "./engine-messages";
import {EngineOutput, redirectStreams} from "./engine-output";
import {emptyRing, newRing, RingWriter} from "./engine-ring";
import {openServices} from "./engine-services";
import {faultOf} from "./errors";
import type {ErrorPlaces} from "./errors";
import {SourceTexts} from "./errors-sources";
import {watchForInterrupts} from "./interrupt";
import type {Question, WatcherStart} from "./interrupt";
import {followTimers, stopTimers} from "./interrupt-timers";
import {Modules} from "./modules";
import {Transpiler} from "./modules-transpile";
import type {Fault, RunOptions, RunOutcome, UserExpression} from "./protocol";
import {Runner} from "./runner";
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
else {
  const {port, ring} = workerData as WatcherStart;
  watchForInterrupts(port);
  void emptyRing(ring, pipes.events);
}

/** The process that runs the reader's cells. It takes one at a time; the host sees to that. */
function startChild({root, cwd}: EngineStart): void {
  const {port1, port2} = new MessageChannel();
  const ring = newRing();
  const start: WatcherStart = {port: port2, ring};
  new Worker(__filename, {workerData: start, transferList: [port2], execArgv: []}).unref();
  const output = new EngineOutput(new RingWriter(ring, pipes.events));
  redirectStreams((name, text) => output.print(name, text));
  followPromises();
  followTimers();

  const services = openServices(output);
  const texts = new SourceTexts();
  const transpiler = new Transpiler(path.join(root, ".cache", "modules"));
  const modules = new Modules({root, cwd, texts, transpiler, replaced: {tslab: services.tslab}});
  const runner = new Runner({modules, texts, cwd});
  const places: ErrorPlaces = {
    texts,
    folders: [cwd, root],
    isOurs: (file) => file.startsWith(__dirname + path.sep),
  };
  const fault = (thrown: unknown): Fault => faultOf(thrown, places);

  let active: {id: number; scope: Scope} | null = null;
  let received = 0;
  let cancelled = 0;
  const finish = (id: number, outcome: RunOutcome) => {
    if (active?.id !== id) return;
    for (const fd of [1, 2]) mark(fd, id);
    output.send({type: "done", id, outcome});
    active = null;
  };
  port1.on("message", ({question, run}: Question) => {
    enterScope(undefined);
    const running = active;
    let stopped = stopTimers(running?.scope);
    if (running) {
      stopped++;
      running.scope.stopped = true;
      finish(running.id, {status: "error", ...fault(new Interrupted())});
    } else if (run > received) {
      // The cell is still on its way here.
      cancelled = run;
      stopped++;
    }
    port1.postMessage({question, state: stopped > 0 ? "stopped" : "idle"});
  });

  const background = (thrown: unknown, scope = currentScope()) => {
    const {cell, stopped} = scope;
    if (!stopped && !(thrown instanceof Interrupted))
      output.send({type: "fault", cell, fault: fault(thrown)});
  };
  process.on("uncaughtException", (error) => {
    background(error);
    enterScope(undefined);
  });
  process.on("unhandledRejection", (reason, promise) =>
    background(reason, scopeOfPromise(promise)),
  );
  process.on("exit", (code) => {
    output.send({type: "leaving", code});
    output.drain();
  });
  const {abort} = process;
  process.abort = () => {
    output.drain();
    return abort.call(process);
  };

  const run = async ({
    id,
    cell,
    options,
    scope,
  }: Omit<Extract<EngineCommand, {type: "run"}>, "type"> & {scope: Scope}): Promise<void> => {
    // A cell starts in a microtask: ended in the callback of a pipe, Node would lose its balance.
    await null;
    try {
      for (const failure of modules.reload()) background(failure);
      const {value} = await runner.run(cell);
      if (!options.silent) {
        const {data, failure} = await shown(value);
        if (failure !== undefined) background(failure);
        if (data && !scope.stopped)
          output.send({type: "result", cell: scope.cell, data, metadata: {}});
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
        const {value} = await runner.evaluate(expression);
        const {data} = await shown(value);
        values[name] = {status: "ok", data: data ?? {"text/plain": "undefined"}, metadata: {}};
      } catch (error) {
        values[name] = {status: "error", ...fault(error)};
      }
    }
    return values;
  };

  const reader = new FrameReader(({head, buffers}) => {
    const command = head as EngineCommand;
    switch (command.type) {
      case "run": {
        const {id, cell, options} = command;
        const scope = {cell: options.cell, stopped: false};
        received = id;
        active = {id, scope};
        services.questions.allowed = options.allowStdin;
        if (cancelled === id) return finish(id, {status: "error", ...fault(new Interrupted())});
        return void inScope(scope, () => run({id, cell, options, scope}));
      }
      case "comm": {
        const scope = {cell: command.cell, stopped: false};
        return void inScope(scope, async () => {
          await null;
          try {
            await services.comms.receive({...command.message, buffers});
          } catch (error) {
            background(error, scope);
          }
          output.send({type: "handled", id: command.id});
        });
      }
      case "input":
        return services.questions.answer(command.id, command.value);
    }
  });
  const commands = new Socket({fd: pipes.commands, readable: true, writable: false});
  commands.on("data", (piece: Buffer) => reader.push(piece));
  commands.on("close", () => process.kill(-process.pid, "SIGKILL"));
  Error.stackTraceLimit = 30;
  output.send({type: "ready"});
}

function mark(fd: number, id: number): void {
  try {
    writeSync(fd, endMark(id));
  } catch {
    // The reader closed it; the host does not wait long for the mark.
  }
}
