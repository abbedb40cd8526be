import assert from "node:assert/strict";
import {createHash} from "node:crypto";
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, test} from "node:test";
import {gunzipSync, gzipSync} from "node:zlib";
import {readChecked, restoreFromGit} from "../../src/datasets/checked-file";

const folder = mkdtempSync(path.join(tmpdir(), "checked-file-"));
after(() => rmSync(folder, {recursive: true}));

const content = Buffer.from("one,two\n".repeat(5000));
const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const sha256 = hash(content);

function written(name: string, bytes: Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

/** The sentence with which a file is refused. */
function refusal(file: string): string {
  try {
    readChecked({file, sha256, remedy: restoreFromGit("data/x")});
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`${file} was accepted`);
}

test("whole files come back, packed or not, whoever packed them", () => {
  const files = [
    written("plain", content),
    written("fast.gz", gzipSync(content, {level: 1})),
    written("best.gz", gzipSync(content, {level: 9})),
  ];
  for (const file of files) {
    assert.deepEqual(readChecked({file, sha256, remedy: ""}), content);
  }
});

test("one changed byte is refused with name, both hashes and what to do", () => {
  const changed = Buffer.from(content);
  changed[77] ^= 1;
  for (const file of [written("changed", changed), written("changed.gz", gzipSync(changed))]) {
    const message = refusal(file);
    for (const part of [file, `sha256 ${hash(changed)}`, `expected ${sha256}`, "git checkout --"]) {
      assert.ok(message.includes(part), `"${message}" lacks ${part}`);
    }
  }
});

test("a truncated file is refused, packed or not, with the hash of what is left", () => {
  const half = content.subarray(0, 1234);
  assert.ok(refusal(written("half", half)).includes(hash(half)));
  const packed = gzipSync(content);
  const message = refusal(written("half.gz", packed.subarray(0, packed.length >> 1)));
  assert.match(message, /half\.gz is corrupt or cut short: its bytes have sha256 [0-9a-f]{64}/);
  assert.match(refusal(written("empty.gz", new Uint8Array(0))), /corrupt or cut short/);
});

test("a damaged or mislabelled archive is refused, and says that it could not be unpacked", () => {
  assert.match(refusal(written("text.gz", content)), /not even unpacked/);
  const flipped = Buffer.from(gzipSync(content));
  flipped[flipped.length >> 1] ^= 0xff;
  assert.match(refusal(written("flipped.gz", flipped)), /corrupt or cut short/);
});

test("a missing file is named with what to do", () => {
  const file = path.join(folder, "nowhere.gz");
  assert.equal(refusal(file), `${file} is missing: restore it with: git checkout -- data/x`);
  assert.match(refusal(folder), /cannot be read/);
});

test("data/README.md lists the true hash of every packed file in data/", () => {
  const data = path.join(__dirname, "..", "..", "data");
  const readme = readFileSync(path.join(data, "README.md"), "utf8");
  const packed = readdirSync(data).filter((name) => name.endsWith(".gz"));
  assert.ok(packed.length >= 7);
  for (const name of packed) {
    const actual = hash(gunzipSync(readFileSync(path.join(data, name))));
    assert.ok(readme.includes(`\`${name.slice(0, -3)}\` | \`${actual}\``), `${name}: ${actual}`);
  }
});
