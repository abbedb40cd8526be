import assert from "node:assert/strict";
import {test} from "node:test";
import {
  bestError,
  earlyLoss,
  lastBlockKeeps,
  meanResponse,
} from "../../../src/analyses/depth/trained-summary";

const rows = [3, 2, 1, 0].map((loss, i) => ({step: i + 1, loss, accuracy: 0}));

test("the early loss is the mean over the first epochs, and no number where there are fewer", () => {
  assert.equal(earlyLoss({rows}, {epochs: 3}), 2);
  assert.ok(Number.isNaN(earlyLoss({rows: rows.slice(0, 2)}, {epochs: 3})));
  assert.ok(Number.isNaN(earlyLoss({rows: []}, {epochs: 3})));
});

test("a run without batch norm has no response", () => {
  const responses = [1, 0.5].map((deviation, i) => ({block: 1, layer: i + 1, deviation, scale: 1}));
  assert.equal(meanResponse({responses}), 0.75);
  assert.ok(Number.isNaN(meanResponse({responses: []})));
});

test("each side is judged by its best run, and a start by its last block", () => {
  assert.equal(bestError([0.9, 0.2, 0.3].map((trainError) => ({trainError}))), 0.2);
  const step = {cut: 0, falling: 0, size: 1, moved: 0};
  const before = [0.1, 0.9].map((kept, i) => ({block: i + 1, kept, ...step}));
  assert.equal(lastBlockKeeps({streams: {before, after: []}}), 0.9);
});
