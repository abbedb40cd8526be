import {setFlagsFromString} from "node:v8";
import {runInNewContext} from "node:vm";

/** The part of TensorFlow.js' engine that counts what is under way; it has no public name. */
type TensorEngine = {
  readonly state: {
    kernelDepth: number;
    gradientDepth: number;
    activeTape: readonly {readonly saved?: readonly {dispose(): void}[]}[] | null | undefined;
    readonly scopeStack: readonly unknown[];
  };
  endScope(): void;
};

/**
 * Puts TensorFlow.js back in balance after an interrupt has ended code inside of it. It counts the
 * operations and `tidy` scopes under way, and a count that never falls again turns every later
 * gradient into an error, and every later tensor into a leak.
 */
export function restoreTensorFlow(): void {
  const engine = (globalThis as {_tfengine?: TensorEngine})._tfengine;
  if (!engine) return;
  // What a scope holds was to be disposed at its end.
  for (let open = engine.state.scopeStack.length; open > 0; open--) engine.endScope();
  // A tape keeps what a gradient would have needed.
  for (const {saved = []} of engine.state.activeTape ?? [])
    for (const tensor of saved) tensor.dispose();
  engine.state.kernelDepth = 0;
  engine.state.gradientDepth = 0;
  engine.state.activeTape = null;
}

/**
 * Collects garbage where TensorFlow.js is in use. A training that was ended leaves its native graph
 * and memory to a finalizer; to V8, which decides when to look, they weigh nothing.
 */
export function collectLost(): void {
  if (!("_tfengine" in globalThis)) return;
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  setImmediate(() => collect());
}
