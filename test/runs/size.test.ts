import assert from "node:assert/strict";
import {test} from "node:test";
import {bySize, labSize} from "../../src/runs/size";

test("the size is quick unless LAB_SIZE says full", () => {
  assert.equal(labSize({}), "quick");
  assert.equal(labSize({LAB_SIZE: ""}), "quick");
  assert.equal(labSize({LAB_SIZE: "full"}), "full");
  assert.equal(labSize({LAB_SIZE: " quick "}), "quick");
});

test("an unknown size is refused with the words that are known", () => {
  assert.throws(() => labSize({LAB_SIZE: "huge"}), /LAB_SIZE must be quick or full, got "huge"/);
});

test("a setting is picked by size", () => {
  assert.equal(bySize({quick: 5, full: 30}, "quick"), 5);
  assert.equal(bySize({quick: 5, full: 30}, "full"), 30);
});
