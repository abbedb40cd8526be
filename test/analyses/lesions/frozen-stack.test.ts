import assert from "node:assert/strict";
import {test} from "node:test";
import {smallDigits} from "../../../src/analyses/depth/small-digits";
import {freezeStack} from "../../../src/analyses/lesions/frozen-stack";
import {studiedStacksOfSeed} from "../../../src/analyses/lesions/lesion-jobs";
import {lesionErrors} from "../../../src/analyses/lesions/lesion-trials";
import {frozenAsTrained} from "../../../src/analyses/lesions/studied-stack";
import {branchSizes, wiredError, wiredLogits} from "../../../src/analyses/lesions/wired-pass";
import {intactWiring, withoutBranches, withoutSkips} from "../../../src/analyses/lesions/wiring";
import {examplesBetween} from "../../../src/datasets/subsets";
import {disposeNetwork} from "../../../src/models/network";
import {snapshotNetwork} from "../../../src/models/snapshot";
import {stackForward} from "../../../src/models/stack/stack-forward";
import type {StreamHook} from "../../../src/models/stack/stack-forward";
import {createStack} from "../../../src/models/stack/stack-network";
import type {StackNetwork} from "../../../src/models/stack/stack-network";
import type {StackSettings} from "../../../src/models/stack/stack-options";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

const split = smallDigits({random: randomStream(1)});
const data = examplesBetween(split.train, 0, 200);
const few = {input: [8, 8, 1], classes: 10, blocks: 5, width: 16, order: "pre"} as const;

/** Uses a random stack and disposes it. */
function withStack<R>(settings: Partial<StackSettings>, use: (network: StackNetwork) => R): R {
  const network = createStack(
    {...few, input: data.shape.slice(1), ...settings},
    {random: randomStream(3)},
  );
  // Scales and offsets that are not 1 and 0, as after training.
  [...network.scales, ...network.offsets].forEach((variable, i) =>
    tf.tidy(() => variable.assign(variable.add(0.1 * Math.sin(i)))),
  );
  try {
    return use(network);
  } finally {
    disposeNetwork(network);
  }
}

function logitsOf(network: StackNetwork, at?: StreamHook): Float32Array {
  const images = tf.tensor(data.features, data.shape as number[]);
  const logits = stackForward(network, images, at ? {at} : {});
  const values = Float32Array.from(logits.dataSync<"float32">());
  tf.dispose([images, logits]);
  return values;
}

const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));

// Float32 against float64 through ten layers whose logits are of order 10.
const rounding = 1e-3;

test("a frozen stack gives the logits of the network on the examples it was measured on", () => {
  for (const settings of [
    {},
    {shortcut: "none"},
    {normalisation: "none", start: "fixup"},
    {alpha: 0.5, branchScale: 0.7},
    {activeBlocks: 2},
  ] as const) {
    withStack(settings, (network) => {
      const frozen = wiredLogits(freezeStack(network, data), data);
      assert.ok(apart(frozen, logitsOf(network)) < rounding, JSON.stringify(settings));
    });
  }
});

test("a deleted branch or skip does what replacing the stream by hand does", () => {
  // Without batch norm, whose statistics would be those of the lesioned stream there.
  withStack({normalisation: "none", branchScale: 0.3}, (network) => {
    const stack = freezeStack(network, data);
    const whole = intactWiring(few.blocks);
    let before: tf.Tensor;
    const atBlock =
      (change: (after: tf.Tensor, before: tf.Tensor) => tf.Tensor): StreamHook =>
      (stream, block) => {
        const put = block === 3 ? change(stream, before) : stream;
        before = put;
        return put;
      };
    const noBranch = logitsOf(
      network,
      atBlock((_, old) => old.clone()),
    );
    const noSkip = logitsOf(
      network,
      atBlock((after, old) => after.sub(old)),
    );
    const lesioned = [withoutBranches(whole, [2]), withoutSkips(whole, [2])];
    assert.ok(apart(wiredLogits(stack, data, {wiring: lesioned[0]}), noBranch) < rounding);
    assert.ok(apart(wiredLogits(stack, data, {wiring: lesioned[1]}), noSkip) < rounding);
  });
});

test("lesions leave the network, and its frozen copy, as they were, and no tensor behind", () => {
  const tensors = tf.memory().numTensors;
  withStack({}, (network) => {
    const before = snapshotNetwork(network);
    const stack = freezeStack(network, data);
    const copy = structuredClone(stack);
    const intact = wiredError(stack, data);
    const settings = {subsets: 2, shuffles: 2, random: randomStream(5)};
    const errors = lesionErrors(stack, data, settings);
    assert.deepEqual(stack, copy);
    assert.deepEqual(snapshotNetwork(network), before);
    assert.equal(wiredError(stack, data), intact);
    assert.equal(errors.intact, intact);
    // Each by itself as all in one go, where the shared part of the pass is computed once.
    const whole = intactWiring(few.blocks);
    errors.branch.forEach((error, module) =>
      assert.equal(error, wiredError(stack, data, withoutBranches(whole, [module]))),
    );
    errors.skip.forEach((error, module) =>
      assert.equal(error, wiredError(stack, data, withoutSkips(whole, [module]))),
    );
    assert.deepEqual(errors.manyBranches[0], [intact]);
    assert.equal(errors.manyBranches[1].length, 2);
    assert.equal(errors.orders.length, 2 * 2);
    assert.deepEqual(lesionErrors(stack, data, settings), errors);
  });
  assert.equal(tf.memory().numTensors, tensors);
});

test("a module whose weights are 0 can be deleted for nothing, and has size 0", () => {
  withStack({}, (network) => {
    tf.tidy(() => network.weights[4].assign(tf.zerosLike(network.weights[4])));
    const stack = freezeStack(network, data);
    const whole = intactWiring(few.blocks);
    const [intact, lesioned] = [whole, withoutBranches(whole, [1])].map((wiring) =>
      wiredLogits(stack, data, {wiring}),
    );
    assert.equal(apart(intact, lesioned), 0);
    assert.equal(branchSizes(stack, data)[1], 0);
    assert.ok(branchSizes(stack, data)[2] > 0);
  });
});

test("statistics that saw k branches at a time differ from those with all, and k = n gives the same", () => {
  const scaleOf = (activeBlocks: number | null) =>
    withStack({activeBlocks}, (network) => {
      const {head} = frozenAsTrained(network, data, {random: randomStream(7)});
      return [...head.scale];
    });
  assert.ok(apart(scaleOf(5), scaleOf(null)) < 1e-12);
  // With two fifths of the branches the stream is smaller, and what divides by it larger.
  const mean = (scales: readonly number[]): number =>
    scales.reduce((sum, scale) => sum + scale, 0) / scales.length;
  assert.ok(mean(scaleOf(2)) > 1.1 * mean(scaleOf(null)));
});

test("stacks of another order, shortcut or kind are refused by name", () => {
  for (const settings of [
    {order: "post"},
    {shortcut: "exclusive-gate"},
    {shortcutScale: 0.5},
  ] as const) {
    assert.throws(
      () => withStack(settings, (network) => freezeStack(network, data)),
      /lesions are/,
    );
  }
});

test("a trained residual stack loses little by a branch and nearly all by a skip", async () => {
  const tensors = tf.memory().numTensors;
  const optimizer = {kind: "momentum", rate: 0.05, weightDecay: 1e-4} as const;
  const recipe = {epochs: 6, batchSize: 128, optimizer};
  const {residual} = await studiedStacksOfSeed(9001, {
    studies: {
      residual: {
        network: {blocks: 12, width: 32, order: "pre"},
        ...recipe,
        lesions: {subsets: 1, shuffles: 1},
        lengths: {at: [0], examples: 16, paths: 4},
      },
    },
  });
  assert.equal(tf.memory().numTensors, tensors);
  assert.ok(residual.testError < 0.15, `${residual.testError}`);
  assert.equal(residual.rawError, residual.testError);
  const {branch, skip, intact} = residual.lesions!;
  const middle = [...branch].sort((a, b) => a - b)[6];
  assert.ok(middle - intact < 0.05, `a branch: ${middle - intact}`);
  assert.ok(Math.min(...skip) > 0.3, `a skip: ${Math.min(...skip)}`);
  assert.deepEqual(
    residual.lengths.map(({step}) => step),
    [0, 6 * 11],
  );
  for (const {errors, energy, coherent} of residual.lengths) {
    assert.ok(errors.gradient < 1e-12 && errors.output < 1e-12);
    for (const shares of [energy, coherent]) {
      assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-12);
    }
  }
});
