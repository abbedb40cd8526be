import assert from "node:assert/strict";
import {test} from "node:test";
import {claimProblems} from "../../../src/lab/testing/notebook-claims";
import type {Cell} from "../../../src/lab/notebook/file";

const notebookOf = (...sources: string[]) => ({
  name: "n",
  file: "n.ipynb",
  metadata: {},
  cells: sources.map((source, index): Cell => {
    const kind = source.startsWith("#") ? "markdown" : "code";
    return {id: `${index}`, kind, source, tags: [], number: kind === "code" ? index + 1 : 0};
  }),
});
const register = 'const short = registerClaim({id: "L4"});';

test("a claim that is guessed, judged and read has all its cells", () => {
  const whole = notebookOf(register, 'guess(short, "refuted")', "judge(short, a, b)", "# Reading");
  assert.deepEqual(claimProblems(whole), []);
});

test("a claim without judgement, guess or reading is named", () => {
  const problems = (...sources: string[]) => claimProblems(notebookOf(register, ...sources)).join();
  assert.match(problems("guess(short)"), /^cell 1 registers short, which is never judged$/);
  assert.match(problems("judgeOrder(short, a)", "guess(short)", "# Reading"), /no guess before/);
  assert.match(problems("guess(short)", "judge(short, a)"), /no text reads its verdict/);
  assert.match(problems("guess(short)", "judge(shorter, a)", "# R"), /never judged/);
});
