import {writeSync} from "node:fs";

const [head, tail, lock, urgent] = [0, 1, 2, 3];
const [free, byMain, byWatcher] = [0, 1, 2];
const headerBytes = 16;
const capacity = 1 << 20;

/** Frames that follow one another faster than this are left to the watching thread. */
const burstMs = 1;
/** How long the watching thread lets frames gather. */
const gatherMs = 3;

/**
 * A ring in shared memory between the engine's main thread, which fills it, and the watching
 * thread, which empties it into the pipe.
 *
 *     head    bytes ever written to the ring   tail  bytes ever taken from it   (both modulo 2^32)
 *     lock    who writes to the pipe now
 *     urgent  grows by one with each frame that somebody waits for, such as the end of a cell
 *
 * A single frame goes to the pipe directly. In a burst of them a write each would cost ten times as
 * much as printing does; and the main thread could not promise to send what it holds back, since a
 * cell may compute for minutes. The other thread can.
 *
 * An interrupt may end the main thread's code between any two steps here. Each step is either
 * one write to the pipe or one store to `head`, so a frame is sent whole or, at worst, not at all.
 */
export function newRing(): SharedArrayBuffer {
  return new SharedArrayBuffer(headerBytes + capacity);
}

export class RingWriter {
  readonly #state: Int32Array;
  readonly #bytes: Buffer;
  #lastWrite = -Infinity;
  /** A frame larger than the room left goes in piece by piece; `head` tells how far it has come. */
  #unfinished: {readonly frame: Buffer; readonly start: number} | null = null;

  constructor(
    ring: SharedArrayBuffer,
    readonly fd: number,
  ) {
    this.#state = new Int32Array(ring, 0, headerBytes / 4);
    this.#bytes = Buffer.from(ring, headerBytes);
  }

  /** @param burst whether the frame may be one of many, so that a few milliseconds do not matter */
  write(frame: Buffer, {burst}: {burst: boolean}): void {
    // A lock that is ours here was left by code that an interrupt ended: nobody would empty the ring.
    Atomics.compareExchange(this.#state, lock, byMain, free);
    if (this.#unfinished) this.#fill(this.#unfinished.frame, this.#unfinished.start);
    const now = performance.now();
    const inBurst = burst && now - this.#lastWrite < burstMs;
    this.#lastWrite = now;
    if (!inBurst && this.#empty() && this.#takeLock()) {
      // Nobody else writes while the ring is empty and the lock is held.
      const written = writeSync(this.fd, frame);
      for (let at = written; at < frame.length;) at += writeSync(this.fd, frame, at);
      Atomics.store(this.#state, lock, free);
      return;
    }
    this.#fill(frame, this.#head());
    if (burst) return;
    Atomics.add(this.#state, urgent, 1);
    Atomics.notify(this.#state, urgent);
  }

  /** Waits until all is in the pipe: the process is about to end. */
  drain(limitMs: number): void {
    const until = performance.now() + limitMs;
    while (!this.#empty() && performance.now() < until)
      Atomics.wait(this.#state, tail, Atomics.load(this.#state, tail), 10);
  }

  #fill(frame: Buffer, start: number): void {
    this.#unfinished = {frame, start};
    for (;;) {
      const done = (this.#head() - start) >>> 0;
      if (done >= frame.length) break;
      const room = capacity - this.#used();
      if (room === 0) {
        Atomics.wait(this.#state, tail, Atomics.load(this.#state, tail), 100);
        continue;
      }
      const at = this.#head() % capacity;
      const size = Math.min(room, capacity - at, frame.length - done);
      frame.copy(this.#bytes, at, done, done + size);
      Atomics.store(this.#state, head, (this.#head() + size) | 0);
      Atomics.notify(this.#state, head);
    }
    this.#unfinished = null;
  }

  #head = () => Atomics.load(this.#state, head) >>> 0;
  #used = () => (Atomics.load(this.#state, head) - Atomics.load(this.#state, tail)) >>> 0;
  #empty = () => this.#used() === 0;

  /** The watcher may have emptied the ring and the lock in between, but never fills it. */
  #takeLock(): boolean {
    return Atomics.compareExchange(this.#state, lock, free, byMain) === free;
  }
}

/**
 * The watching thread's side: takes what is there every few milliseconds, or at once when the main thread
 * waits for it, for as long as it lives.
 */
export async function emptyRing(
  ring: SharedArrayBuffer,
  fd: number,
  waitMs = gatherMs,
): Promise<never> {
  const state = new Int32Array(ring, 0, headerBytes / 4);
  const bytes = Buffer.from(ring, headerBytes);
  for (;;) {
    const calls = Atomics.load(state, urgent);
    const from = Atomics.load(state, tail);
    const to = Atomics.load(state, head);
    if (from === to) {
      await changed(state, head, to);
      continue;
    }
    if (Atomics.compareExchange(state, lock, free, byWatcher) === free) {
      const at = (from >>> 0) % capacity;
      const size = Math.min((to - from) >>> 0, capacity - at);
      const written = writeSync(fd, bytes, at, size);
      Atomics.store(state, tail, (from + written) | 0);
      Atomics.store(state, lock, free);
      Atomics.notify(state, tail);
    }
    // Time for interrupts to be heard, and for more to gather; but the end of a cell is waited for.
    await changed(state, urgent, calls, waitMs);
  }
}

type WaitAsync = (
  state: Int32Array,
  index: number,
  value: number,
  limitMs?: number,
) => {async: boolean; value: Promise<unknown> | string};

/** TypeScript 5.0 does not know Atomics.waitAsync yet. */
async function changed(...waiting: Parameters<WaitAsync>): Promise<void> {
  await (Atomics as unknown as {waitAsync: WaitAsync}).waitAsync(...waiting).value;
}
