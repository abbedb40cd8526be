import assert from "node:assert/strict";
import path from "node:path";
import {test} from "node:test";
import {startCompiler} from "../../../src/kernel/compiler/compiler-thread";
import {labPlace, root} from "../notebook";

test("a name of an earlier cell may stand alone in an object, imported and assigned names too", async () => {
  const compiler = startCompiler(labPlace(path.join(root, "notebooks")));
  try {
    const codes: string[] = [];
    for (const [index, cell] of [
      "import {sep} from 'node:path';\nlet depth = 3;",
      "const settings = [1].map((seed) => ({depth, sep, seed}))",
      "({depth = 4} = {depth: 5})",
      "const kept = 2; const own = {kept}",
    ].entries()) {
      const compiled = await compiler.compile(cell, index + 1);
      assert.ok("code" in compiled, JSON.stringify(compiled));
      compiler.commit();
      codes.push(compiled.code);
    }
    assert.match(codes[1], /depth: exports\.depth, sep: exports\.sep, seed/);
    assert.match(codes[2], /\{ depth: exports\.depth = 4 \}/);
    assert.doesNotMatch(codes[3], /exports\.kept\b(?! =)/);
  } finally {
    await compiler.close();
  }
});
