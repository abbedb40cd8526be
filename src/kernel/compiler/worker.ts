import {setFlagsFromString} from "node:v8";
import {runInNewContext} from "node:vm";
import {parentPort, workerData} from "node:worker_threads";
import {CellCompiler} from "./cell-compiler";
import type {MessagePort} from "node:worker_threads";
import type {CompilerRequest, CompilerResponse, CompilerStart} from "./compiler-thread";

/** How long nothing must be asked before there is time to tidy up. */
const restMs = 300;
/** Megabytes of dead programs that are left lying: a collection takes some hundredths of a second. */
const limitMb = 25;

/**
 * Tidies up while nobody waits. What cells leave behind V8 alone would let gather for some hundreds
 * of them before it looks.
 *
 * @param tidy lets go of what is no longer needed
 * @returns what to call after each request
 */
export function collectAtRest(tidy: () => void): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let live = heapMb();
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      tidy();
      if (heapMb() < live + limitMb) return;
      collect();
      live = heapMb();
    }, restMs).unref();
  };
}

const heapMb = () => process.memoryUsage().heapUsed / 2 ** 20;

/** The thread: calls come in by number and go out by number, one at a time. */
function serve(port: MessagePort): void {
  const {earlier, ...place} = workerData as CompilerStart;
  // Jupyter names the notebook to its kernel so.
  const compiler = new CellCompiler(place, earlier, process.env["JPY_SESSION_NAME"]);
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

if (parentPort) serve(parentPort);
