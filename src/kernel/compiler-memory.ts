import {setFlagsFromString} from "node:v8";
import {runInNewContext} from "node:vm";

/** How long nothing must be asked before there is time to tidy up. */
const restMs = 300;
/** Megabytes of dead programs that are left lying. */
const limitMb = 60;

/**
 * Collects garbage while nobody waits. Each cell leaves a checker and a program behind, about a
 * megabyte; V8 alone would let some hundreds of them gather before it looks.
 *
 * @returns what to call after each request
 */
export function collectAtRest(): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let live = heapMb();
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (heapMb() < live + limitMb) return;
      collect();
      live = heapMb();
    }, restMs).unref();
  };
}

const heapMb = () => process.memoryUsage().heapUsed / 2 ** 20;
