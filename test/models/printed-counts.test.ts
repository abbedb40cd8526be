import assert from "node:assert/strict";
import {test} from "node:test";
import {printedCounts} from "../../src/models/printed-counts";

test("every count that the paper prints is met within its last digit, and one block fewer misses it", () => {
  const counts = printedCounts();
  assert.equal(counts.length, 11);
  assert.ok(counts.every(({error}) => error < 1));
  const fewer = printedCounts({fewer: 1});
  assert.equal(fewer.length, 9);
  assert.ok(fewer.every(({error}) => error > 1));
});

test("the counts are those of the layers, by hand for 20 and 110 layers on CIFAR-10", () => {
  const exact = Object.fromEntries(printedCounts().map((one) => [one.name, one.exact]));
  assert.equal(exact["CIFAR, 20 layers"], 269_722);
  assert.equal(exact["CIFAR, 110 layers"], 1_727_962);
});
