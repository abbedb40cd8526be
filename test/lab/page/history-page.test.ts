import assert from "node:assert/strict";
import {test} from "node:test";
import {recordedStates, verdictChanges} from "../../../src/lab/notebook/verdict-history";
import {historyPage} from "../../../src/lab/page/history-page";
import {root} from "../../kernel/notebook";

const commit = (name: string, baseline: Record<string, Record<string, string>>) => ({
  ...{commit: name, date: "2026-11-24", subject: `Commit <${name}>`, baseline},
});
const states = [
  commit("aaa", {"05-paths": {L1: "supported", L2: "refuted"}}),
  commit("bbb", {"05-paths": {L1: "supported", L2: "refuted"}}),
  commit("ccc", {"05-paths": {L1: "refuted", L3: "first"}}),
];

test("what moved is told from one state of the record to the next", () => {
  const [first, second, ...rest] = verdictChanges(states);
  assert.equal(rest.length, 0, "a commit that moved nothing is told of");
  assert.equal(first.moves.length, 2);
  assert.equal(second.commit, "ccc");
  assert.deepEqual(
    second.moves.map(({claim, was, now}) => [claim, was, now]),
    [
      ["L1", "supported", "refuted"],
      ["L2", "refuted", null],
      ["L3", null, "first"],
    ],
  );
});

test("the page says which verdict moved in which commit, newest first, and nothing becomes a tag", () => {
  const page = historyPage([], verdictChanges(states));
  assert.match(page, /L1<\/a>: supported → refuted/);
  assert.match(page, /1 new, 1 gone/);
  const [newest, oldest] = ["ccc", "aaa"].map((name) => page.indexOf(`<code>${name}</code>`));
  assert.ok(newest > 0 && newest < oldest);
  assert.ok(!page.includes("Commit <ccc>"));
  assert.match(historyPage([], []), /No history is at hand/);
});

test("the record of this project is read from git, or nothing where there is none", () => {
  const here = recordedStates(root);
  assert.ok(here.every(({baseline, date}) => typeof baseline === "object" && /^\d{4}-/.test(date)));
  assert.deepEqual(recordedStates("/"), []);
});
