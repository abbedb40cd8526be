import assert from "node:assert/strict";
import {test} from "node:test";
import {residualHypothesis} from "../../../src/analyses/depth/residual-hypothesis";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

test("one block learns what is near zero better plain, what is near the identity better as a residual", () => {
  const before = tf.memory().numTensors;
  const settings = {steps: 150};
  const [low, high] = residualHypothesis(
    {
      ...settings,
      cases: [0, 1].map((target) => ({target, blocks: 1, initialScale: 0.1, rate: 0.05})),
    },
    {random: randomStream(9001)},
  );
  assert.equal(tf.memory().numTensors, before);
  assert.ok(low.plain < low.residual / 2, `${low.plain} against ${low.residual}`);
  assert.ok(high.residual < high.plain / 2, `${high.residual} against ${high.plain}`);
});

test("a plain block on a target near 0 and a residual one on the same near 1 have one and the same task", () => {
  // T(x) − x at s = 1 is T(x) at s = 0, so that both forms then see the same numbers up to rounding.
  const settings = {steps: 40};
  const [low, high] = residualHypothesis(
    {
      ...settings,
      cases: [0, 1].map((target) => ({target, blocks: 1, initialScale: 0.1, rate: 0.05})),
    },
    {random: randomStream(9002)},
  );
  assert.ok(Math.abs(low.plain / high.residual - 1) < 1e-3, `${low.plain}, ${high.residual}`);
});

test("another draw of a case starts from other weights and learns the same map", () => {
  const one = {target: 0.5, blocks: 1, initialScale: 1, rate: 0.01};
  const [first, again, other] = residualHypothesis(
    {steps: 5, cases: [one, one, {...one, draw: 2}]},
    {random: randomStream(9003)},
  );
  assert.equal(again.plain, first.plain);
  assert.notEqual(other.plain, first.plain);
  assert.notEqual(other.residual, first.residual);
});
