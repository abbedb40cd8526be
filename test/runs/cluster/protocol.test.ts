import assert from "node:assert/strict";
import {test} from "node:test";
import {newsOf} from "../../../src/runs/cluster/protocol";

const done = {kind: "done", value: "[1]", seconds: 2, made: {processor: "x", threads: 1}};
const whole = [
  {kind: "pulse"},
  {kind: "share", id: 3, share: 0.5},
  {kind: "end", id: 3, end: done},
  {kind: "end", id: 3, end: {kind: "failed", message: "no", stack: ""}},
  {kind: "note", message: "a node is left out"},
  {kind: "refused", message: "no cluster"},
];

test("whole lines are read as they were written", () => {
  for (const news of whole) assert.deepEqual(newsOf(JSON.stringify(news)), news);
});

test("a line that is cut off anywhere, or of another kind, is none", () => {
  for (const news of whole) {
    const line = JSON.stringify(news);
    for (let end = 0; end < line.length; end++) {
      assert.equal(newsOf(line.slice(0, end)), undefined, line.slice(0, end));
    }
    assert.equal(newsOf(line + line), undefined);
  }
  const odd: unknown[] = [
    null,
    1,
    [],
    "pulse",
    {},
    {kind: "x"},
    {kind: "share", id: "3", share: 1},
  ];
  odd.push({kind: "end", id: 3}, {kind: "end", end: done}, {kind: "end", id: 3, end: null});
  odd.push({kind: "end", id: 3, end: {...done, seconds: "2"}}, {kind: "note"}, {kind: "refused"});
  odd.push({kind: "end", id: 3, end: {...done, made: undefined}});
  for (const news of odd)
    assert.equal(newsOf(JSON.stringify(news)), undefined, JSON.stringify(news));
});
