type Disposable = {dispose(): void};

/** Makes something that must be disposed, and has it disposed when the work at hand ends. */
export type Hold = {
  <Held extends Disposable>(make: () => Held): Held;
  <Held extends readonly Disposable[]>(make: () => Held): Held;
};

/** What the kernel of a notebook offers to work that it may end at any point. */
type Holdings = {
  /** Has `release` called if the work is ended from outside. */
  add(release: () => void): void;
  delete(release: () => void): void;
  /** Work that is done as a whole or not at all: no interrupt ends it half way. */
  whole<T>(work: () => T): T;
};

/** In a notebook the kernel's; elsewhere nothing ends code without its `finally`. */
export function holdings(): Holdings {
  const offered = (globalThis as {[key: symbol]: unknown})[Symbol.for("typescript-cells.holdings")];
  return (offered as Holdings | undefined) ?? outsideOfNotebooks;
}

const outsideOfNotebooks: Holdings = {
  add: () => undefined,
  delete: () => undefined,
  whole: (work) => work(),
};

/** Does a short piece of work as a whole, or not at all: an interrupt waits for its end. */
export const whole = <T>(work: () => T): T => holdings().whole(work);

/**
 * Runs work that makes things which must be disposed, and disposes them however the work ends, the
 * newest first: by its result, by an error, or by an interrupt, which in a notebook ends code at any
 * point and without any `finally`.
 *
 *     const loss = await holding(async (hold) => {
 *       const optimizer = hold(() => createOptimizer(variables, settings));
 *       …
 *     });
 */
export function holding<Result>(use: (hold: Hold) => Result): Result {
  const held: Disposable[] = [];
  const {add, delete: forget, whole} = holdings();
  const dispose = (): void => {
    for (let last = held.pop(); last !== undefined; last = held.pop()) last.dispose();
  };
  const end = (): void =>
    whole(() => {
      forget(dispose);
      dispose();
    });
  const hold = <Held extends Disposable | readonly Disposable[]>(make: () => Held): Held =>
    whole(() => {
      const made = make();
      held.push(...(("dispose" in made ? [made] : made) as readonly Disposable[]));
      return made;
    });
  add(dispose);
  let result: Result;
  try {
    result = use(hold);
  } catch (error) {
    end();
    throw error;
  }
  if (result instanceof Promise) return result.finally(end) as Result;
  end();
  return result;
}
