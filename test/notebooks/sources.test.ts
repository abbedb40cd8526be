import assert from "node:assert/strict";
import path from "node:path";
import {test} from "node:test";
import {startCompiler} from "../../src/kernel/compiler/compiler-thread";
import {ceremonyInView, exerciseProblems, notebookProblems} from "../../src/lab/testing/notebook-checks";
import {publishedNotebooks, readNotebook} from "../../src/lab/notebook/file";
import {normaliseNotebooks} from "../../src/lab/notebook/normal-form";
import {typeErrors} from "../../src/lab/testing/notebook-types";
import {fixtures} from "../lab/recorded-kernel";
import {labPlace, root} from "../kernel/notebook";

const files = publishedNotebooks(root);

test("there are notebooks to check", () => {
  assert.ok(files.length > 0, "notebooks/ holds no notebook");
});

test("notebooks lie in git as the normaliser writes them (node src/lab/run.mjs normalise)", () => {
  const differing = normaliseNotebooks([...files, fixtures], {check: true});
  assert.deepEqual(
    differing.map((file) => path.relative(root, file)),
    [],
  );
});

test("code that is no part of the lesson is folded, and with it what the other outcomes would have meant", () => {
  const seen = files.filter((file) => /^0[1256]-/.test(path.basename(file))).map(readNotebook);
  assert.deepEqual(seen.flatMap(ceremonyInView), []);
});

test("there is an exercise with its answer for every two claims", () => {
  const seen = files.filter((file) => /^0[01256]-/.test(path.basename(file))).map(readNotebook);
  assert.equal(seen.length, 5);
  assert.deepEqual(seen.flatMap(exerciseProblems), []);
});

for (const file of files) {
  const notebook = readNotebook(file);

  test(`${notebook.name} keeps the conventions`, () => {
    assert.deepEqual(notebookProblems(notebook), []);
  });

  test(`${notebook.name} has no type errors`, async () => {
    const compiler = startCompiler(labPlace(path.dirname(file)));
    try {
      const errors = await typeErrors(notebook, compiler);
      assert.equal(errors.length, 0, `\n${errors.join("\n\n")}`);
    } finally {
      await compiler.close();
    }
  });
}
