import assert from "node:assert/strict";
import {test} from "node:test";
import {randomStream} from "../../src/numerics/random";
import {compileStep} from "../../src/tensors/compile-step";
import {momentumOptimizer} from "../../src/tensors/fused/optimizers";
import {tf} from "../../src/tensors/tensorflow";

/** Compiles a step of one vector, calls it, and hands back what it threw. */
function refusalOf(step: (x: tf.Tensor) => tf.Tensor): Error {
  const x = tf.tensor1d([1, 2, 3]);
  const before = tf.memory().numTensors;
  const {binding} = tf.backend() as unknown as {binding: object};
  const compiled = compileStep(({x}) => step(x), {feeds: {x: [3]}});
  try {
    compiled({x}).dispose();
  } catch (error) {
    assert.equal(tf.memory().numTensors, before, "a refusal must leave no tensor behind");
    assert.equal((tf.backend() as unknown as {binding: object}).binding, binding);
    return error as Error;
  } finally {
    compiled.dispose();
    x.dispose();
  }
  throw new Error("nothing was refused");
}

/** The message says what, and names a line of this file. */
function assertRefused(step: (x: tf.Tensor) => tf.Tensor, what: RegExp): void {
  const error = refusalOf(step);
  assert.match(error.message, what);
  assert.match(error.message, /\(at .*compile-step-refusals\.test\.ts:\d+:\d+\)/);
}

test("a value read inside the step is refused with its line", () => {
  assertRefused((x) => x.mul(x.sum().dataSync()[0]), /cannot read a tensor's value/);
  assertRefused((x) => x.mul(x.arraySync() as number[]), /cannot read a tensor's value/);
});

test("random numbers drawn in JavaScript are refused, seeded or not, and dropout with them", () => {
  const random = /drawn in JavaScript would be the same in every step/;
  assertRefused((x) => x.add(tf.randomNormal([3])), random);
  assertRefused((x) => x.add(tf.randomNormal([3], 0, 1, "float32", 5)), random);
  assertRefused((x) => x.add(tf.randomUniform([3], 0, 1, "float32", 5)), random);
  assertRefused((x) => x.add(tf.truncatedNormal([3], 0, 1, "float32", 5)), random);
  assertRefused((x) => tf.dropout(x, 0.5), random);
});

test("numbers of a stream and counters are refused, since they differ each time", () => {
  const stream = randomStream(1);
  let calls = 0;
  const differs = /differs each time the step runs/;
  assertRefused((x) => x.add(stream.normal()), differs);
  assertRefused((x) => x.mul(++calls), differs);
});

test("operations that change from run to run are refused", () => {
  let calls = 0;
  assertRefused(
    (x) => (calls++ % 2 === 0 ? x.square() : x.exp()),
    /does not do the same each time/,
  );
});

test("a large captured constant is refused with its shape, a small or uniform one is not", () => {
  const large = tf.range(0, 70_000);
  assertRefused((x) => x.add(large.sum()), /constant of shape \[70000\], 280000 bytes/);
  large.dispose();
  const x = tf.tensor1d([1, 2, 3]);
  const step = compileStep(({x}) => x.add(tf.range(0, 1000).sum()).add(tf.ones([70_000]).sum()), {
    feeds: {x: [3]},
  });
  const sum = step({x});
  assert.deepEqual([...sum.dataSync()], [569501, 569502, 569503]);
  step.dispose();
  tf.dispose([x, sum]);
});

test("a variable made inside is refused and disposed", () => {
  assertRefused((x) => x.add(tf.variable(tf.ones([3]))), /makes a variable each time it runs/);
});

test("a variable outside the list is refused by name", () => {
  const [listed, other] = [tf.variable(tf.ones([3])), tf.variable(tf.ones([3]), true, "other")];
  const x = tf.ones([3]);
  const step = compileStep(({x}) => x.mul(listed).mul(other), {
    feeds: {x: [3]},
    variables: [listed],
  });
  assert.throws(() => step({x}), /uses variable "other", which is not among its variables/);
  step.dispose();
  tf.dispose([listed, other, x]);
});

test("another compiled step inside is refused", () => {
  const inner = compileStep(({x}) => x.square(), {feeds: {x: [3]}});
  const x = tf.ones([3]);
  inner({x}).dispose();
  assertRefused((x) => inner({x}), /cannot be called inside a step/);
  inner.dispose();
  x.dispose();
});

test("an async step is refused", () => {
  const step = compileStep((async () => tf.scalar(1)) as unknown as () => tf.Tensor, {feeds: {}});
  assert.throws(() => step({}), /cannot be async/);
  step.dispose();
});

test("an error of the step itself passes through and leaves the variables as they were", () => {
  const weight = tf.variable(tf.scalar(2));
  const step = compileStep(
    ({x}) => {
      weight.assign(weight.add(1));
      return x.reshape([7]);
    },
    {feeds: {x: [3]}},
  );
  const x = tf.ones([3]);
  assert.throws(() => step({x}), /Size|size|reshape/i);
  assert.equal(weight.dataSync()[0], 2);
  step.dispose();
  tf.dispose([x, weight]);
});

test("every fed shape, dtype and name is checked", () => {
  const step = compileStep(({x, labels}) => x.sum().add(labels.sum()), {
    feeds: {x: [null, 2], labels: {shape: [null], dtype: "int32"}},
  });
  tf.tidy(() => {
    const [x, labels] = [tf.ones([3, 2]), tf.tensor1d([1, 2, 3], "int32")];
    assert.throws(
      () => step({x: tf.ones([3, 4]), labels}),
      /"x" must have shape \[any, 2\], got \[3, 4\]/,
    );
    assert.throws(() => step({x: tf.ones([3]), labels}), /"x" must have shape/);
    assert.throws(() => step({x: 5, labels}), /"x" must have shape .* got a number/);
    assert.throws(() => step({x, labels: tf.ones([3])}), /"labels" must be int32, got float32/);
    assert.throws(
      () => step({x} as unknown as {x: tf.Tensor; labels: tf.Tensor}),
      /"labels" is missing/,
    );
    const wrong = {x, labels, y: x} as {x: tf.Tensor; labels: tf.Tensor};
    assert.throws(() => step(wrong), /has no feed "y", only x, labels/);
    const gone = tf.ones([3, 2]);
    gone.dispose();
    assert.throws(() => step({x: gone, labels}), /"x" is a disposed tensor/);
    assert.equal(step({x, labels}).dataSync()[0], 12);
  });
  step.dispose();
});

test("a seventeenth shape is refused", () => {
  const step = compileStep(({x}) => x.sum(), {feeds: {x: [null]}, eager: false});
  tf.tidy(() => {
    for (let n = 1; n <= 16; n++) assert.equal(step({x: tf.ones([n])}).dataSync()[0], n);
    assert.throws(() => step({x: tf.ones([17])}), /compiled for 16 shapes, got another, 17/);
    assert.equal(step({x: tf.ones([4])}).dataSync()[0], 4);
  });
  step.dispose();
});

test("an optimizer asks for a scalar loss, a learning rate and variables that matter", () => {
  const [weight, unused] = [tf.variable(tf.ones([3])), tf.variable(tf.ones([2]), true, "unused")];
  const optimizer = momentumOptimizer([weight], {momentum: 0.9});
  const x = tf.ones([3]);
  const calls = [
    [
      compileStep(({x}) => x.mul(weight), {feeds: {x: [3], learningRate: []}, optimizer}),
      /loss must be a scalar, got shape \[3\]/,
    ],
    [
      compileStep(({x}) => ({cost: x.mul(weight).sum()}), {
        feeds: {x: [3], learningRate: []},
        optimizer,
      }),
      /must return its loss/,
    ],
  ] as const;
  for (const [step, message] of calls) {
    assert.throws(() => step({x, learningRate: 1}), message);
    step.dispose();
  }
  const both = momentumOptimizer([weight, unused], {momentum: 0.9});
  const step = compileStep(({x}) => x.mul(weight).sum(), {
    feeds: {x: [3], learningRate: []},
    optimizer: both,
  });
  assert.throws(() => step({x, learningRate: 1}), /does not depend on variable "unused"/);
  step.dispose();
  assert.throws(
    () => compileStep(({x}) => x.sum(), {feeds: {x: [3]}, optimizer}),
    /needs the feed learningRate/,
  );
  optimizer.dispose();
  both.dispose();
  tf.dispose([weight, unused, x]);
});
