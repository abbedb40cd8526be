import {createHash} from "node:crypto";
import {xoroshiro128plus} from "pure-rand";

/** A stream of random numbers. Drawing advances this stream and no other. */
export interface Random {
  /** The seed of the root stream this one descends from: what to print beside a result. */
  readonly seed: number;
  /** A number in [0, 1), a multiple of 2⁻⁵³. */
  uniform(): number;
  /** A standard normal number. */
  normal(): number;
  /** A whole number 0 … below − 1. Its bias is at most below · 2⁻⁵³. */
  integer(below: number): number;
  /** The numbers 0 … n − 1 in random order, all orders equally likely. */
  permutation(n: number): Int32Array;
  /**
   * The stream of that name below this one. It depends on the names from the root down and on the
   * seed, not on what was drawn: a new draw elsewhere moves none of its numbers. Asking twice for
   * one name gives the same numbers twice.
   */
  child(name: string): Random;
  /** A whole number 1 … 2³¹ − 1 for a library's own seed argument (some take 0 for "no seed"). */
  integerSeed(): number;
}

/**
 * The stream of random numbers that belongs to a seed: the same numbers on every machine.
 *
 * xoroshiro128+ (pure-rand) started from 128 bits of a SHA-256 chain over seed and names, so that
 * neighbouring seeds and sibling streams share nothing.
 *
 *     seed    a whole number 0 … 2⁵³ − 1
 *
 * Throws a TypeError or RangeError for any other seed.
 */
export function randomStream(seed: number): Random {
  if (typeof seed !== "number") {
    throw new TypeError(`a seed must be a number, got ${String(seed)} (${typeof seed})`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`a seed must be a whole number from 0 to 2^53 - 1, got ${seed}`);
  }
  return streamOf(seed, createHash("sha256").update(`seed ${seed}`).digest());
}

function streamOf(seed: number, key: Buffer): Random {
  const generator = xoroshiro128plus.fromState([0, 4, 8, 12].map((at) => key.readInt32LE(at)));
  let spare: number | undefined;

  // The lowest bits of this generator are its weakest, so each draw gives its upper 27 and 26.
  const uniform = (): number => {
    const high = generator.unsafeNext() >>> 5;
    const low = generator.unsafeNext() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  };

  const normal = (): number => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    // Box and Muller; 1 - uniform() is never 0, so the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };

  const integer = (below: number): number => {
    if (!Number.isInteger(below) || below < 1 || below > 2 ** 32) {
      throw new RangeError(`below must be a whole number from 1 to 2^32, got ${below}`);
    }
    return Math.floor(uniform() * below);
  };

  const permutation = (n: number): Int32Array => {
    if (!Number.isInteger(n) || n < 0 || n > 2 ** 31 - 1) {
      throw new RangeError(`a permutation needs a whole number of items >= 0, got ${n}`);
    }
    const order = Int32Array.from({length: n}, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = integer(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  };

  const child = (name: string): Random => {
    if (typeof name !== "string" || name === "") {
      throw new TypeError(`a child stream needs a name, got ${JSON.stringify(name)}`);
    }
    return streamOf(seed, createHash("sha256").update(key).update(name).digest());
  };

  const integerSeed = (): number => 1 + integer(2 ** 31 - 1);

  return {seed, uniform, normal, integer, permutation, child, integerSeed};
}
