import assert from "node:assert/strict";
import {test} from "node:test";
import {parseIdx} from "../../src/datasets/idx-images";

const twoByThree = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 10, 11, 12, 13, 14, 15];

test("a file written by hand, 2 by 3, is read back", () => {
  const {shape, bytes} = parseIdx(Uint8Array.from(twoByThree), "hand");
  assert.deepEqual(shape, [2, 3]);
  assert.deepEqual([...bytes], [10, 11, 12, 13, 14, 15]);
});

test("a view into a larger buffer is read from its own start", () => {
  const within = Uint8Array.from([9, 9, ...twoByThree]).subarray(2);
  assert.deepEqual(parseIdx(within, "view").shape, [2, 3]);
});

test("wrong magic, cut header, missing and surplus bytes are refused by name", () => {
  const read = (bytes: number[]) => () => parseIdx(Uint8Array.from(bytes), "bad");
  assert.throws(read([0, 0, 9, 1, 0, 0, 0, 0]), /bad is no IDX file of bytes/);
  assert.throws(read([]), /bad is no IDX file/);
  assert.throws(read(twoByThree.slice(0, 9)), /bad ends within its header of 12 bytes/);
  assert.throws(read(twoByThree.slice(0, -1)), /bad must hold 18 bytes for shape \[2, 3\], got 17/);
  assert.throws(read([...twoByThree, 0]), /got 19/);
});
