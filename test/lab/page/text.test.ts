import assert from "node:assert/strict";
import {test} from "node:test";
import {escapeHtml, headingId, jsonForScript, spokenSeconds} from "../../../src/lab/page/text";

test("data in a script element cannot end it and comes back unchanged", () => {
  const value = {text: "</script><script>alert(1)</script><!--", number: 1.5};
  const json = jsonForScript(value);
  assert.ok(!json.includes("<"));
  assert.deepEqual(JSON.parse(json), value);
});

test("escaped text holds no letter that HTML reads", () => {
  assert.equal(
    escapeHtml(`<a href="x" id='y'>&</a>`)
      .replace(/&\w+;|&#39;/g, "")
      .match(/[<>"'&]/),
    null,
  );
});

test("times are said in the unit a reader would choose", () => {
  const said = [0.004, 0.42, 9.94, 12.3, 99.4, 125, 3599.9, 3725].map(spokenSeconds);
  assert.deepEqual(said, [
    "4 ms",
    "0.4 s",
    "9.9 s",
    "12 s",
    "99 s",
    "2 min 05 s",
    "1 h 00 min",
    "1 h 02 min",
  ]);
});

test("headings get readable ids, no two the same", () => {
  const taken = new Set<string>();
  const ids = ["L4 · Short paths", "L4 – short, paths!", "…", "…"].map((text) =>
    headingId(text, taken),
  );
  assert.deepEqual(ids, ["l4-short-paths", "l4-short-paths-2", "part", "part-2"]);
});
