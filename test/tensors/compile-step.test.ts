import assert from "node:assert/strict";
import {test} from "node:test";
import {setTimeout} from "node:timers/promises";
import {runInThisContext} from "node:vm";
import {compileStep} from "../../src/tensors/compile-step";
import {mostIdle} from "../../src/tensors/graph/sessions";
import {momentumOptimizer} from "../../src/tensors/fused/optimizers";
import {tf} from "../../src/tensors/tensorflow";

type Native = {
  binding: {
    getNumOfSavedModels(): number;
    getNumOfTensors(): number;
    loadSavedModel(folder: string, tags: string): number;
  };
};
const native = (): Native => tf.backend() as unknown as Native;
const numbers = (tensor: tf.Tensor): number[] => {
  const values = [...tensor.dataSync()];
  tensor.dispose();
  return values;
};

/** A variable that holds `value` and nothing else. */
function variable(value: number | number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.tensor(value)));
}

test("two steps of one graph see each other's changes, also after a third is added", () => {
  const count = variable(0);
  const add = compileStep(
    ({by}) => {
      count.assign(count.add(by));
      return count.clone();
    },
    {feeds: {by: []}},
  );
  const scaled = add.alongside(({by}) => count.mul(by), {feeds: {by: []}});
  assert.deepEqual(numbers(add({by: 2})), [2]);
  assert.deepEqual(numbers(scaled({by: 10})), [20]);
  assert.deepEqual(numbers(add({by: 3})), [5]);
  const sum = add.alongside(({list}) => list.sum().add(count), {feeds: {list: [null]}});
  const list = tf.tensor1d([1, 2, 3]);
  assert.deepEqual(numbers(sum({list})), [11]);
  assert.deepEqual(numbers(scaled({by: 10})), [50]);
  add.dispose();
  assert.deepEqual(numbers(count.clone()), [5]);
  tf.dispose([count, list]);
});

test("variables are read back when asked, written when assigned to, and whole after dispose", () => {
  const [a, b] = [variable([1, 2]), variable(10)];
  const step = compileStep(
    ({by}) => {
      a.assign(a.mul(by));
      b.assign(b.sub(by));
      return b.clone();
    },
    {feeds: {by: []}},
  );
  numbers(step({by: 2}));
  numbers(step({by: 2}));
  assert.deepEqual([...a.dataSync()], [1, 2], "out of date until read");
  step.read();
  assert.deepEqual([[...a.dataSync()], [...b.dataSync()]], [[4, 8], [6]]);
  tf.tidy(() => a.assign(tf.tensor1d([1, 1])));
  assert.deepEqual(numbers(step({by: 3})), [3]);
  step.read();
  assert.deepEqual([...a.dataSync()], [3, 3]);
  numbers(step({by: 5}));
  step.write();
  step.read();
  assert.deepEqual([[...a.dataSync()], [...b.dataSync()]], [[3, 3], [3]], "write goes back");
  numbers(step({by: 2}));
  step.dispose();
  assert.deepEqual([[...a.dataSync()], [...b.dataSync()]], [[6, 6], [1]]);
  assert.throws(() => step({by: 1}), /was disposed: compile it again/);
  tf.dispose([a, b]);
});

test("a fed typed array is never written to", () => {
  const values = Float32Array.of(1, 2, 3);
  const state = variable([0, 0, 0]);
  const [x, rate] = [tf.tensor1d(values), tf.scalar(1)];
  const optimizer = momentumOptimizer([state], {momentum: 0.5});
  const step = compileStep(({x, learningRate}) => state.sub(x).square().sum().mul(learningRate), {
    feeds: {x: [3], learningRate: []},
    optimizer,
  });
  state.assign(x);
  for (let i = 0; i < 3; i++) numbers(step({x, learningRate: rate}));
  tf.tidy(() => state.assign(tf.tensor1d(values)));
  for (let i = 0; i < 3; i++) numbers(step({x, learningRate: rate}));
  assert.deepEqual([...values], [1, 2, 3]);
  step.dispose();
  optimizer.dispose();
  tf.dispose([state, x, rate]);
});

test("old values, swaps and repeated changes within a step mean what they mean eagerly", () => {
  const run = (eager: boolean): number[] => {
    const [a, b] = [variable([1, 2]), variable([3, 4])];
    const alias = a.clone(); // a constant, though it shares a's memory
    const step = compileStep(
      ({by}) => {
        const old = a.clone();
        const oldB = b.mul(1);
        a.assign(oldB);
        b.assign(old);
        a.assign(a.add(by));
        b.assign(b.mul(a));
        return tf.stack([old, a, b, alias]);
      },
      {feeds: {by: []}, eager},
    );
    const seen = [1, 2, 3].flatMap((by) => numbers(step({by})));
    step.dispose();
    const left = [...numbers(a.clone()), ...numbers(b.clone())];
    tf.dispose([a, b, alias]);
    return [...seen, ...left];
  };
  assert.deepEqual(run(false), run(true));
});

test("a step may return feeds, variables, constants and several tensors by name", () => {
  const weight = variable([1, 2]);
  const step = compileStep(
    ({x}) => ({x, weight: weight.clone(), one: tf.scalar(1), big: x.greater(weight)}),
    {feeds: {x: [2]}},
  );
  const x = tf.tensor1d([5, 0]);
  for (let i = 0; i < 2; i++) {
    const {one, big, ...rest} = step({x});
    assert.equal(big.dtype, "bool");
    assert.deepEqual(numbers(one), [1]);
    assert.deepEqual(numbers(big), [1, 0]);
    assert.deepEqual(numbers(rest.x), [5, 0]);
    assert.deepEqual(numbers(rest.weight), [1, 2]);
  }
  assert.deepEqual([...x.dataSync()], [5, 0]);
  step.dispose();
  tf.dispose([weight, x]);
});

test("one tensor fed twice, or the variable itself, is two feeds", () => {
  const weight = variable([1, 2]);
  const step = compileStep(({a, b}) => a.sub(b.mul(weight)), {feeds: {a: [2], b: [2]}});
  assert.deepEqual(numbers(step({a: weight, b: weight})), [0, -2]);
  const ten = tf.tensor1d([10, 10]);
  assert.deepEqual(numbers(step({a: ten, b: weight})), [9, 6]);
  step.dispose();
  tf.dispose([weight, ten]);
});

test("the optimizers of TensorFlow.js make their slots once and agree with eager steps", () => {
  const run = (eager: boolean, make: () => tf.Optimizer): number[] => {
    const weight = variable([1, -2, 3]);
    const optimizer = make();
    const x = tf.tensor1d([0.5, 1, 2]);
    const step = compileStep(
      ({x}) => optimizer.minimize(() => weight.mul(x).square().sum(), true, [weight])!,
      {feeds: {x: [3]}, eager},
    );
    for (let i = 0; i < 5; i++) numbers(step({x}));
    step.dispose();
    const values = [...weight.dataSync()];
    optimizer.dispose();
    tf.dispose([weight, x]);
    return values;
  };
  const optimizers = [
    () => tf.train.adam(0.1),
    () => tf.train.momentum(0.1, 0.9, true),
    () => tf.train.rmsprop(0.1),
    () => tf.train.adagrad(0.1),
  ];
  const before = tf.memory().numTensors;
  for (const make of optimizers) {
    const [graph, eager] = [run(false, make), run(true, make)];
    graph.forEach((value, i) => assert.ok(Math.abs(value - eager[i]) < 1e-6, `${graph}, ${eager}`));
  }
  // tf.train.adam leaves its two scalars of β to nobody; see its dispose().
  assert.ok(tf.memory().numTensors - before <= 4);
});

test("the same step compiled again takes the session given back", () => {
  const make = (): number => {
    const weight = variable([1, 2]);
    const step = compileStep(({x}) => x.mul(weight).cos().sum(), {feeds: {x: [2]}});
    const x = tf.ones([2]);
    numbers(step({x}));
    step.dispose();
    tf.dispose([weight, x]);
    return native().binding.getNumOfSavedModels();
  };
  const sessions = make();
  const tensors = native().binding.getNumOfTensors();
  for (let i = 0; i < 20; i++) assert.equal(make(), sessions);
  assert.equal(native().binding.getNumOfTensors(), tensors);
});

test("steps that are said to be alike are recorded once, each on its own variables", () => {
  let recorded = 0;
  const code = {};
  const sumAfter = ([a, b]: readonly number[], text: string, more: {taken?: tf.Tensor} = {}) => {
    const variables = [variable(a), variable(b)];
    const step = compileStep(
      ({by}) => {
        recorded++;
        variables[1].assign(variables[1].add(variables[0].mul(by)));
        return {last: variables[0].clone(), sum: more.taken ? by.add(more.taken) : by.clone()};
      },
      {feeds: {by: []}, variables, alike: {code, text}},
    );
    const {last, sum} = step({by: 10});
    step.dispose();
    return [...[last, sum, ...variables].flatMap(numbers), recorded];
  };
  assert.deepEqual(sumAfter([1, 2], "sum"), [1, 10, 1, 12, 2]);
  assert.deepEqual(sumAfter([3, 4], "sum"), [3, 10, 3, 34, 2]);
  assert.deepEqual(sumAfter([3, 4], "another"), [3, 10, 3, 34, 4]);
  const [five, six] = [tf.scalar(5), tf.scalar(6)];
  assert.deepEqual(sumAfter([1, 2], "takes", {taken: five}), [1, 15, 1, 12, 6]);
  assert.deepEqual(sumAfter([1, 2], "takes", {taken: six}), [1, 16, 1, 12, 8]);
  tf.dispose([five, six]);
});

test("sessions given back do not pile up", () => {
  const before = native().binding.getNumOfSavedModels();
  for (let n = 1; n <= mostIdle + 4; n++) {
    const step = compileStep(({x}) => x.add(n), {feeds: {x: []}});
    numbers(step({x: 1}));
    step.dispose();
  }
  assert.ok(native().binding.getNumOfSavedModels() <= before + mostIdle);
});

test("where no graph can be loaded the step runs eagerly, keeps its values and says so once", (t) => {
  const warn = t.mock.method(console, "warn", () => undefined);
  const count = variable(0);
  const add = compileStep(
    ({by}) => {
      count.assign(count.add(by));
      return count.clone();
    },
    {feeds: {by: []}},
  );
  assert.deepEqual(numbers(add({by: 1})), [1]);
  const twice = add.alongside(({by}) => count.mul(by), {feeds: {by: []}});
  const {binding} = native();
  const refusing = Object.create(binding, {
    loadSavedModel: {
      value: () => {
        throw new Error("no session today\nand more");
      },
    },
  }) as Native["binding"];
  try {
    native().binding = refusing;
    assert.deepEqual(numbers(twice({by: 10})), [10]);
    assert.deepEqual(numbers(add({by: 4})), [5]);
    assert.deepEqual(numbers(twice({by: 10})), [50]);
  } finally {
    native().binding = binding;
  }
  assert.equal(warn.mock.callCount(), 1);
  assert.match(String(warn.mock.calls[0].arguments[0]), /refused it: no session today$/);
  add.dispose();
  assert.deepEqual([...count.dataSync()], [5]);
  count.dispose();
});

test("a step cut off while it is recorded leaves everything whole for the next try", async () => {
  const weight = variable([1, 2]);
  const x = tf.ones([2]);
  const before = tf.memory().numTensors;
  const binding = native().binding;
  let cutOff = true;
  const step = compileStep(
    ({x}) => {
      const gradient = tf.grad((x: tf.Tensor) => {
        weight.assign(weight.mul(2));
        if (cutOff) process.kill(process.pid, "SIGINT");
        while (cutOff);
        return x.mul(weight).sum();
      })(x);
      return gradient.sum();
    },
    {feeds: {x: [2]}},
  );
  // As an interrupt of the kernel's, the signal ends the loop without running any `finally`.
  const call = runInThisContext("(step) => () => step()") as (step: () => void) => () => void;
  Object.assign(globalThis, {cutOffStep: call(() => void step({x}))});
  const interrupted = {code: "ERR_SCRIPT_EXECUTION_INTERRUPTED"};
  assert.throws(() => void runInThisContext("cutOffStep()", {breakOnSigint: true}), interrupted);
  Reflect.deleteProperty(globalThis, "cutOffStep");
  assert.notEqual(native().binding, binding, "the recording was under way");
  for (let turn = 0; turn < 100 && native().binding !== binding; turn++) await setTimeout(20);
  cutOff = false;
  assert.equal(native().binding, binding);
  assert.deepEqual([...weight.dataSync()], [1, 2]);
  assert.deepEqual(numbers(step({x})), [6]);
  step.dispose();
  assert.deepEqual([...weight.dataSync()], [2, 4]);
  assert.equal(tf.memory().numTensors, before);
  tf.dispose([weight, x]);
});
