/**
 * Runs `work` on the newest of the values it is given, one at a time: values that come while it runs,
 * or at the same moment, are skipped but for the last. Settles when the value was worked on, or
 * skipped. A rejection of `work` is the caller's whose value it was.
 */
export function newestOnly<T>(work: (value: T) => Promise<unknown>): (value: T) => Promise<void> {
  let latest = 0;
  let running: Promise<unknown> = Promise.resolve();
  return async (value) => {
    const mine = ++latest;
    // What else has arrived is heard first.
    await new Promise((turn) => setImmediate(turn));
    await running;
    if (mine !== latest) return;
    // Listened to at once: an interrupt drops what waits for the next turn, and would hold this for ever.
    const now = work(value);
    running = now.catch(() => undefined);
    await now;
  };
}
