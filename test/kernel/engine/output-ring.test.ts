import assert from "node:assert/strict";
import {closeSync, mkdtempSync, openSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import {setTimeout as pause} from "node:timers/promises";
import {emptyRing, newRing, RingWriter} from "../../../src/kernel/engine/output-ring";

/** Ends when it holds; a test that waits in vain is ended by its limit. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(5);
}

test("the end of a cell does not wait for more to gather", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ring-"));
  const file = path.join(folder, "pipe");
  const fd = openSync(file, "w");
  const read = () => readFileSync(file, "utf8");
  try {
    const ring = newRing();
    const writer = new RingWriter(ring, fd);
    const burst = (text: string) => writer.write(Buffer.from(text), {burst: true});
    const end = (text: string) => writer.write(Buffer.from(text), {burst: false});
    const forEver = 2 ** 31 - 1;
    for (let i = 0; i < 1000; i++) burst("x");
    void emptyRing(ring, fd, forEver);
    await until(() => read().length === 1000);
    // The other side lets frames gather now, and would for weeks.
    for (let i = 0; i < 1000; i++) burst("y");
    end("end");
    await until(() => read().endsWith("yend"));
    assert.equal(read().length, 2003);
  } finally {
    closeSync(fd);
    rmSync(folder, {recursive: true});
  }
});

test("a lock that an interrupt left behind keeps nothing in the ring", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ring-"));
  const file = path.join(folder, "pipe");
  const fd = openSync(file, "w");
  try {
    const ring = newRing();
    const writer = new RingWriter(ring, fd);
    const burst = (text: string) => writer.write(Buffer.from(text), {burst: true});
    for (let i = 0; i < 1000; i++) burst("x");
    // As code leaves it that is ended in the middle of its own write.
    new Int32Array(ring)[2] = 1;
    void emptyRing(ring, fd);
    burst("end");
    await until(() => readFileSync(file, "utf8").endsWith("xend"));
  } finally {
    closeSync(fd);
    rmSync(folder, {recursive: true});
  }
});

test("a single frame is written at once, a burst by the other side, all in order", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ring-"));
  const file = path.join(folder, "pipe");
  const fd = openSync(file, "w");
  const read = () => readFileSync(file, "utf8");
  try {
    const ring = newRing();
    const writer = new RingWriter(ring, fd);
    const write = (text: string) => writer.write(Buffer.from(text), {burst: true});
    write("1 ");
    assert.equal(read(), "1 ", "at once");
    const expected = ["1 "];
    // Less than the ring holds: nobody empties it yet.
    for (let i = 2; i < 50_000; i++) {
      write(`${i} `);
      expected.push(`${i} `);
    }
    assert.ok(read().length < expected.join("").length, "most of the burst waits in the ring");
    void emptyRing(ring, fd);
    await until(() => read() === expected.join(""));
    write("end");
    await until(() => read() === `${expected.join("")}end`);
  } finally {
    closeSync(fd);
    rmSync(folder, {recursive: true});
  }
});
