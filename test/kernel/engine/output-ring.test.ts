import assert from "node:assert/strict";
import {closeSync, mkdtempSync, openSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import {setTimeout as pause} from "node:timers/promises";
import {emptyRing, newRing, RingWriter} from "../../../src/kernel/engine/output-ring";

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
    await pause(100);
    assert.equal(read(), expected.join(""));
    await pause(5);
    write("end");
    await pause(50);
    assert.equal(read(), expected.join("") + "end");
  } finally {
    closeSync(fd);
    rmSync(folder, {recursive: true});
  }
});
