import assert from "node:assert/strict";
import {test} from "node:test";
import {sealed, unsealed} from "../../src/files/sealed-text";
import {contentHash, signed, verified} from "../../src/files/signed-json";

test("no flipped bit and no cut of a sealed text goes unnoticed", () => {
  const body = '{"größe": [0.1, 2e-3], "text": "�"}';
  const bytes = Buffer.from(sealed("record 1", body));
  assert.equal(unsealed("record 1", bytes), body);
  for (let at = 0; at < bytes.length; at++) {
    assert.throws(() => unsealed("record 1", bytes.subarray(0, at)), RangeError, `cut at ${at}`);
    for (let bit = 0; bit < 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[at] ^= 1 << bit;
      assert.throws(() => unsealed("record 1", flipped), RangeError, `bit ${bit} of byte ${at}`);
    }
  }
  assert.throws(() => unsealed("record 1", Buffer.concat([bytes, bytes])), /checksum is another/);
  assert.throws(
    () => unsealed("record 2", bytes),
    /expected the format "record 2", it begins with/,
  );
  assert.throws(() => unsealed("record 1", Buffer.from("")), /it is empty/);
});

test("a signed record is the same in any spacing, and no other one", () => {
  const record = {name: "a", values: [0.1, -0, 1e300], nested: {none: undefined, text: "ü"}};
  const text = JSON.stringify(signed(record));
  const read = (from: string): object => verified(JSON.parse(from));
  assert.deepEqual(read(text), JSON.parse(JSON.stringify(record)));
  assert.deepEqual(read(JSON.stringify(JSON.parse(text), null, 3)), read(text));
  assert.equal(contentHash(signed(record)), contentHash(record));
  assert.throws(() => read(text.replace("0.1", "0.2")), /not those of its sha256/);
  assert.deepEqual(read(JSON.stringify(record)), read(text), "written by hand");
  for (const none of ["null", "[]", "3"]) assert.throws(() => read(none), /holds no record/);
});

test("a flipped bit of a signed record is noticed, or changes nothing that it says", () => {
  const record = {name: "a", values: [0.125, 17], on: true};
  const bytes = Buffer.from(JSON.stringify(signed(record)));
  for (let at = 0; at < bytes.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[at] ^= 1 << bit;
      try {
        const {name, values, on} = verified(JSON.parse(flipped.toString())) as typeof record;
        assert.deepEqual({name, values, on}, record);
      } catch (error) {
        assert.ok(error instanceof RangeError || error instanceof SyntaxError, String(error));
      }
    }
  }
});
