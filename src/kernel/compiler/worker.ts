import {parentPort, workerData} from "node:worker_threads";
import {CellCompiler} from "./cell-compiler";
import {collectAtRest} from "./compiler-memory";
import type {CompilerRequest, CompilerResponse, CompilerStart} from "./compiler-thread";

/** The thread: calls come in by number and go out by number, one at a time. */
if (parentPort) {
  const port = parentPort;
  const compiler = new CellCompiler(workerData as CompilerStart);
  const rested = collectAtRest(() => compiler.rest());
  const answer = (response: CompilerResponse) => port.postMessage(response);
  port.on("message", ({id, method, args}: CompilerRequest) => {
    try {
      const call = compiler[method] as (...args: unknown[]) => unknown;
      answer({id, value: call.apply(compiler, [...args])});
    } catch (error) {
      compiler.recover();
      answer({id, error: error instanceof Error ? (error.stack ?? error.message) : String(error)});
    }
    rested();
  });
  answer({id: 0, value: undefined});

  // A request that came in meanwhile is answered between two steps.
  const steps = compiler.warmUp();
  const step = () => {
    if (steps.next().done) rested();
    else setImmediate(step);
  };
  setImmediate(step);
}
