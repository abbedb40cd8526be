import assert from "node:assert/strict";
import {test} from "node:test";
import {propagation} from "../../../src/analyses/depth/propagation";
import {randomStream} from "../../../src/numerics/random";

const small = {blocks: 12, width: 8, shortcutScale: 1, weightScale: 1, after: "identity"} as const;

test("signals and gradients add up as the paper says, for any scale of the shortcuts", () => {
  for (const shortcutScale of [0, 0.5, 0.9, 1, 1.2]) {
    for (const seed of [1, 2, 3]) {
      const found = propagation({...small, shortcutScale}, {random: randomStream(seed)});
      // Some 12 · 3 · 8 roundings of 1.1e-16, of terms that may cancel tenfold.
      assert.ok(found.signal < 1e-12, `signal: ${found.signal}`);
      assert.ok(found.gradient < 1e-12, `gradient: ${found.gradient}`);
      assert.ok(found.paths < 1e-12, `paths: ${found.paths}`);
    }
  }
});

test("they do not with a ReLU behind the addition", () => {
  const found = propagation({...small, after: "relu"}, {random: randomStream(1)});
  assert.ok(found.signal > 0.01 && found.gradient > 0.01 && found.paths > 0.01);
});

test("the direct term is λ to the depth, whatever the weights", () => {
  const {direct, last} = propagation({...small, shortcutScale: 0.5}, {random: randomStream(4)});
  assert.ok(Math.abs(direct / last / 0.5 ** 12 - 1) < 1e-12);
});

test("small weights leave the gradient of the stream, and shrink that of the weights in proportion", () => {
  const of = (weightScale: number) =>
    propagation({...small, weightScale}, {random: randomStream(5)});
  const [less, least] = [of(1e-3), of(1e-4)];
  // I + J with |J| of the order of the squared scale, twelve times.
  assert.ok(Math.abs(least.total / least.last - 1) < 1e-5);
  assert.ok(Math.abs(less.weightGradient / least.weightGradient / 10 - 1) < 1e-3);
});

test("the chain of blocks is the derivative of the stack, by finite differences of its direction", () => {
  // One block of width 1: x' = λ x + w2 R(w1 x), whose slope is λ + w1 w2 or λ.
  const {total, last, direct} = propagation(
    {...small, blocks: 1, width: 1, shortcutScale: 0.5},
    {random: randomStream(6)},
  );
  const random = randomStream(6);
  const weight = (name: string) => Math.SQRT2 * random.child(name).normal();
  const [w1, w2, x] = [weight("W1 0"), weight("W2 0"), random.child("x").normal()];
  const block = (value: number) => 0.5 * value + w2 * Math.max(0, w1 * value);
  const slope = (block(x + 1e-6) - block(x - 1e-6)) / 2e-6;
  assert.ok(Math.abs(total / last - Math.abs(slope)) < 1e-8);
  assert.ok(Math.abs(direct / last - 0.5) < 1e-15);
});
