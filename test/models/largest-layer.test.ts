import assert from "node:assert/strict";
import {test} from "node:test";
import {largestLayer} from "../../src/models/largest-layer";

test("the largest layer of a dense network is the first where the input is wider than the layers", () => {
  const batch = {input: [8, 8, 1], batchSize: 10};
  assert.equal(largestLayer({width: 16}, batch), 10 * 16 * 64);
  assert.equal(largestLayer({width: 100}, batch), 10 * 100 * 100);
});

test("a convolution has nine weights for each pair of channels at each place that its stride leaves", () => {
  const batch = {input: [28, 28, 1], batchSize: 64};
  const network = {kind: "convolutional", width: 16} as const;
  assert.equal(largestLayer(network, batch), 64 * 28 * 28 * 9 * 16 * 16);
  assert.equal(largestLayer({...network, stride: 2}, batch), 64 * 14 * 14 * 9 * 16 * 16);
});
