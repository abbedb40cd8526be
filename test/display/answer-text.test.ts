import assert from "node:assert/strict";
import {test} from "node:test";
import {answerMime, answerText} from "../../src/display/answer-text";
import {answerTo} from "../../src/evidence/answers";
import type {KnownVerdict} from "../../src/evidence/answers";
import {bundleOf} from "./figure-rules";

const known = (kind: KnownVerdict["kind"], older: string | null = null): KnownVerdict[] => [
  {claim: "H9-start", kind, notebook: "01-he-2015", from: "full run of 2026-11-24", older},
];
const question = {
  asks: "Why?",
  sentences: [
    {says: "It is the start.", paper: "he2015", whose: "paper", rests: ["H9-start"]},
    {says: "It is luck.", paper: "he2015", whose: "ours", rests: []},
  ],
  experiments: [{what: "ten seeds.", minutes: 4, moves: ["H9-start"]}],
} as const;
const textOf = (all: KnownVerdict[]) =>
  bundleOf(answerText(answerTo(question, all)))["text/markdown"] as string;

test("an answer sorts its sentences, names who says them and their verdicts, and what to do next", () => {
  const text = textOf(known("supported"));
  assert.match(text, /^Of 2 sentences 1 stands, 1 is open\./);
  assert.match(
    text,
    /\*\*What stands\*\*\n\n- It is the start\. \*\(He et al\. 2015; for it: H9-start\)\*/,
  );
  assert.match(
    text,
    /\*\*What is open\*\*\n\n- It is luck\. \*\(ours; no experiment is behind it\)\*/,
  );
  assert.match(text, /No experiment of this lab is known/);
  const open = textOf(known("undecided"));
  assert.match(open, /nothing decided: H9-start \(undecided\)/);
  assert.match(
    open,
    /shortest experiment that would move it\*\* \(about 4 minutes on two cores\): ten seeds\./,
  );
});

test("the text changes with the verdict, and warns of one that is older than its code", () => {
  const texts = (["supported", "refuted", "undecided"] as const).map((kind) => textOf(known(kind)));
  assert.equal(new Set(texts).size, 3);
  assert.match(texts[1], /\*\*What fell\*\*/);
  const old = textOf(known("supported", "2 files changed since"));
  assert.match(old, /H9-start ⚠/);
  assert.match(
    old,
    /⚠ Read these before the sentence: .* says otherwise:\*\*\n\n- 01-he-2015, full run of 2026-11-24: 2 files changed since/,
  );
});

test("the plain answer travels with its text", () => {
  const answer = answerTo(question, known("supported"));
  assert.deepEqual(bundleOf(answerText(answer))[answerMime], answer);
});
