import assert from "node:assert/strict";
import {execFileSync, spawnSync} from "node:child_process";
import fs from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, test} from "node:test";
import {writeWhole} from "../../src/files/write-whole";

const folder = fs.mkdtempSync(path.join(tmpdir(), "write-whole-"));
after(() => fs.rmSync(folder, {recursive: true}));
const fresh = (name: string): string => {
  fs.mkdirSync(path.join(folder, name));
  return path.join(folder, name, "file.txt");
};
const besides = (file: string): string[] => fs.readdirSync(path.dirname(file)).sort();

test("text and bytes arrive whole, folders are made, and nothing is left beside the file", () => {
  const file = path.join(folder, "made", "when", "needed.txt");
  writeWhole(file, "größer");
  assert.equal(fs.readFileSync(file, "utf8"), "größer");
  writeWhole(file, Uint8Array.of(0, 255));
  assert.deepEqual([...fs.readFileSync(file)], [0, 255]);
  writeWhole(file, "");
  assert.equal(fs.statSync(file).size, 0);
  assert.deepEqual(besides(file), ["needed.txt"]);
});

test("a system that takes one byte at a time gets them all", (t) => {
  const file = fresh("short");
  const write = fs.writeSync as (
    handle: number,
    bytes: Uint8Array,
    at: number,
    n: number,
  ) => number;
  t.mock.method(fs, "writeSync", (handle: number, bytes: Uint8Array, at: number) =>
    write(handle, bytes, at, 1),
  );
  writeWhole(file, "every single byte");
  assert.equal(fs.readFileSync(file, "utf8"), "every single byte");
});

test("a disk that is full after any byte leaves the old text, and the error names file and reason", (t) => {
  const file = fresh("full");
  writeWhole(file, "the old text");
  const write = fs.writeSync as (
    handle: number,
    bytes: Uint8Array,
    at: number,
    n: number,
  ) => number;
  let left = 0;
  t.mock.method(fs, "writeSync", (handle: number, bytes: Uint8Array, at: number) => {
    if (left-- === 0) throw Object.assign(new Error("ENOSPC: no space"), {code: "ENOSPC"});
    return write(handle, bytes, at, 1);
  });
  for (let bytes = 0; bytes < 12; bytes++) {
    left = bytes;
    assert.throws(() => writeWhole(file, "the new text"), {
      code: "ENOSPC",
      message: `${file} could not be written: the disk is full (ENOSPC); what was there before is unchanged`,
    });
    assert.equal(fs.readFileSync(file, "utf8"), "the old text");
    assert.deepEqual(besides(file), ["file.txt"]);
  }
});

test("bytes that were taken but did not arrive are noticed", (t) => {
  const file = fresh("lost");
  writeWhole(file, "the old text");
  t.mock.method(fs, "writeSync", (_: number, bytes: Uint8Array) => bytes.length);
  assert.throws(() => writeWhole(file, "the new text"), /0 of 12 bytes arrived on the disk/);
  assert.equal(fs.readFileSync(file, "utf8"), "the old text");
});

test("a process killed after any byte leaves the old text, and the next writer clears up", () => {
  const file = fresh("killed");
  writeWhole(file, "the old text");
  for (const bytes of [0, 5, 12]) {
    const {signal} = spawnSync(process.execPath, [
      ...["--import", "tsx", path.join(__dirname, "example-writer.ts"), "die", file, String(bytes)],
    ]);
    assert.equal(signal, "SIGKILL");
    assert.equal(fs.readFileSync(file, "utf8"), "the old text");
    assert.equal(besides(file).length, 2, "what it had begun");
    const mine = `${file}.not-of-ours.tmp`;
    fs.writeFileSync(mine, "");
    writeWhole(file, "the old text");
    assert.deepEqual(besides(file), ["file.txt", path.basename(mine)]);
    fs.rmSync(mine);
  }
});

test("a real disk that fills up leaves the old file", (t) => {
  const disk = path.join(folder, "disk");
  fs.mkdirSync(disk);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], {stdio: "ignore"});
  } catch {
    t.skip("a small disk can be mounted by root on Linux alone");
    return;
  }
  try {
    const file = path.join(disk, "file.bin");
    const old = new Uint8Array(24 * 1024).fill(7);
    writeWhole(file, old);
    assert.throws(() => writeWhole(file, new Uint8Array(60 * 1024)), /the disk is full \(ENOSPC\)/);
    assert.deepEqual(new Uint8Array(fs.readFileSync(file)), old);
    assert.deepEqual(fs.readdirSync(disk), ["file.bin"]);
  } finally {
    execFileSync("umount", [disk]);
  }
});

test("a link is followed, the rights stay, and new ones can be asked for", () => {
  const file = fresh("linked");
  const link = path.join(path.dirname(file), "link.txt");
  writeWhole(file, "old", {mode: 0o640});
  fs.symlinkSync("file.txt", link);
  writeWhole(link, "new");
  assert.ok(fs.lstatSync(link).isSymbolicLink());
  assert.equal(fs.readFileSync(file, "utf8"), "new");
  assert.equal(fs.statSync(file).mode & 0o777, 0o640);
  writeWhole(file, "key", {mode: 0o600});
  assert.equal(fs.statSync(file).mode & 0o777, 0o600);
});

test("a link that leads nowhere or in a circle gives way; a folder or a pipe does not", () => {
  const file = fresh("ways");
  const at = (name: string): string => path.join(path.dirname(file), name);
  fs.symlinkSync("circle", at("circle"));
  fs.symlinkSync("nowhere", at("dangling"));
  for (const name of ["circle", "dangling"]) {
    writeWhole(at(name), "text");
    assert.equal(fs.readFileSync(at(name), "utf8"), "text");
  }
  fs.mkdirSync(at("folder"));
  assert.throws(
    () => writeWhole(at("folder"), ""),
    /folder could not be written: a folder of that/,
  );
  assert.throws(() => writeWhole("/dev/null", "text"), /a device or a pipe of that name/);
  assert.throws(() => writeWhole(path.join(at("circle"), "x"), ""), /a part of its path is a file/);
});
