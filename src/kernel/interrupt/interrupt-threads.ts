import {syncBuiltinESMExports} from "node:module";
import threads from "node:worker_threads";
import type {Worker} from "node:worker_threads";
import {currentScope, Interrupted} from "./scope";
import type {Scope} from "./scope";

/** The threads that cells start, by the cell. An interrupt ends them with their cell. */
export class Threads {
  readonly #running = new Map<Worker, Scope>();

  /** @param onError gets each error that ends a thread, before the code that listens for it does */
  constructor({onError}: {onError: (error: unknown) => void}) {
    const started = (worker: Worker) => {
      this.#running.set(worker, currentScope());
      worker.once("exit", () => this.#running.delete(worker));
    };
    const {Worker: Original} = threads;
    Object.assign(threads, {
      Worker: class Worker extends Original {
        constructor(...args: ConstructorParameters<typeof Original>) {
          if (currentScope().stopped) throw new Interrupted();
          super(...args);
          started(this);
        }
        override emit(name: string | symbol, ...args: unknown[]): boolean {
          if (name === "error") onError(args[0]);
          return super.emit(name, ...args);
        }
      },
    });
    syncBuiltinESMExports();
  }

  /** Ends the threads of those cells that are meant; returns their number. */
  stop(isMeant: (owner: Scope) => boolean): number {
    const meant = [...this.#running].filter(([, owner]) => isMeant(owner));
    for (const [worker] of meant) void worker.terminate();
    return meant.length;
  }
}
