import assert from "node:assert/strict";
import {test} from "node:test";
import {nextWork} from "../../src/runs/seed-pool";

test("a process goes on with its own work, then with what nobody is at, then with what there is", () => {
  const waiting = ["deep", "plain", "short"];
  assert.equal(nextWork(waiting, {own: "plain", others: ["plain", "deep"]}), 1);
  assert.equal(nextWork(waiting, {own: "wide", others: ["wide", "deep"]}), 1);
  assert.equal(nextWork(["deep", "deep"], {own: "wide", others: ["wide", "deep"]}), 0);
  assert.equal(nextWork(waiting, {own: undefined, others: []}), 0);
  assert.equal(nextWork([], {own: "deep", others: ["deep"]}), 0);
});
