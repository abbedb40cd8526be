import assert from "node:assert/strict";
import {test} from "node:test";
import {stackErrors, stackTrials} from "../../../src/analyses/depth/stack-grid";
import type {StackPlace} from "../../../src/analyses/depth/stack-grid";

const trial = (blocks: number) => ({
  ...{network: {blocks, width: 8}, epochs: 1, batchSize: 64},
  optimizer: {kind: "momentum", rate: 0.1} as const,
});
const places: StackPlace[] = [
  {x: "4", y: "8", tried: trial(4), control: trial(1)},
  {x: "6", y: "8", tried: trial(6), control: trial(2)},
];

test("a grid becomes trials by name, and their errors come back to their places", () => {
  const trials = stackTrials(places);
  assert.deepEqual(
    Object.values(trials).map(({network}) => network.blocks),
    [4, 1, 6, 2],
  );
  const value = Object.fromEntries(
    Object.entries(trials).map(([name, {network}]) => [name, {trainError: network.blocks / 10}]),
  );
  const done = {seed: 7, kind: "done", value, seconds: 1, stored: false} as const;
  const failed = {seed: 8, kind: "failed", message: "no room", stack: ""} as const;
  const [first, second] = stackErrors([done, failed], places);
  assert.deepEqual([first.x, first.y, first.measured[0]], ["4", "8", {seed: 7, value: 0.4}]);
  assert.deepEqual(second.control[0], {seed: 7, value: 0.2});
  assert.equal(second.control[1].failed, "no room", "a seed that failed is not left out");
});
