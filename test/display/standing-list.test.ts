import assert from "node:assert/strict";
import {test} from "node:test";
import {standingList} from "../../src/display/standing-list";
import type {Standing} from "../../src/evidence/standing";

const standing = (change: Partial<Standing>): Standing => ({
  says: "It is so.",
  kind: "stands",
  by: [],
  contradictedBy: [],
  open: [],
  ...change,
});

test("statements stand under what became of them, with the claims on each side", () => {
  const {text} = standingList([
    standing({kind: "does not stand", contradictedBy: ["B"], open: ["C", "D"], says: "It is not."}),
    standing({by: ["A"]}),
  ]);
  assert.equal(
    text,
    "**What stands**\n\n- It is so. (for it: A)\n\n" +
      "**What does not stand**\n\n- It is not. (against it: B; nothing decided: C, D)",
  );
});

test("no statements are said to be none", () => {
  assert.equal(standingList([]).text, "No statement was put.");
});
