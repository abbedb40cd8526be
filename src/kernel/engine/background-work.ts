import {stopTimers} from "../interrupt/timers";
import {inScope, Interrupted} from "../interrupt/scope";
import type {Scope} from "../interrupt/scope";

/** The cell that work belongs to, and where that cell stands. */
export type Owner = Pick<Scope, "cell" | "place">;

/** What the engine does outside of cells, such as handlers of comms; an interrupt ends it, too. */
export class BackgroundWork {
  readonly #running = new Map<Scope, (reason: Interrupted) => void>();

  /**
   * Runs work in a scope of its own and settles with it. After an interrupt it rejects with
   * `Interrupted`, also where the code itself was ended and will never come back to say so.
   */
  run<T>({cell, place}: Owner, work: () => T | Promise<T>): Promise<T> {
    const scope: Scope = {cell, place, stopped: false};
    return new Promise<T>((done, fail) => {
      this.#running.set(scope, fail);
      const finish = (settle: () => void) => {
        this.#running.delete(scope);
        settle();
      };
      // As a cell, work starts in a microtask: ended in the callback of a pipe, Node would lose its
      // balance.
      inScope(scope, async () => {
        await null;
        return work();
      }).then(
        (value) => finish(() => done(value)),
        (error: Interrupted) => finish(() => fail(error)),
      );
    });
  }

  /** Stops all that runs; returns how much that was. */
  stop(): number {
    const stopped = [...this.#running];
    this.#running.clear();
    for (const [scope, fail] of stopped) {
      scope.stopped = true;
      stopTimers(scope);
      fail(new Interrupted());
    }
    return stopped.length;
  }
}
