import assert from "node:assert/strict";
import {readFileSync, writeFileSync} from "node:fs";

/**
 * Cuts a file at every length and flips a bit of every byte, another one each time; asserts that each is
 * refused with an error that names the file, and puts the file back.
 */
export function assertDamageIsRefused(file: string, read: () => unknown): void {
  const whole = readFileSync(file);
  const refused = (bytes: Uint8Array, what: string): void => {
    writeFileSync(file, bytes);
    assert.throws(read, ({message}: Error) => message.startsWith(`${file} is no `), what);
  };
  for (let at = 0; at < whole.length; at++) {
    refused(whole.subarray(0, at), `cut at ${at}`);
    const flipped = Buffer.from(whole);
    flipped[at] ^= 1 << (at % 8);
    refused(flipped, `bit ${at % 8} of byte ${at}`);
  }
  writeFileSync(file, whole);
}
