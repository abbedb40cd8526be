import assert from "node:assert/strict";
import {test} from "node:test";
import {withSortedKeys} from "../../src/files/sorted-keys";

test("data that differ only in the order of their fields have one text, lists keep theirs", () => {
  const one = {b: [{d: 1, c: null}, 2], a: {f: "x", e: undefined}};
  const other = {a: {e: undefined, f: "x"}, b: [{c: null, d: 1}, 2]};
  assert.equal(JSON.stringify(withSortedKeys(one)), JSON.stringify(withSortedKeys(other)));
  assert.equal(JSON.stringify(withSortedKeys(one)), '{"a":{"f":"x"},"b":[{"c":null,"d":1},2]}');
  const bytes = new Uint8Array([2, 1]);
  assert.equal(withSortedKeys(bytes), bytes);
});
