import assert from "node:assert/strict";
import {createHash} from "node:crypto";
import {mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {createServer, type Server} from "node:http";
import type {AddressInfo} from "node:net";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, before, test} from "node:test";
import {gzipSync} from "node:zlib";
import {obtainCifar10, parseCifarRecords} from "../../src/datasets/cifar10";
import {obtainCovertype, parseCovertype} from "../../src/datasets/covertype";
import {downloadAll, downloadOnce} from "../../src/datasets/download";
import {obtainFashionMnist} from "../../src/datasets/fashion-mnist";
import {obtainUsps, parseUsps} from "../../src/datasets/usps";

const content = Buffer.from("data ".repeat(1000));
const sha256 = createHash("sha256").update(content).digest("hex");
let server: Server;
let address: string;
let asked = 0;
const folders: string[] = [];

function emptyFolder(): string {
  folders.push(mkdtempSync(path.join(tmpdir(), "download-")));
  return folders[folders.length - 1];
}

before(async () => {
  server = createServer((request, response) => {
    asked++;
    if (request.url === "/good") response.end(content);
    else if (request.url === "/changed") response.end(`${content}!`);
    else if (request.url === "/cut") {
      response.writeHead(200, {"content-length": content.length});
      response.write(content.subarray(0, 100));
      setTimeout(() => response.destroy(), 20);
    } else if (request.url === "/slow") response.write("…");
    else response.writeHead(404).end();
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
  for (const folder of folders) rmSync(folder, {recursive: true});
});

test("a file is downloaded once and kept", async () => {
  const folder = path.join(emptyFolder(), "made", "when", "needed");
  const file = {url: `${address}/good`, file: "good.bin", sha256};
  const before = asked;
  for (let i = 0; i < 2; i++) {
    assert.deepEqual(await downloadOnce(file, {folder}), {kind: "ready", value: content});
  }
  assert.equal(asked, before + 1);
  assert.deepEqual(readdirSync(folder), ["good.bin"]);
});

test("changed bytes are refused with both hashes, and nothing is kept", async () => {
  const folder = emptyFolder();
  const other = createHash("sha256").update(`${content}!`).digest("hex");
  await assert.rejects(
    downloadOnce({url: `${address}/changed`, file: "changed.bin", sha256}, {folder}),
    ({message}: Error) =>
      message.includes(`sha256 ${other}, expected ${sha256}`) && message.includes("/changed"),
  );
  assert.deepEqual(readdirSync(folder), []);
});

test("a kept file that went bad names itself and says what to do", async () => {
  const folder = emptyFolder();
  writeFileSync(path.join(folder, "good.bin"), content.subarray(1));
  await assert.rejects(
    downloadOnce({url: `${address}/good`, file: "good.bin", sha256}, {folder}),
    /good\.bin is corrupt or cut short: .* expected .*; delete .*good\.bin and run again/,
  );
});

test("a folder or a circle of links in place of a kept file is named with what to do", async () => {
  const folder = emptyFolder();
  mkdirSync(path.join(folder, "good.bin"));
  symlinkSync("circle.bin", path.join(folder, "circle.bin"));
  const get = (file: string) => downloadOnce({url: `${address}/good`, file, sha256}, {folder});
  await assert.rejects(get("good.bin"), /good\.bin cannot be read: it is a folder; delete .*good/);
  await assert.rejects(get("circle.bin"), /its link leads in a circle .*; delete .*circle/);
});

test("bytes that cannot be kept come all the same, with one line", async (t) => {
  const warn = t.mock.method(console, "warn", () => undefined);
  const folder = path.join(emptyFolder(), "taken");
  writeFileSync(folder, "a file where a folder should be");
  const got = await downloadOnce({url: `${address}/good`, file: "good.bin", sha256}, {folder});
  assert.deepEqual(got, {kind: "ready", value: content});
  assert.equal(warn.mock.callCount(), 1);
  assert.match(String(warn.mock.calls[0].arguments[0]), /good\.bin is not kept and will be/);
});

test("offline, not found, cut off or too slow: a reason, no exception, nothing kept", async () => {
  const folder = emptyFolder();
  const reasonFor = async (url: string) => {
    const outcome = await downloadOnce({url, file: "x.bin"}, {folder, limitSeconds: 0.3});
    assert.equal(outcome.kind, "unavailable");
    return outcome.kind === "unavailable" ? outcome.reason : "";
  };
  // Port 1 refuses: nothing listens there.
  assert.match(await reasonFor("http://127.0.0.1:1/x"), /x\.bin could not be downloaded from .*:1/);
  assert.match(await reasonFor(`${address}/none`), /the server answered 404/);
  assert.match(await reasonFor(`${address}/cut`), /everything else works without it/);
  assert.match(await reasonFor(`${address}/slow`), /could not be downloaded/);
  assert.deepEqual(readdirSync(folder), []);
});

test("several files come together or not at all", async () => {
  const folder = emptyFolder();
  const good = {url: `${address}/good`, file: "a", sha256};
  const all = await downloadAll([good, {...good, file: "b"}], {folder});
  assert.equal(all.kind === "ready" && all.value.length, 2);
  const none = await downloadAll([good, {url: `${address}/none`, file: "c"}], {folder});
  assert.equal(none.kind, "unavailable");
});

test("a CIFAR record becomes an image with the colours of a pixel side by side", () => {
  const record = new Uint8Array(3073);
  record[0] = 3;
  // Red, green and blue of pixel (row 2, column 5).
  const pixel = 2 * 32 + 5;
  [51, 102, 255].forEach((value, colour) => (record[1 + 1024 * colour + pixel] = value));
  const {features, labels, shape, classes} = parseCifarRecords([record, record], "two");
  assert.deepEqual(shape, [2, 32, 32, 3]);
  assert.equal(classes[labels[1]], "cat");
  const found = [...features.subarray(3072 + 3 * pixel, 3072 + 3 * pixel + 3)];
  assert.deepEqual(found, [0.2, 0.4, 1].map(Math.fround));
  assert.equal(features.filter((x) => x > 0).length, 6);
  assert.throws(
    () => parseCifarRecords([record.subarray(1)], "cut"),
    /cut: 3072 bytes are no whole/,
  );
});

test("a covertype row becomes 54 numbers and a class from 0", () => {
  const row = (mark: number) => [...Array.from({length: 54}, (_, j) => j), mark].join();
  const {features, labels, shape} = parseCovertype(`${row(1)}\n${row(7)}\n`, {first: 2});
  assert.deepEqual(shape, [2, 54]);
  assert.deepEqual([...labels], [0, 6]);
  assert.equal(features[54 + 53], 53);
  assert.throws(() => parseCovertype(row(0)), /unknown class "0"/);
});

test("a USPS file is judged by how many of each digit it has", () => {
  const row = (digit: number) => `${digit}.0000 ${"-1.000 ".repeat(256)}`;
  const text = `${row(6)}\n${row(0)}\n`;
  const counts = [1, 0, 0, 0, 0, 0, 1, 0, 0, 0];
  const usps = parseUsps(text, {name: "few", counts});
  assert.deepEqual(usps.shape, [2, 16, 16, 1]);
  assert.deepEqual([...usps.labels], [6, 0]);
  assert.throws(
    () => parseUsps(row(6), {name: "few", counts}),
    /few must have 1 0 0 0 0 0 1 0 0 0 examples of each digit, got 0 0 0 0 0 0 1/,
  );
  assert.throws(
    () => parseUsps("6 1 2", {name: "few", counts}),
    /few row 1 must be a digit and 256/,
  );
  for (const digit of ["6.5", "10", "-1", "0x6"]) {
    const odd = `${digit} ${"-1.000 ".repeat(256)}`;
    assert.throws(() => parseUsps(odd, {name: "few", counts}), /few row 1 must be a digit/, digit);
  }
});

test("wrong files in the folder of downloads are refused by each loader", async () => {
  const folder = emptyFolder();
  const junk = gzipSync("junk");
  for (const name of ["cifar-10-binary.tar.gz", "covtype.data.gz"]) {
    writeFileSync(path.join(folder, name), junk);
  }
  for (const name of ["zip.train.gz", "zip.test.gz"]) {
    writeFileSync(path.join(folder, `usps-${name}`), junk);
  }
  for (const side of ["train", "t10k"]) {
    for (const part of ["images-idx3", "labels-idx1"]) {
      writeFileSync(path.join(folder, `fashion-${side}-${part}-ubyte.gz`), junk);
    }
  }
  await assert.rejects(obtainCifar10({folder}), /cifar-10-binary\.tar\.gz is corrupt/);
  await assert.rejects(obtainCovertype({folder}), /covtype\.data\.gz is corrupt/);
  await assert.rejects(obtainUsps({folder}), /USPS train row 1 must be a digit/);
  await assert.rejects(obtainFashionMnist({folder}), /train-images.*expected c59f468a/);
});
