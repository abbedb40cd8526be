import assert from "node:assert/strict";
import {test} from "node:test";
import {tf} from "../../src/tensors/tensorflow";
import {tidied} from "../../src/tensors/tidied";

test("plain data comes back, and no tensor is left behind, whether the work succeeds or fails", () => {
  const before = tf.memory().numTensors;
  assert.deepEqual(
    tidied(() => [...tf.tensor([1, 2]).square().dataSync()]),
    [1, 4],
  );
  assert.throws(
    () =>
      tidied(() => {
        tf.tensor([1]);
        throw new Error("no");
      }),
    /no/,
  );
  assert.equal(tf.memory().numTensors, before);
});
