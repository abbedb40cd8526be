import fs from "node:fs";
import {withFileLock} from "../../src/files/file-lock";
import {writeWhole} from "../../src/files/write-whole";

/**
 * Run as a process: `add FILE COUNT NAME` adds so many lines to a file, each in a lock of its own; `die FILE
 * BYTES` ends itself, as if killed, once it has written so many bytes of a new text; `hold FILE` ends itself
 * while it holds the lock.
 */
const [what, file, count, name] = process.argv.slice(2);
const die = (): void => {
  process.kill(process.pid, "SIGKILL");
};

if (what === "add") {
  for (let i = 0; i < Number(count); i++) {
    withFileLock(file, () => {
      const before = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
      writeWhole(file, `${before}${name} ${i}\n`);
    });
  }
} else if (what === "hold") {
  withFileLock(file, die);
} else {
  const write = fs.writeSync as (
    handle: number,
    bytes: Uint8Array,
    at: number,
    n: number,
  ) => number;
  let left = Number(count);
  fs.writeSync = ((handle: number, bytes: Uint8Array, at: number) => {
    if (left-- === 0) die();
    return write(handle, bytes, at, 1);
  }) as typeof fs.writeSync;
  fs.renameSync = die as typeof fs.renameSync;
  writeWhole(file, "the new text");
}
