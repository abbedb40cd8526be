import assert from "node:assert/strict";
import {createHash} from "node:crypto";
import {test} from "node:test";
import {Buffer as PageBuffer, setImmediate as inPage} from "../../../src/lab/live/browser/globals";
import * as pageCrypto from "../../../src/lab/live/browser/node-crypto";

test("a page makes the same hashes as Node, so that its random streams are the same", () => {
  const bytes = Uint8Array.from({length: 200}, (_, i) => i);
  for (const parts of [["seed 1"], [bytes, "näme"], ["", "a"]]) {
    const [node, page] = [createHash("sha256"), pageCrypto.createHash("sha256")];
    for (const part of parts) {
      node.update(part);
      page.update(part);
    }
    const [expected, made] = [node.digest(), page.digest()] as [Buffer, PageBuffer];
    assert.equal(made.toString("hex"), expected.toString("hex"));
    assert.equal(made.readInt32LE(4), expected.readInt32LE(4));
  }
});

test("bytes and letters go over into one another", () => {
  const text = "σ ≤ 1 – <svg>";
  assert.equal(PageBuffer.from(text).toString("base64"), Buffer.from(text).toString("base64"));
  assert.equal(PageBuffer.from(Buffer.from(text).toString("base64"), "base64").toString(), text);
});

test("the next turn comes after what waits", async () => {
  const order: string[] = [];
  await new Promise<void>((done) => {
    inPage(() => {
      order.push("turn");
      done();
    });
    void Promise.resolve().then(() => order.push("promise"));
  });
  assert.deepEqual(order, ["promise", "turn"]);
});
