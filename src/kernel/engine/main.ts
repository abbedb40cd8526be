import {realpathSync} from "node:fs";
import {Socket} from "node:net";
import path from "node:path";
import {isMainThread, MessageChannel, Worker, workerData} from "node:worker_threads";
import type {MessagePort} from "node:worker_threads";
import {followAwaits} from "../interrupt/awaits";
import {Guard, newGuard} from "../interrupt/guard";
import {Holdings} from "../interrupt/holdings";
import {Children, newChildList, Threads} from "../interrupt/processes-and-threads";
import {enterScope, followPromises, inScope, scopeOfPromise} from "../interrupt/scope";
import {guardTensorFlow} from "../interrupt/tensorflow";
import {followTimers} from "../interrupt/timers";
import {watchForInterrupts} from "../interrupt/watching-thread";
import type {Question, WatcherStart} from "../interrupt/watching-thread";
import {FrameReader} from "../link/frames";
import {pipes} from "../link/messages";
import type {EngineCommand} from "../link/messages";
import {Modules} from "../modules/modules";
import {Transpiler} from "../modules/transpile";
import type {RunOptions} from "../protocol";
import type {Place} from "../settings";
import {faultOf} from "../show/error";
import {SourceTexts} from "../show/source-positions";
import {followStacks, tidyStack} from "../show/stacks";
import {BackgroundWork} from "./background-work";
import {followPackages} from "./known-packages";
import {openServices} from "./notebook-services";
import {EngineOutput, redirectStreams} from "./output";
import {emptyRing, newRing, RingWriter} from "./output-ring";
import {Runner} from "./run-cell";
import {EngineCells} from "./running-cell";

/** Frames of a traceback; enough to come from the depths of a package back to the cell. */
const stackFrames = 30;

if (isMainThread) startChild(JSON.parse(process.argv[2]) as Place);
else startWatcher(workerData as WatcherStart);

/** The engine's second thread; engine/output-ring.ts and interrupt/watching-thread.ts say what it is for. */
function startWatcher({ring, ...start}: WatcherStart): void {
  watchForInterrupts(start);
  void emptyRing(ring, pipes.events);
}

/** The process that runs the reader's cells. */
function startChild(place: Place): void {
  const root = realpathSync.native(place.root);
  const cwd = process.cwd();
  const {port1, port2} = new MessageChannel();
  const ring = newRing();
  const [list, guard] = [newChildList(), newGuard()];
  const watcher: WatcherStart = {port: port2, ring, children: list, guard};
  new Worker(__filename, {workerData: watcher, transferList: [port2], execArgv: []}).unref();

  const output = new EngineOutput(new RingWriter(ring, pipes.events));
  redirectStreams((name, text) => output.print(name, text));
  followPromises();
  followTimers();
  followAwaits();
  followPackages();
  const ownGuard = new Guard(guard);
  guardTensorFlow(ownGuard);
  const holdings = new Holdings(ownGuard);
  const texts = new SourceTexts();
  const isOurs = (file: string) => file.startsWith(__dirname + path.sep);
  const places = {texts, folders: [cwd, root], isOurs, written: new Map()};
  followStacks(places);
  const threads = new Threads({onError: (error) => tidyStack(error, places)});
  const owned = {children: new Children(list), threads};
  const background = new BackgroundWork();
  const services = openServices({
    ...{output, background},
    faultOf: (thrown) => faultOf(thrown, places),
  });
  const transpiler = new Transpiler(path.join(place.caches, "modules"));
  const modules = new Modules({root, cwd, texts, transpiler, replaced: services.modules});
  const runner = new Runner({modules, texts, cwd});
  const cells = new EngineCells({modules, runner, output, background, holdings, ...owned, places});

  answerInterrupts(port1, cells);
  process.on("uncaughtException", (error) => {
    cells.background(error);
    enterScope(undefined);
  });
  process.on("unhandledRejection", (reason, promise) =>
    cells.background(reason, scopeOfPromise(promise)),
  );
  leaveNothingBehind(output);

  const closeControls = ({cell, place}: RunOptions) => {
    if (place === undefined) return;
    const report = (error: unknown) => cells.background(error, {cell, stopped: false});
    inScope({cell, stopped: false}, () => void services.comms.closeOf(place).catch(report));
  };
  const reader = new FrameReader(({head, buffers}) => {
    const command = head as EngineCommand;
    switch (command.type) {
      case "run":
        services.questions.allowed = command.options.allowStdin;
        closeControls(command.options);
        return cells.run(command.id, command.cell, command.options);
      case "input":
        return services.questions.answer(command.id, command.value);
      case "comm": {
        const {id, cell, message} = command;
        return void background
          .run({cell}, () => services.comms.receive({...message, buffers}))
          .catch((error: unknown) => cells.background(error, {cell, stopped: false}))
          .then(() => output.send({type: "handled", id}));
      }
    }
  });
  const commands = new Socket({fd: pipes.commands, readable: true, writable: false});
  commands.on("data", (piece: Buffer) => reader.push(piece));
  commands.on("close", () => process.kill(-process.pid, "SIGKILL"));
  Error.stackTraceLimit = stackFrames;
  output.send({type: "ready"});
}

/** Stops once for each interrupt, however often it asks, and restores once where code was ended. */
function answerInterrupts(port: MessagePort, cells: EngineCells): void {
  let [stopped, restored] = [0, 0];
  let state: "stopped" | "idle" = "idle";
  port.on("message", ({question, interrupt, run, ended}: Question) => {
    if (interrupt > stopped) state = cells.interrupt(run);
    if (ended && interrupt > restored) cells.restore();
    stopped = Math.max(stopped, interrupt);
    if (ended) restored = Math.max(restored, interrupt);
    port.postMessage({question, state: ended ? "stopped" : state});
  });
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
