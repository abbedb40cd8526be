import {setFlagsFromString} from "node:v8";
import {runInNewContext} from "node:vm";

/** How long nothing must be asked before there is time to tidy up. */
const restMs = 300;
/** Megabytes of dead programs that are left lying. */
const limitMb = 60;

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
