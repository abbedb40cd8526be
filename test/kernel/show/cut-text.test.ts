import assert from "node:assert/strict";
import {test} from "node:test";
import {cutText} from "../../../src/kernel/show/cut-text";

test("a text is cut at its limit, before a character that would be parted", () => {
  assert.equal(cutText("abc", 3), "abc");
  assert.equal(cutText("abcd", 3), "abc");
  assert.equal(cutText("ab🚀", 3), "ab");
  assert.equal(cutText("ab🚀", 4), "ab🚀");
  assert.equal(cutText("🚀", 1), "");
  assert.equal(cutText("🚀🚀", 0), "");
  assert.equal(cutText("\ud83dabc", 2), "\ud83da", "a half of the writer's own is no pair");
});
