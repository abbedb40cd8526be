import assert from "node:assert/strict";
import {test} from "node:test";
import {smallDigits} from "../../../src/analyses/depth/small-digits";
import {
  freezeStack,
  rectifiedRows,
  throughLayer,
  timesMatrix,
  transposed,
} from "../../../src/analyses/lesions/frozen-stack";
import {studiedStacksOfSeed} from "../../../src/analyses/lesions/lesion-jobs";
import {lesionErrors} from "../../../src/analyses/lesions/lesion-trials";
import {frozenAsTrained, renewedErrors} from "../../../src/analyses/lesions/studied-stack";
import {streamMoves, wiredError, wiredLogits} from "../../../src/analyses/lesions/wired-pass";
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
import {scalarStack} from "./toy-stack";

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
    assert.deepEqual(errors.manyBranches[0], [intact, intact]);
    for (const [many, single] of [
      [errors.manyBranches, errors.branch],
      [errors.manySkips, errors.skip],
    ] as const) {
      assert.equal(many.length, few.blocks + 1);
      many.forEach((draws) => assert.equal(draws.length, 2));
      // The first to go is one module, and the last leaves nothing to choose.
      many[1].forEach((error) => assert.ok(single.includes(error)));
      assert.equal(many[few.blocks][0], many[few.blocks][1]);
    }
    const [one, none] = (["single", "none"] as const).map((skips) =>
      lesionErrors(stack, data, {...settings, skips}),
    );
    assert.deepEqual([one.skip, one.manySkips], [errors.skip, []]);
    assert.deepEqual([none.skip, none.manySkips], [[], []]);
    assert.equal(errors.orders.length, 2 * 2);
    // With all but one pair in place the first module moves only if it is one of the two.
    const moved = lesionErrors(stack, data, {...settings, shuffles: 40}).orders.slice(0, 40);
    const apart = (first: boolean) => moved.filter((order) => order.first === first);
    assert.ok(apart(true).length > 10 && apart(false).length > 5);
    apart(true).forEach(({tau}) => assert.ok(tau >= 1 - 2 * (5 / 10)));
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
    assert.equal(streamMoves(stack, data)[1], 0);
    assert.ok(streamMoves(stack, data)[2] > 0);
  });
});

test("a plain module that passes everything on moves nothing, and one that turns it round moves it twice", () => {
  const layer = (gain: number) => ({
    scale: Float64Array.of(1),
    shift: Float64Array.of(0),
    weights: Float64Array.of(gain),
  });
  const stack = {...scalarStack([]), kind: "plain" as const, modules: [[layer(1)], [layer(-1)]]};
  const positive = {features: Float32Array.of(1, 2, 5)};
  assert.deepEqual(streamMoves(stack, positive), [0, 2]);
});

test("a lesion with statistics measured anew is the stack frozen in that wiring", () => {
  withStack({}, (network) => {
    const found = renewedErrors(network, {train: data, test: split.test}, 3);
    assert.deepEqual(found.modules, [0, 2, 4]);
    const wiring = withoutSkips(intactWiring(few.blocks), [2]);
    const anew = freezeStack(network, data, {wirings: [wiring]});
    assert.equal(found.skip[1], wiredError(anew, split.test, wiring));
    // Nothing is gone where none was asked for, and a plain stack has no skip to lose.
    assert.deepEqual(renewedErrors(network, split, 0), {modules: [], branch: [], skip: []});
    assert.throws(() => renewedErrors(network, split, few.blocks + 1), /renewed/);
  });
  withStack({shortcut: "none"}, (network) => {
    const found = renewedErrors(network, {train: data, test: split.test}, 1);
    assert.deepEqual([found.modules, found.skip, found.branch.length], [[0], [], 1]);
  });
});

test("a layer in one go gives the bits of its two steps, and a NaN stays one", () => {
  const random = randomStream(4);
  const drawn = (count: number) => Float64Array.from({length: count}, () => random.normal());
  const layer = {scale: drawn(6), shift: drawn(6), weights: drawn(36)};
  const rows = drawn(60);
  rows[7] = NaN;
  const two = timesMatrix(rectifiedRows(rows, layer), layer.weights, {inner: 6, width: 6});
  assert.deepEqual(throughLayer(rows, layer), two);
  assert.ok(two.subarray(6, 12).every(Number.isNaN));
  const turned = transposed(Float64Array.of(1, 2, 3, 4));
  assert.deepEqual([...turned], [1, 3, 2, 4]);
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
