import assert from "node:assert/strict";
import {test} from "node:test";
import {
  adamOptimizer,
  descentOptimizer,
  momentumOptimizer,
} from "../../../src/tensors/fused/optimizers";
import type {StepOptimizer} from "../../../src/tensors/fused/optimizers";
import {tf} from "../../../src/tensors/tensorflow";
import {unitRoundoff} from "../gradient-check";

const start = [0.5, -1.25, 2];
const gradients = [
  [0.25, -0.5, 1],
  [-0.75, 0.125, 0.5],
  [1.5, 0.25, -2],
];
const rates = [0.1, 0.05, 0.2];

/** Three steps with known gradients and changing rates; what is left of the tensors after. */
function run(make: (variables: tf.Variable[]) => StepOptimizer): {values: number[]; left: number} {
  const before = tf.memory().numTensors;
  const variable = tf.tidy(() => tf.variable(tf.tensor1d(start)));
  const optimizer = make([variable]);
  gradients.forEach((gradient, t) =>
    tf.tidy(() => optimizer.apply([tf.tensor1d(gradient)], tf.scalar(rates[t]))),
  );
  const values = [...variable.dataSync()];
  optimizer.dispose();
  variable.dispose();
  return {values, left: tf.memory().numTensors - before};
}

function assertSteps(make: (variables: tf.Variable[]) => StepOptimizer, expected: number[]): void {
  const {values, left} = run(make);
  // Three steps of at most 12 operations on numbers below 4; β₂ᵗ near 1 costs Adam 1 / (1 − β₂) more.
  values.forEach((value, i) =>
    assert.ok(
      Math.abs(value - expected[i]) <= 3 * 12 * 4 * unitRoundoff,
      `${value} against ${expected[i]}`,
    ),
  );
  assert.equal(left, 0);
}

test("plain descent subtracts rate times gradient", () => {
  const expected = start.map((w, i) => gradients.reduce((w, g, t) => w - rates[t] * g[i], w));
  assertSteps(descentOptimizer, expected);
});

for (const nesterov of [false, true]) {
  test(`momentum follows its recursion in doubles, nesterov ${nesterov}`, () => {
    const momentum = 0.75;
    const expected = start.map((w, i) => {
      let velocity = 0;
      gradients.forEach((g, t) => {
        velocity = momentum * velocity + g[i];
        w -= rates[t] * (nesterov ? g[i] + momentum * velocity : velocity);
      });
      return w;
    });
    assertSteps((variables) => momentumOptimizer(variables, {momentum, nesterov}), expected);
  });
}

test("Adam follows its recursion in doubles", () => {
  const [beta1, beta2, epsilon] = [0.875, 0.96875, 1e-4];
  const expected = start.map((w, i) => {
    let [m, v] = [0, 0];
    gradients.forEach((g, t) => {
      m = beta1 * m + (1 - beta1) * g[i];
      v = beta2 * v + (1 - beta2) * g[i] ** 2;
      const rate = (rates[t] * Math.sqrt(1 - beta2 ** (t + 1))) / (1 - beta1 ** (t + 1));
      w -= (rate * m) / (Math.sqrt(v) + epsilon);
    });
    return w;
  });
  assertSteps((variables) => adamOptimizer(variables, {beta1, beta2, epsilon}), expected);
});

test("a momentum of 1 or more is refused", () => {
  assert.throws(() => momentumOptimizer([], {momentum: 1}), /momentum must be in \[0, 1\), got 1/);
});
