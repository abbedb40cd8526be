import assert from "node:assert/strict";
import {test} from "node:test";
import {readPageRequest} from "../../../src/kernel/host/pager";

test("a name with a question mark asks for its page, with two for its source too", () => {
  assert.deepEqual(readPageRequest("Math.max?"), {name: "Math.max", level: 0});
  assert.deepEqual(readPageRequest("?Math.max"), {name: "Math.max", level: 0});
  assert.deepEqual(readPageRequest(" größe ?? \n"), {name: "größe", level: 1});
});

test("TypeScript with question marks in it is left alone", () => {
  for (const code of ["", "?", "a ? b : c", "a ?? b", "a?.b", "f()?", "1?", "let a?"])
    assert.equal(readPageRequest(code), null, code);
});
