import assert from "node:assert/strict";
import {test} from "node:test";
import {randomStream} from "../../src/numerics/random";
import {bernoulliTensor, normalTensor} from "../../src/tensors/seeded";

test("normal numbers have the deviation asked for and repeat with their stream", () => {
  const draw = () => normalTensor([100, 50], {sd: 3, random: randomStream(5)});
  const [first, second] = [draw(), draw()];
  assert.deepEqual(first.shape, [100, 50]);
  assert.deepEqual(first.dataSync(), second.dataSync());
  const values = first.dataSync<"float32">();
  const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
  // Standard error of a variance: √(2/n) of it.
  assert.ok(Math.abs(variance / 9 - 1) < 4 * Math.sqrt(2 / 5000), `${variance}`);
  first.dispose();
  second.dispose();
});

test("gates are 0 or 1 and open as often as asked", () => {
  const gates = bernoulliTensor([4000], {probability: 0.3, random: randomStream(5)});
  const values = [...gates.dataSync()];
  assert.deepEqual([...new Set(values)].sort(), [0, 1]);
  const share = values.reduce((sum, value) => sum + value, 0) / 4000;
  assert.ok(Math.abs(share - 0.3) < 4 * Math.sqrt((0.3 * 0.7) / 4000), `${share}`);
  gates.dispose();
  assert.throws(
    () => bernoulliTensor([1], {probability: 1.1, random: randomStream(5)}),
    /probability must lie in \[0, 1\], got 1.1/,
  );
});
