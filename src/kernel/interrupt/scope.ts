import {promiseHooks} from "node:v8";

/** What a cell, and everything it sets going, belongs to. */
export type Scope = {
  /** Id of the request; outputs carry it, however late they come. */
  readonly cell: string;
  /** The cell of the notebook, whichever run of it this is. */
  readonly place?: string;
  /** Set by an interrupt: what the cell left behind does not go on. */
  stopped: boolean;
};

let current: Scope | undefined;
let latestCell = "";

/** The scope of the code that runs now; code without one (a native callback) counts for the cell run last. */
export const currentScope = (): Scope => current ?? {cell: latestCell, stopped: false};

/** Sets the scope for the code that follows, until the stack is empty. */
export function enterScope(scope: Scope | undefined): void {
  current = scope;
}

/** Runs `work`, and all that it sets going, as part of a scope. */
export function inScope<T>(scope: Scope, work: () => T): T {
  const before = current;
  latestCell = scope.cell;
  current = scope;
  try {
    return work();
  } finally {
    current = before;
  }
}

/** Hands back the object it is given, so that a subclass can put a private field on it. */
class Given {
  constructor(object: object) {
    return object;
  }
}

/** A promise's scope as a private field of the promise: quick, and not seen when it is printed. */
class Owned extends Given {
  #scope: Scope;
  constructor(promise: object, scope: Scope) {
    super(promise);
    this.#scope = scope;
  }
  static scopeOf(promise: object): Scope | undefined {
    return #scope in promise ? promise.#scope : undefined;
  }
}

/** The scope in which a promise was made. */
export const scopeOfPromise = (promise: object): Scope | undefined => Owned.scopeOf(promise);

/**
 * Has promises carry the scope in which they were made (timers do it in interrupt/timers.ts).
 *
 * Not with AsyncLocalStorage: before Node 24 it keeps a stack of ids beside each callback, which is
 * left out of balance when an interrupt ends the callback, and Node then aborts the process. These
 * hooks keep no stack, and cost half as much.
 */
export function followPromises(): void {
  promiseHooks.createHook({
    init(promise) {
      if (current) new Owned(promise, current);
    },
    before(promise) {
      current = Owned.scopeOf(promise);
    },
    after() {
      current = undefined;
    },
  });
}

/** Thrown at what goes on in the background after its cell was interrupted. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor() {
    super("the cell was stopped; its variables are kept");
  }
}
