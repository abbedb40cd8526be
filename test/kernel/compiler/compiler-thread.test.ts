import assert from "node:assert/strict";
import {after, test} from "node:test";
import {startCompiler} from "../../../src/kernel/compiler/compiler-thread";
import {compiled, labPlace, notebookFolder, refused} from "../notebook";

const place = notebookFolder();
const compiler = startCompiler(labPlace(place.folder));
after(async () => {
  await compiler.close();
  place.remove();
});

test("the compiler answers from a thread of its own, in the order of the calls", async () => {
  await compiler.ready;
  const first = compiler.compile("const x = 1;", 1);
  compiler.commit();
  const second = compiler.compile("x.toFixed()", 2);
  compiler.reset();
  const third = compiler.compile("x.toFixed()", 3);
  assert.equal(compiled(await first).filename, "In[1]");
  assert.equal(compiled(await second).lastExpression, "tsLastExpr");
  assert.match(refused(await third).evalue, /Cannot find name 'x'/);
});

test("completion, inspection and completeness come from the thread, too", async () => {
  const {matches} = await compiler.complete("Math.hyp", 8);
  assert.deepEqual(matches, [{text: "hypot", kind: "function"}]);
  assert.match(String((await compiler.inspect("Math", 2, 0))?.["text/plain"]), /Math/);
  assert.deepEqual(await compiler.isComplete("f("), {status: "incomplete", indent: "  "});
});

test("the thread does not block this one while it works", async () => {
  let isThere = false;
  const compiling = compiler
    .compile("import * as tf from '@tensorflow/tfjs-node'; tf.version", 4)
    .then((result) => {
      isThere = true;
      return result;
    });
  // Turns of the event loop that come before the answer: a call in place would leave none.
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  assert.ok(!isThere);
  compiled(await compiling);
});

test("a closed compiler refuses calls", async () => {
  const closing = startCompiler(labPlace(place.folder));
  await closing.ready;
  await closing.close();
  await assert.rejects(closing.compile("1", 1), /closed|ended/);
});

test("a compiler that cannot start says so", async () => {
  const nowhere = startCompiler(labPlace(`${place.folder}/missing`));
  await assert.rejects(nowhere.ready, /missing/);
  await assert.rejects(nowhere.compile("1", 1));
});
