import assert from "node:assert/strict";
import {test} from "node:test";
import {farApart} from "../../../src/lab/live/same-picture";

test("lists are measured by their largest number, and numbers in texts as well", () => {
  assert.equal(farApart({y: [0.001, 10]}, {y: [0.002, 10]}), 0.0001);
  assert.equal(farApart({note: "error 20 %"}, {note: "error 25 %"}), 0.2);
  assert.equal(farApart({note: "error 3.1 %"}, {note: "error 3.2 %"}), 0);
  assert.equal(farApart({note: "order 9 5"}, {note: "order 9 7"}), 2 / 7);
  assert.equal(farApart([NaN, null, "a", true], [NaN, null, "a", true]), 0);
});

test("what one has and the other has not is no question of numbers", () => {
  for (const [one, other] of [
    [{a: 1}, {a: 1, b: 2}],
    [[1, 2], [1]],
    [{name: "live"}, {name: "frozen"}],
    [[1], [null]],
    [true, false],
  ])
    assert.equal(farApart(one, other), null);
});
