import assert from "node:assert/strict";
import {test} from "node:test";
import {readPageRequest, toCodePoints, toUnits} from "../../../src/kernel/host/editor-requests";

const texts = ["", "plain", "𝑥 = 1", "a𝑥b𝑦", "naïve — €", "lone \ud83d half", "👩‍🚀 emoji"];

test("code points and units translate into one another at every boundary", () => {
  for (const text of texts) {
    const points = Array.from(text);
    for (let at = 0; at <= points.length; at++) {
      const units = points.slice(0, at).join("").length;
      assert.equal(toUnits(text, at), units, `${text} at ${at}`);
      assert.equal(toCodePoints(text, units), at, `${text} at unit ${units}`);
    }
  }
});

test("wild positions are clamped to the text", () => {
  for (const text of texts) {
    assert.equal(toUnits(text, 1e9), text.length);
    assert.equal(toUnits(text, -5), 0);
    assert.equal(toUnits(text, NaN), 0);
    assert.equal(toCodePoints(text, 1e9), Array.from(text).length);
    assert.equal(toCodePoints(text, -5), 0);
  }
});

test("an offset inside a pair counts as the start of its character", () => {
  assert.equal(toCodePoints("a𝑥b", 2), 1);
});

test("a name with a question mark asks for its page, with two for its source too", () => {
  assert.deepEqual(readPageRequest("Math.max?"), {name: "Math.max", level: 0});
  assert.deepEqual(readPageRequest("?Math.max"), {name: "Math.max", level: 0});
  assert.deepEqual(readPageRequest(" größe ?? \n"), {name: "größe", level: 1});
});

test("TypeScript with question marks in it is left alone", () => {
  for (const code of ["", "?", "a ? b : c", "a ?? b", "a?.b", "f()?", "1?", "let a?"])
    assert.equal(readPageRequest(code), null, code);
});
