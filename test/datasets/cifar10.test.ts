import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import {filesOfTar} from "../../src/datasets/cifar10";

/** One header and content, padded to 512, as the format has it. */
function entry(name: string, content: string, type = "0"): Buffer {
  const block = Buffer.alloc(512 + 512 * Math.ceil(content.length / 512));
  block.write(name, 0, "latin1");
  block.write(`${content.length.toString(8).padStart(11, "0")} `, 124, "latin1");
  block.write(type, 156, "latin1");
  block.write(content, 512, "latin1");
  return block;
}

const textOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("latin1");

test("files are found by the last part of their names; folders are passed over", () => {
  const long = "x".repeat(1000);
  const archive = Buffer.concat([
    entry("batches/", "", "5"),
    entry("batches/one.bin", "first"),
    entry("batches/empty.bin", ""),
    entry("batches/two.bin", long),
    Buffer.alloc(1024),
  ]);
  const files = filesOfTar(archive);
  assert.deepEqual([...files.keys()], ["one.bin", "empty.bin", "two.bin"]);
  assert.equal(textOf(files.get("one.bin")), "first");
  assert.equal(textOf(files.get("two.bin")), long);
  assert.throws(() => filesOfTar(archive.subarray(0, 2000)), /the archive ends within a header/);
  assert.throws(
    () => filesOfTar(archive.subarray(0, 3000)),
    /the archive ends within batches\/two/,
  );
});

test("a header whose size is no octal number, or leads beyond the end, is refused", () => {
  const archive = (size: string | Uint8Array): Buffer => {
    const block = Buffer.concat([entry("first.bin", "x"), entry("odd.bin", "content")]);
    block.fill(0, 1024 + 124, 1024 + 136);
    Buffer.from(size).copy(block, 1024 + 124);
    return block;
  };
  for (const size of ["-00000001000", "-1", "00000000x07", "0o7", "1.5", "+7", "9", "7 7", "1e3"]) {
    assert.throws(
      () => filesOfTar(archive(size)),
      /gives odd\.bin the size ".*, not an octal/,
      size,
    );
  }
  // The form of GNU tar for 8 GB and more, with its sign.
  for (const first of [0x80, 0xff]) {
    const size = Uint8Array.of(first, ...new Uint8Array(11));
    assert.throws(() => filesOfTar(archive(size)), /not an octal number/);
  }
  assert.throws(() => filesOfTar(archive("77777777777")), /the archive ends within odd\.bin/);
  assert.equal(filesOfTar(archive("7")).size, 2);
});

test("an archive made by the system's tar is read", (context) => {
  const folder = mkdtempSync(path.join(tmpdir(), "tar-"));
  try {
    mkdirSync(path.join(folder, "in"));
    writeFileSync(path.join(folder, "in", "a.bin"), "a".repeat(700));
    let archive: Buffer;
    try {
      archive = execFileSync("tar", ["-cf", "-", "in"], {cwd: folder});
    } catch {
      context.skip("no tar on this machine");
      return;
    }
    assert.equal(textOf(filesOfTar(archive).get("a.bin")), "a".repeat(700));
  } finally {
    rmSync(folder, {recursive: true});
  }
});
