import assert from "node:assert/strict";
import {test} from "node:test";
import {History} from "../../../src/kernel/host/history";

function filled(inputs: readonly string[]): History {
  const history = new History();
  inputs.forEach((input, k) =>
    history.add({session: history.session, line: k + 1, input, output: `out ${k + 1}`}),
  );
  return history;
}

test("tail gives the last cells, with their output where it is asked for", () => {
  const history = filled(["a", "b", "c"]);
  assert.deepEqual(history.answer({hist_access_type: "tail", n: 2}), [
    [1, 2, "b"],
    [1, 3, "c"],
  ]);
  assert.deepEqual(history.answer({hist_access_type: "tail", n: 1, output: true}), [
    [1, 3, ["c", "out 3"]],
  ]);
  assert.deepEqual(history.answer({hist_access_type: "tail", n: 0}), []);
});

test("range gives lines from start up to stop of one session", () => {
  const history = filled(["a", "b", "c"]);
  const range = {hist_access_type: "range", start: 1, stop: 3};
  const lines = [
    [1, 1, "a"],
    [1, 2, "b"],
  ];
  assert.deepEqual(history.answer({...range, session: 0}), lines);
  history.newSession();
  assert.deepEqual(history.answer({...range, session: 0}), []);
  assert.deepEqual(history.answer({...range, session: -1}), lines);
  assert.deepEqual(history.answer({...range, session: 1}), lines);
});

test("search takes * and ? and [ ] for wildcards and everything else as written", () => {
  const history = filled(["let a = 1", "a.b(c)", "let b = 2", "let a = 1", "6 * 7", "x[0]"]);
  const search = (pattern: string, more = {}) =>
    history.answer({hist_access_type: "search", pattern, ...more}).length;
  assert.equal(search("let*"), 3);
  assert.equal(search("let ? = ?"), 3);
  assert.equal(search("a.b(c)"), 1);
  assert.equal(search("a?b(c)"), 1);
  assert.equal(search("axb(c)"), 0);
  assert.equal(search("6 [*] 7"), 1);
  assert.equal(search("let [ab] =*"), 3);
  assert.equal(search("let [^a] =*"), 1);
  assert.equal(search("x[[]0[]]"), 1);
  assert.equal(search("x[0"), 0);
  assert.equal(search("[z-a"), 0);
  assert.equal(search("let*", {unique: true}), 2);
  assert.equal(search("let*", {n: 1}), 1);
});

test("a request without any field is answered", () => {
  assert.deepEqual(new History().answer({}), []);
});
