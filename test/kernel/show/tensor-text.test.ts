import assert from "node:assert/strict";
import {test} from "node:test";
import {tensorText} from "../../../src/kernel/show/tensor-text";

const textOf = (shape: number[], data: ArrayLike<unknown>, dtype = "float32") =>
  tensorText({dtype, shape, dataSync: () => data})
    ?.split("\n")
    .slice(1)
    .map((line) => line.slice(4))
    .join("\n");
const range = (count: number) => Float32Array.from({length: count}, (_, i) => i);

test("small values, whole digits, NaN and infinity are told as they are", () => {
  const values = [1e-8, 3e-9, -2.5e-10, 123456789, 1234.5678, 1e20, 1e38, 0.1, NaN, -Infinity, -0];
  assert.equal(
    textOf([values.length], Float32Array.from(values)),
    "[1e-8, 3e-9, -2.5e-10, 123456792, 1234.568, 100000000000000000000, 1e+38, 0.1, NaN, -Infinity, 0]",
  );
  assert.equal(textOf([], Float32Array.of(1234567.875)), "1234567.9");
  assert.equal(textOf([2], Int32Array.of(-2147483648, 7), "int32"), "[-2147483648, 7]");
});

test("truths, texts and complex numbers are read as such", () => {
  assert.equal(textOf([2], Uint8Array.of(1, 0), "bool"), "[true, false]");
  assert.equal(textOf([2], ["a", "it's"], "string"), `['a', "it's"]`);
  assert.equal(textOf([2], Float32Array.of(1, 2, 0.5, -1), "complex64"), "[1 + 2i, 0.5 + -1i]");
});

test("rows stand below one another, an empty tensor is empty", () => {
  assert.equal(textOf([2, 2], range(4)), "[[0, 1],\n [2, 3]]");
  assert.equal(textOf([2, 1, 2], range(4)), "[[[0, 1]],\n [[2, 3]]]");
  assert.equal(textOf([0], range(0)), "[]");
  assert.equal(textOf([2, 0], range(0)), "[[],\n []]");
});

test("long axes are cut to their ends, and many axes to less", () => {
  assert.equal(textOf([1000], range(1000)), "[0, 1, 2, ..., 997, 998, 999]");
  let read = 0;
  const counting = new Proxy(
    {},
    {
      get(_, name) {
        read++;
        return Number(name);
      },
    },
  ) as ArrayLike<unknown>;
  const limits: [shape: number[], mostRead: number][] = [
    [[1e6, 100], 1000],
    [[20, 20, 20, 20], 1000],
    [[20, 20, 20, 20, 20], 2000],
    [[9, 9, 9, 9, 9, 9], 1000],
  ];
  for (const [shape, most] of limits) {
    read = 0;
    const text = textOf(shape, counting)!;
    assert.ok(text.length < 20_000, `${shape}: ${text.length} characters`);
    assert.ok(read <= 2 * most, `${shape}: ${read} values were read`);
    assert.match(text, /\.\.\./);
  }
  assert.match(textOf([1e6, 100], counting)!, /^\[\[ +0, +1, +2, \.\.\., +97, +98, +99\],\n/);
});
