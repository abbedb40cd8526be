import assert from "node:assert/strict";
import {createHmac} from "node:crypto";
import {test} from "node:test";
import {MessageFactory} from "../../../src/kernel/host/messages";
import {Wire} from "../../../src/kernel/host/wire";

const factory = new MessageFactory();
const content = {text: "größe 𝑥 \u2028", list: [1, null]};
const message = (identities = [Buffer.from("client")]) =>
  factory.make({type: "stream", content, identities, buffers: [new Uint8Array([0, 255])]});

const frames = (wire: Wire, made = message()) => wire.encode(made).map((part) => Buffer.from(part));

test("what is encoded is decoded alike, buffers and identities included", () => {
  for (const key of ["secret", ""]) {
    const made = message([Buffer.from("a"), Buffer.from([0, 1])]);
    const read = new Wire({key}).decode(frames(new Wire({key}), made));
    assert.ok(!("refused" in read));
    assert.deepEqual(read.content, content);
    assert.deepEqual(read.header, made.header);
    assert.deepEqual(read.identities.map(String), ["a", "\u0000\u0001"]);
    assert.deepEqual([...read.buffers[0]], [0, 255]);
  }
});

test("half a character never leaves, wherever it stands; whole ones and texts about them do", () => {
  const half = "\ud83d";
  const whole = "🚀 𝑥 \\ud83d \\\\ud83d";
  const made = factory.make({
    type: "display_data",
    content: {[`key ${half}`]: `${half}${whole}`, deep: [{low: "\ude80 x", "\ud800": null}], whole},
    metadata: {[half]: [half]},
    parent: {msg_id: half},
  });
  const parts = frames(new Wire({key: ""}), made).slice(2, 6);
  for (const part of parts) {
    const text = part.toString();
    assert.doesNotMatch(text.replaceAll("\\\\", ""), /\\ud/i, text);
    assert.deepEqual(Buffer.from(text), part, "valid UTF-8");
  }
  assert.deepEqual(JSON.parse(parts[3].toString()), {
    "key \ufffd": `\ufffd${whole}`,
    deep: [{low: "\ufffd x", "\ufffd": null}],
    whole,
  });
});

test("the signature is the HMAC of the four parts, and empty without a key", () => {
  const [, , signature, ...parts] = frames(new Wire({key: "secret"}));
  const expected = createHmac("sha256", "secret");
  for (const part of parts.slice(0, 4)) expected.update(part);
  assert.equal(signature.toString(), expected.digest("hex"));
  assert.equal(frames(new Wire({key: ""}))[2].length, 0);
});

test("the signature is the one that another language computes", () => {
  // python3 -c 'import hmac; h = hmac.new(b"key", digestmod="sha256");
  //   [h.update(x) for x in (b"{\"msg_type\":\"t\"}", b"{}", b"{}", "{\"text\":\"λ\"}".encode())];
  //   print(h.hexdigest())'
  const expected = "d97d2eb5d3dc7a9a07ab3b63e8fd7cdb44187b365452660c44d4912fe2eb5f65";
  const made = {...message(), parent: {}, metadata: {}, content: {text: "λ"}};
  const header = {msg_type: "t"} as (typeof made)["header"];
  const [, , signature] = frames(new Wire({key: "key"}), {...made, header});
  assert.equal(signature.toString(), expected);
});

test("a message with another key, no signature or one byte changed is forged", () => {
  const wire = new Wire({key: "secret"});
  const unsigned = frames(new Wire({key: ""}));
  const changed = frames(wire);
  changed[6] = Buffer.from(changed[6].toString().replace("text", "TEXT"));
  for (const forged of [unsigned, changed, frames(new Wire({key: "Secret"}))])
    assert.deepEqual(wire.decode(forged), {refused: "forged", why: "wrong signature"});
});

test("a signature is taken once, and the memory of it is bounded", () => {
  const wire = new Wire({key: "secret"});
  const first = frames(wire);
  assert.ok(!("refused" in wire.decode(first)));
  const again = wire.decode(first);
  assert.ok("refused" in again && again.refused === "replayed");
  for (let k = 0; k < 65_536; k++) wire.decode(frames(wire));
  assert.ok(!("refused" in wire.decode(first)), "forgotten after 65,536 others");
});

test("nothing is parsed before its signature has been verified", () => {
  const wire = new Wire({key: "secret"});
  const broken = frames(wire);
  broken[3] = Buffer.from("{not json");
  const refusal = wire.decode(broken);
  assert.ok("refused" in refusal && refusal.refused === "forged");
});

test("frames that are no message are malformed, whatever their shape", () => {
  const wire = new Wire({key: ""});
  const delimiter = Buffer.from("<IDS|MSG>");
  const json = (...parts: string[]) => [
    delimiter,
    Buffer.alloc(0),
    ...parts.map((part) => Buffer.from(part)),
  ];
  const header = '{"msg_id":"1","msg_type":"x"}';
  for (const shape of [
    [],
    [Buffer.from("x")],
    [delimiter],
    json(header, "{}", "{}"),
    json("{}", "{}", "{}", "{}"),
    json("[]", "{}", "{}", "{}"),
    json("null", "{}", "{}", "{}"),
    json(header, "{}", "{}", "7"),
    json(header, "{}", "{}", ""),
    json(header, "{}", "{}", "\u00ff{"),
    json('{"msg_id":1,"msg_type":"x"}', "{}", "{}", "{}"),
  ]) {
    const refusal = wire.decode(shape);
    assert.ok("refused" in refusal && refusal.refused === "malformed", String(shape));
  }
});

test("a scheme that is no HMAC, or an unknown one, is refused when the kernel starts", () => {
  assert.throws(() => new Wire({key: "k", scheme: "none"}), /signature_scheme must be hmac-<hash>/);
  assert.throws(() => new Wire({key: "k", scheme: "hmac-nothing"}));
});

test("ids are unique, and the session stays the same", () => {
  const made = Array.from({length: 100}, () => message().header);
  assert.equal(new Set(made.map(({msg_id}) => msg_id)).size, 100);
  assert.equal(new Set(made.map(({session}) => session)).size, 1);
});
