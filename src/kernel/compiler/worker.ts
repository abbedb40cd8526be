import {parentPort, workerData} from "node:worker_threads";
import {CellCompiler} from "./cell-compiler";
import {collectAtRest} from "./compiler-memory";
import type {CompilerRequest, CompilerResponse, CompilerStart} from "./compiler-thread";

/** The thread: calls come in by number and go out by number, one at a time. */
if (parentPort) {
  const port = parentPort;
  const {earlier, ...place} = workerData as CompilerStart;
  const compiler = new CellCompiler(place, earlier);
  const rested = collectAtRest(() => compiler.rest());
  const answer = (response: CompilerResponse) => port.postMessage(response);
  let {shelves} = compiler;
  port.on("message", ({id, method, args}: CompilerRequest) => {
    try {
      const call = compiler[method] as (...args: unknown[]) => unknown;
      const value = call.apply(compiler, [...args]);
      if (method !== "commit" && method !== "reset") answer({id, value});
      else {
        const {earlier: known} = compiler;
        // Shelves are many, and stay as they are for dozens of cells.
        const isSame = shelves === compiler.shelves;
        answer({id, value, earlier: isSame ? {declarations: known.declarations} : known});
        shelves = compiler.shelves;
      }
    } catch (error) {
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
