import assert from "node:assert/strict";
import {test} from "node:test";
import {standingList, standingMime} from "../../src/display/standing-list";
import type {Verdict} from "../../src/evidence/verdict";
import {bundleOf} from "./figure-rules";

const verdict = (claim: string, change: Partial<Verdict>) =>
  ({
    claim,
    kind: "supported",
    whose: "paper",
    carries: ["a", "b", "c"],
    setting: {on: "small networks"},
    exploratory: null,
    ...change,
  }) as Verdict;
const verdicts = [
  verdict("A", {}),
  verdict("B", {kind: "refuted", setting: {on: "digits"}}),
  verdict("C", {kind: "undecided"}),
];

test("statements stand under who made them and what became of them, with where they were tried", () => {
  const list = standingList(
    [
      {key: "a", whose: "paper", says: "It is not.", rests: ["B", "C"]},
      {key: "b", whose: "paper", says: "It is so.", rests: ["A"]},
      {key: "c", whose: "ours", says: "So we think.", rests: ["A"]},
    ],
    verdicts,
  );
  assert.equal(
    list.text,
    "**What the paper says: stands**\n\n- It is so. *Tried on small networks.* (for it: A)\n\n" +
      "**What the paper says: does not stand**\n\n- It is not. *Tried on digits; small networks.* " +
      "(against it: B; nothing decided: C)\n\n" +
      "**What is ours: stands**\n\n- So we think. *Tried on small networks.* (for it: A)",
  );
  const sent = bundleOf(list)[standingMime] as unknown as {statements: {key: string}[]};
  assert.deepEqual(
    sent.statements.map(({key}) => key),
    ["a", "b", "c"],
  );
});

test("no statements are said to be none", () => {
  assert.equal(standingList([], verdicts).text, "No statement was put.");
});
