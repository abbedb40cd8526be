import {realpathSync} from "node:fs";
import {Socket} from "node:net";
import path from "node:path";
import {isMainThread, MessageChannel, Worker, workerData} from "node:worker_threads";
import {EngineCells} from "./engine-cells";
import {FrameReader} from "./engine-frames";
import {pipes} from "./engine-messages";
import type {EngineCommand, EngineStart} from "./engine-messages";
import {EngineOutput, redirectStreams} from "./engine-output";
import {emptyRing, newRing, RingWriter} from "./engine-ring";
import {openServices} from "./engine-services";
import {SourceTexts} from "./errors-sources";
import {watchForInterrupts} from "./interrupt";
import type {Question, WatcherStart} from "./interrupt";
import {followTimers} from "./interrupt-timers";
import {Modules} from "./modules";
import {Transpiler} from "./modules-transpile";
import {Runner} from "./runner";
import {enterScope, followPromises, inScope, scopeOfPromise} from "./runner-scope";

/** Frames of a traceback; enough to come from the depths of a package back to the cell. */
const stackFrames = 30;

if (isMainThread) startChild(JSON.parse(process.argv[2]) as EngineStart);
else startWatcher(workerData as WatcherStart);

/** The engine's second thread; engine-ring.ts and interrupt.ts say what it is for. */
function startWatcher({port, ring}: WatcherStart): void {
  watchForInterrupts(port);
  void emptyRing(ring, pipes.events);
}

/** The process that runs the reader's cells. */
function startChild(start: EngineStart): void {
  const root = realpathSync.native(start.root);
  const cwd = process.cwd();
  const {port1, port2} = new MessageChannel();
  const ring = newRing();
  const watcher: WatcherStart = {port: port2, ring};
  new Worker(__filename, {workerData: watcher, transferList: [port2], execArgv: []}).unref();

  const output = new EngineOutput(new RingWriter(ring, pipes.events));
  redirectStreams((name, text) => output.print(name, text));
  followPromises();
  followTimers();
  const {questions, comms, tslab} = openServices(output);
  const texts = new SourceTexts();
  const transpiler = new Transpiler(path.join(root, ".cache", "modules"));
  const modules = new Modules({root, cwd, texts, transpiler, replaced: {tslab}});
  const runner = new Runner({modules, texts, cwd});
  const isOurs = (file: string) => file.startsWith(__dirname + path.sep);
  const cells = new EngineCells({
    ...{modules, runner, output},
    places: {texts, folders: [cwd, root], isOurs},
  });

  port1.on("message", ({question, ...about}: Question) =>
    port1.postMessage({question, state: cells.interrupt(about)}),
  );
  process.on("uncaughtException", (error) => {
    cells.background(error);
    enterScope(undefined);
  });
  process.on("unhandledRejection", (reason, promise) =>
    cells.background(reason, scopeOfPromise(promise)),
  );
  leaveNothingBehind(output);

  const reader = new FrameReader(({head, buffers}) => {
    const command = head as EngineCommand;
    switch (command.type) {
      case "run":
        questions.allowed = command.options.allowStdin;
        return cells.run(command.id, command.cell, command.options);
      case "input":
        return questions.answer(command.id, command.value);
      case "comm": {
        const scope = {cell: command.cell, stopped: false};
        return void inScope(scope, async () => {
          // As a cell, the handler starts in a microtask.
          await null;
          await comms
            .receive({...command.message, buffers})
            .catch((error: unknown) => cells.background(error, scope));
          output.send({type: "handled", id: command.id});
        });
      }
    }
  });
  const commands = new Socket({fd: pipes.commands, readable: true, writable: false});
  commands.on("data", (piece: Buffer) => reader.push(piece));
  commands.on("close", () => process.kill(-process.pid, "SIGKILL"));
  Error.stackTraceLimit = stackFrames;
  output.send({type: "ready"});
}

/** What was printed reaches the host also when the process ends by itself. */
function leaveNothingBehind(output: EngineOutput): void {
  process.on("exit", (code) => {
    output.send({type: "leaving", code});
    output.drain();
  });
  const {abort} = process;
  process.abort = () => {
    output.drain();
    return abort.call(process);
  };
}
