import type {Guard} from "./guard";
import {currentScope} from "./scope";
import type {Scope} from "./scope";

/** The name on `globalThis` under which work in cells finds them. */
const name = Symbol.for("typescript-cells.holdings");

/**
 * What unfinished work holds and the garbage collector would not give back, or not soon: native
 * sessions, tensors, variables. Code that an interrupt ends reaches no `finally`; so it says before
 * how to give back what it holds, and the engine does that when the code's cell was stopped.
 */
export class Holdings {
  readonly #guard: Guard;
  readonly #releases = new Map<() => void, Scope>();

  constructor(guard: Guard) {
    this.#guard = guard;
    const offered = {
      add: (release: () => void) => void this.#releases.set(release, currentScope()),
      delete: (release: () => void) => void this.#releases.delete(release),
      whole: <T>(work: () => T) => guard.run(work),
    };
    Object.defineProperty(globalThis, name, {value: offered, configurable: true});
  }

  /** To be called where no work is under way, after code was ended. */
  restore(): void {
    this.#guard.clear();
  }

  /** Gives back what work of those cells holds that are meant, the newest first. */
  release(isMeant: (owner: Scope) => boolean): void {
    const meant = [...this.#releases].reverse().filter(([, owner]) => isMeant(owner));
    for (const [release] of meant)
      this.#guard.run(() => {
        this.#releases.delete(release);
        try {
          release();
        } catch {
          // The work is gone: there is nobody left to be told.
        }
      });
  }
}
