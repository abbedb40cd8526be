import {namesAsTyped} from "./names-as-typed";
import {framesOf, writtenStack} from "./stack-frames";
import type {ErrorPlaces} from "./stack-frames";

/**
 * Has every stack name the reader's lines, and no frame of the kernel's or of Node's: whoever prints
 * an error (`console.error`, `console.trace`, a table, a cause) reads its `stack`, and V8 asks here
 * for the text of it when it is first read.
 */
export function followStacks(places: ErrorPlaces): void {
  Error.prepareStackTrace = (error, sites) => {
    const head = attempt(() => headOf(error)) ?? "Error";
    const lines = sites.map((site) => `    at ${attempt(() => String(site)) ?? ""}`);
    const stack = attempt(() =>
      writtenStack(head, framesOf(error, lines.join("\n"), places), places),
    );
    return stack ?? head;
  };
}

/** The same for an error that brings its stack as a text, as one does that comes out of a thread. */
export function tidyStack(error: unknown, places: ErrorPlaces): void {
  if (!(error instanceof Error) || typeof error.stack !== "string") return;
  const [head] = error.stack.split(/\n {4}at /, 1);
  const value = writtenStack(head, framesOf(error, error.stack, places), places);
  Object.defineProperty(error, "stack", {value, configurable: true, writable: true});
}

/** The first line of a stack, as V8 writes it, or Node of an error of its own. */
function headOf(error: Error & {code?: unknown}): string {
  const {name, code} = error;
  return typeof code === "string" && code.startsWith("ERR_") && !name.includes(code)
    ? `${name} [${code}]: ${error.message}`
    : namesAsTyped(name, Error.prototype.toString.call(error));
}

/** What a foreign object answers, or undefined where it throws. */
function attempt<T>(question: () => T): T | undefined {
  try {
    return question();
  } catch {
    return undefined;
  }
}
