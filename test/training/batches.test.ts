import assert from "node:assert/strict";
import {test} from "node:test";
import {randomStream} from "../../src/numerics/random";
import {batchOrder} from "../../src/training/batches";

test("an epoch shows whole batches of distinct examples in an order of its own", () => {
  const {batchesPerEpoch, batchOf} = batchOrder(23, {batchSize: 5, random: randomStream(1)});
  assert.equal(batchesPerEpoch, 4);
  const epochs = [0, 1].map((epoch) =>
    [1, 2, 3, 4].flatMap((batch) => [...batchOf(4 * epoch + batch)]),
  );
  for (const order of epochs) {
    assert.equal(new Set(order).size, 20);
    assert.ok(order.every((at) => at >= 0 && at < 23));
  }
  assert.notDeepEqual(epochs[0], epochs[1]);
});

test("the batch of a step does not depend on the steps asked for before", () => {
  const fresh = () => batchOrder(23, {batchSize: 5, random: randomStream(1)});
  const inOrder = fresh();
  const batches = Array.from({length: 12}, (_, i) => inOrder.batchOf(i + 1));
  for (const step of [12, 3, 7, 1]) assert.deepEqual(fresh().batchOf(step), batches[step - 1]);
});
