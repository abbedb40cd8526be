import timers from "node:timers";
import timersPromises from "node:timers/promises";
import {promisify} from "node:util";
import {currentScope, enterScope, Interrupted} from "./scope";
import type {Scope} from "./scope";

type Handle = NodeJS.Timeout | NodeJS.Immediate;
type Callback = (...args: unknown[]) => unknown;
type Start = (callback: Callback, ...rest: unknown[]) => Handle;

const running = new Map<Handle, Scope>();
let enough = 1000;

/**
 * Ends the timers that a cell started, or those of all cells. What awaits one of them is never
 * resumed: a loop with a pause in it ends there, as an interrupt should have it.
 */
export function stopTimers(scope?: Scope): number {
  let stopped = 0;
  for (const [handle, owner] of running) {
    if (scope && owner !== scope) continue;
    if (!isOver(handle)) stopped++;
    // clearTimeout ends intervals, too.
    if ("refresh" in handle) clearTimeout(handle);
    else clearImmediate(handle);
    running.delete(handle);
  }
  return stopped;
}

/** Replaces the functions that start timers by ones that remember whose timer it is. */
export function followTimers(): void {
  const originals = {...timers} as unknown as Record<string, Start>;
  const owned =
    (start: Start) =>
    (callback: Callback, ...rest: unknown[]) => {
      const scope = currentScope();
      if (scope.stopped) throw new Interrupted();
      const inScope =
        typeof callback === "function"
          ? function (this: unknown, ...args: unknown[]) {
              enterScope(scope);
              callback.apply(this, args);
              enterScope(undefined);
            }
          : callback;
      const handle = start(inScope, ...rest);
      running.set(handle, scope);
      if (running.size > enough) forgetThoseOver();
      return handle;
    };
  const setTimeout = owned(originals.setTimeout);
  const setInterval = owned(originals.setInterval);
  const setImmediate = owned(originals.setImmediate);

  const wait = (start: (done: () => void) => Handle, value: unknown, signal?: AbortSignal) =>
    new Promise((done, fail) => {
      const abort = () => {
        clearTimeout(handle as NodeJS.Timeout);
        fail(new DOMException("The operation was aborted", "AbortError"));
      };
      const handle = start(() => {
        signal?.removeEventListener("abort", abort);
        done(value);
      });
      if (signal?.aborted) abort();
      else signal?.addEventListener("abort", abort, {once: true});
    });
  type Options = {signal?: AbortSignal};
  const waitTimeout = (ms?: number, value?: unknown, {signal}: Options = {}) =>
    wait((done) => setTimeout(done, ms), value, signal);
  const waitImmediate = (value?: unknown, {signal}: Options = {}) =>
    wait((done) => setImmediate(done), value, signal);
  async function* waitInterval(ms?: number, value?: unknown, options?: Options) {
    for (;;) yield await waitTimeout(ms, value, options);
  }
  Object.defineProperty(setTimeout, promisify.custom, {value: waitTimeout});
  Object.defineProperty(setImmediate, promisify.custom, {value: waitImmediate});

  // Node's own queueMicrotask keeps the stack of ids that an interrupt leaves out of balance.
  const queueMicrotask = (callback: () => void) =>
    void Promise.resolve().then(() => {
      try {
        callback();
      } catch (error) {
        setImmediate(() => {
          throw error;
        });
      }
    });
  Object.assign(timers, {setTimeout, setInterval, setImmediate});
  Object.assign(globalThis, {setTimeout, setInterval, setImmediate, queueMicrotask});
  Object.assign(timersPromises, {
    setTimeout: waitTimeout,
    setImmediate: waitImmediate,
    setInterval: waitInterval,
  });
  Object.assign(timersPromises.scheduler, {wait: waitTimeout});
}

function forgetThoseOver(): void {
  for (const handle of running.keys()) if (isOver(handle)) running.delete(handle);
  enough = Math.max(1000, 2 * running.size);
}

/** Node marks a timer that has fired or was cleared. */
const isOver = (handle: Handle) =>
  (handle as unknown as {_destroyed?: boolean})._destroyed === true;
