import Module from "node:module";
import {join} from "node:path";
import type * as tfjs from "@tensorflow/tfjs-node";
import "../../src/tensors/node-shim.cjs";

const stage = process.argv[2] ?? "";

// tfjs-node asks node-pre-gyp where its addon lies; here it lies in the stage that is measured.
const inside = Module.createRequire(require.resolve("@tensorflow/tfjs-node"));
const place = inside.resolve("@mapbox/node-pre-gyp");
inside(place);
const loaded = inside.cache[place];
if (loaded) loaded.exports = {find: () => join(stage, "napi-v8", "tfjs_binding.node")};
// eslint-disable-next-line @typescript-eslint/no-require-imports -- after the lines above
const tf = require("@tensorflow/tfjs-node") as typeof tfjs;

/** Milliseconds of each of `count` training steps, after ten that warm up. */
function steps(model: tfjs.Sequential, shape: number[], count: number) {
  const images = tf.randomNormal([64, ...shape], 0, 1, "float32", 1);
  const labels = tf.oneHot(tf.range(0, 64, 1, "int32").mod(tf.scalar(10, "int32")), 10);
  const optimizer = tf.train.sgd(0.01);
  const loss = () =>
    tf.losses
      .softmaxCrossEntropy(labels, model.apply(images, {training: true}) as never)
      .asScalar();
  const times: number[] = [];
  for (let step = -10; step < count; step += 1) {
    const start = performance.now();
    optimizer.minimize(loss, true)?.dataSync();
    if (step >= 0) times.push(performance.now() - start);
  }
  return times;
}

const {dense, conv2d, flatten} = tf.layers;
const perceptron = tf.sequential({
  layers: [
    dense({units: 256, activation: "relu", inputShape: [784]}),
    dense({units: 256, activation: "relu"}),
    dense({units: 10}),
  ],
});
const convolution = tf.sequential({
  layers: [
    conv2d({filters: 16, kernelSize: 3, activation: "relu", inputShape: [28, 28, 1]}),
    conv2d({filters: 16, kernelSize: 3, strides: 2, activation: "relu"}),
    flatten(),
    dense({units: 10}),
  ],
});
const {binding} = tf.backend() as unknown as {binding: {TF_Version: string}};
console.log(
  JSON.stringify({
    version: binding.TF_Version,
    perceptron: steps(perceptron, [784], 60),
    convolution: steps(convolution, [28, 28, 1], 40),
  }),
);
