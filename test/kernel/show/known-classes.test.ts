import assert from "node:assert/strict";
import {after, test} from "node:test";
import {openNotebook, plainOf, textOf} from "../notebook";

const notebook = openNotebook();
const {run} = notebook;
after(() => notebook.close());

test("tensors, models and what holds them print their values", async () => {
  await run("import * as tf from '@tensorflow/tfjs-node'; const t = tf.tensor1d([1e-8, 2.5]);");
  const tensor = "Tensor float32 [2]\n    [1e-8, 2.5]";
  assert.equal(plainOf(await run("t")), tensor);
  assert.equal(textOf((await run("console.log(t)")).events), `${tensor}\n`);
  for (const [source, pattern] of [
    ["[t]", /^\[\n {2}Tensor float32 \[2\]\n {6}\[1e-8, 2\.5\]\n\]$/],
    ["new Map([['t', {t}]])", /\[1e-8, 2\.5\]/],
    ["tf.moments(tf.tensor1d([1, 3]))", /mean: Tensor float32 \[\]\n +2,\n +variance: [^]*\n +1\n/],
    ["({a: {b: {c: {d: {e: {f: t}}}}}})", /\[Object\]/],
    ["tf.variable(t)", /\[1e-8, 2\.5\]/],
    [
      "const m = tf.sequential({layers: [tf.layers.dense({units: 2, inputShape: [3], name: 'd'})]}); m",
      /^Sequential "sequential_\d+": 1 layer, 8 parameters\n {4}Dense "d" → \[null, 2\], 8 parameters$/,
    ],
    ["m.getWeights()", /Tensor float32 \[3, 2\][^]*Tensor float32 \[2\]\n {6}\[0, 0\]/],
    ["[m.layers[0], tf.layers.flatten()]", /Dense "d" → [^]*Flatten "[\w]+", not built yet/],
    ["tf.train.sgd(0.1)", /^SGDOptimizer \{ learningRate: 0\.1 \}$/],
    ["m.inputs", /SymbolicTensor float32 \[, 3\]|SymbolicTensor float32 \[null, 3\]/],
  ] as const)
    assert.match(String(plainOf(await run(source))), pattern, source);
  await run("const gone = tf.tensor1d([1]); gone.dispose();");
  assert.match(String(plainOf(await run("[gone]"))), /disposed: its values are gone/);
  const large = String(plainOf(await run("tf.randomUniform([20, 20, 20, 20])")));
  assert.ok(large.length < 20_000, `${large.length} characters`);
});

test("frames print as tables inside of other values", async () => {
  await run(
    "import {DataFrame, Series} from 'danfojs-node'; const df = new DataFrame({a: [1.5, 2]});",
  );
  assert.match(
    textOf((await run("console.log(df)")).events),
    /^ +a\n0 +1\.5\n1 +2\n2 rows × 1 columns\n$/,
  );
  assert.match(String(plainOf(await run("[new Series([1, 2])]"))), /2 rows × 1 columns/);
});

test("model.fit prints one block of lines, and nothing on stderr", async () => {
  const {events, outcome} = await run(
    "m.compile({optimizer: 'sgd', loss: 'meanSquaredError'});\n" +
      "void (await m.fit(tf.zeros([8, 3]), tf.zeros([8, 2]), {epochs: 3, batchSize: 2}));",
  );
  assert.equal(outcome.status, "ok");
  assert.equal(textOf(events, "stderr"), "");
  assert.equal(textOf(events, "stdout").match(/Epoch \d \/ 3\n.*loss=/g)?.length, 3);
  assert.ok(!textOf(events).includes("\n\n"));
});
