import {sha256} from "@noble/hashes/sha2.js";
import {Buffer} from "./globals";

/** Stands for `node:crypto` in a page: what the lab uses of it. */
export function createHash(name: string) {
  if (name !== "sha256") throw new Error(`a page has sha256 alone, got ${name}`);
  const hash = sha256.create();
  const made = {
    update(part: string | Uint8Array) {
      hash.update(typeof part === "string" ? new TextEncoder().encode(part) : part);
      return made;
    },
    digest(encoding?: string) {
      const bytes = Buffer.from(hash.digest());
      return encoding === undefined ? bytes : bytes.toString(encoding);
    },
  };
  return made;
}

let given = 0;

/** A name that is unique in its page; pages from a file or a plain web host need not have `crypto.randomUUID`. */
export const randomUUID = (): string => `live-${++given}`;

export function randomBytes(): never {
  throw new Error("a page writes no files: this runs where the notebook runs");
}

export default {createHash, randomUUID};
