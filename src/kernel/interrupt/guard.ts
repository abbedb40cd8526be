const [inside, wanted] = [0, 1];

/** How long an ending may take to come once it was announced; then work goes on. */
const longestWaitMs = 5000;

/** Shared by the main thread, which guards some of its work, and the one that ends code. */
export const newGuard = (): SharedArrayBuffer => new SharedArrayBuffer(8);

/**
 * Work that must be done as a whole or not at all: between its beginning and its end no interrupt
 * ends it.
 *
 *     inside  1 while guarded work is done    wanted  1 while the other thread means to end code
 *
 * Each side first says what it is about to do, then looks at the other: never do both go on.
 */
export class Guard {
  readonly #state: Int32Array;

  readonly #patienceMs: number;

  constructor(guard: SharedArrayBuffer, {patienceMs = longestWaitMs} = {}) {
    this.#state = new Int32Array(guard);
    this.#patienceMs = patienceMs;
  }

  run<T>(work: () => T): T {
    const state = this.#state;
    if (Atomics.load(state, inside) === 1) return work();
    const until = performance.now() + this.#patienceMs;
    for (;;) {
      Atomics.store(state, inside, 1);
      if (Atomics.load(state, wanted) === 0 || performance.now() > until) break;
      // Code is to be ended: here, where nothing has begun.
      Atomics.store(state, inside, 0);
      Atomics.wait(state, wanted, 1, 5);
    }
    try {
      return work();
    } finally {
      Atomics.store(state, inside, 0);
    }
  }

  /** After code was ended: it may have been about to begin guarded work. */
  clear(): void {
    Atomics.store(this.#state, inside, 0);
  }
}

/** Ends code, by `end`, when none of it is guarded. */
export async function endUnguarded(
  guard: SharedArrayBuffer,
  end: () => Promise<void>,
): Promise<void> {
  const state = new Int32Array(guard);
  Atomics.store(state, wanted, 1);
  try {
    while (Atomics.load(state, inside) === 1) await new Promise((done) => setTimeout(done, 1));
    await end();
  } finally {
    Atomics.store(state, wanted, 0);
    Atomics.notify(state, wanted);
  }
}
