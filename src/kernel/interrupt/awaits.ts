import events from "node:events";
import fs from "node:fs/promises";
import {syncBuiltinESMExports} from "node:module";
import {Readable} from "node:stream";
import streams from "node:stream/promises";
import {currentScope} from "./scope";

type Method = (...args: unknown[]) => unknown;
type Holder = Record<string | symbol, unknown>;

const never = new Promise<never>(() => undefined);

/**
 * Has promises of files and of the network stay open once the cell that waits for them was stopped.
 * After an `await` of its own a cell looks whether it was stopped; the code of a module, which is
 * not rewritten, cannot, and a loop over files in it would go on for ever.
 */
export function followAwaits(): void {
  hold(fs as unknown as Holder, Object.keys(fs));
  hold(streams as unknown as Holder, ["pipeline", "finished"]);
  hold(events as unknown as Holder, ["once"]);
  hold(globalThis as unknown as Holder, ["fetch"]);
  hold(Response.prototype as unknown as Holder, [
    "arrayBuffer",
    "blob",
    "formData",
    "json",
    "text",
  ]);
  hold(ReadableStreamDefaultReader.prototype as unknown as Holder, ["read"]);
  holdIteration(Readable.prototype as unknown as Holder);
  holdFileHandles();
  syncBuiltinESMExports();
}

function hold(holder: Holder, names: readonly string[]): void {
  for (const name of names) {
    const method = holder[name];
    if (typeof method !== "function") continue;
    const held = function (this: unknown, ...args: unknown[]): unknown {
      if (currentScope().stopped) return never;
      return untilStopped((method as Method).apply(this, args));
    };
    // Names, and what hangs on the function, stay what they were.
    Object.defineProperties(held, Object.getOwnPropertyDescriptors(method));
    holder[name] = held;
  }
}

function untilStopped(value: unknown): unknown {
  if (!(value instanceof Promise)) return value;
  const scope = currentScope();
  return new Promise((done, fail) => {
    value.then(
      (result) => scope.stopped || done(result),
      (error) => scope.stopped || fail(error),
    );
  });
}

/** `for await (const piece of stream)` */
function holdIteration(prototype: Holder): void {
  const iterate = prototype[Symbol.asyncIterator] as () => AsyncIterator<unknown>;
  prototype[Symbol.asyncIterator] = function (this: Readable) {
    const iterator = iterate.call(this) as unknown as Holder;
    hold(iterator, ["next"]);
    return iterator;
  };
}

/** Their class has no public name: it is found at the first file that is opened. */
function holdFileHandles(): void {
  const opened = fs.open(__filename);
  opened.then(
    (handle) => {
      const prototype = Object.getPrototypeOf(handle) as Holder;
      const names = Object.getOwnPropertyNames(prototype);
      hold(
        prototype,
        names.filter((name) => /^(?:read|write|append|stat|sync|truncate|datasync)/.test(name)),
      );
      void handle.close();
    },
    () => undefined,
  );
}
