import assert from "node:assert/strict";
import {test} from "node:test";
import {runInNewContext} from "node:vm";
import {fromJson, toJson} from "../../src/runs/plain-data";

test("numbers that JSON lacks, typed arrays and nested lists come back as they were", () => {
  const value = {
    numbers: [NaN, Infinity, -Infinity, -0, 0, 0.1, 1e300, 5e-324],
    doubles: Float64Array.of(NaN, -0, Math.PI),
    floats: Float32Array.of(1.5, -2),
    whole: Int32Array.of(-1, 2 ** 31 - 1),
    bytes: Uint8Array.of(0, 255),
    part: new Float64Array([1, 2, 3, 4]).subarray(1, 3),
    nested: [{a: null, b: "text $kind", c: [true, []]}],
    empty: {},
  };
  assert.deepStrictEqual(fromJson(toJson(value)), value);
  assert.equal(toJson(fromJson(toJson(value))), toJson(value));
});

test("undefined fields are left out, and objects of a notebook's realm are plain", () => {
  assert.equal(toJson({a: 1, b: undefined}), '{"a":1}');
  assert.equal(toJson(runInNewContext("({a: [1, {b: 2}]})")), '{"a":[1,{"b":2}]}');
});

test("what is not plain data is refused with its place", () => {
  const refused: [unknown, RegExp][] = [
    [
      {rows: [1, {at: new Date(0)}]},
      /^TypeError: value\.rows\[1\]\.at must be plain data .* got Date/,
    ],
    [new Map(), /value must be plain data .* got Map/],
    [{f: () => 1}, /value\.f .* got function/],
    [1n, /value .* got bigint/],
    [[undefined], /value\[0\] .* got undefined/],
    [{$kind: "number"}, /got Object/],
    [new BigInt64Array(1), /got BigInt64Array/],
  ];
  for (const [value, message] of refused) assert.throws(() => toJson(value), message);
});

test("text that is none of ours is refused", () => {
  assert.throws(() => fromJson("{"), SyntaxError);
  assert.throws(() => fromJson('{"$kind": "Surprise"}'), /unknown kind of data: Surprise/);
});
