import assert from "node:assert/strict";
import {after, test} from "node:test";
import {failureOf, openNotebook, plainOf, textOf} from "../notebook";

const notebook = openNotebook();
const {run, write} = notebook;
after(() => notebook.close());

/** What a cell prints, with two lines of types before it that leave no trace. */
const printed = async (source: string) => {
  const {outcome, events} = await run(`type One = 1;\ntype Two = 2;\n${source}`);
  assert.equal(outcome.status, "ok", source);
  return textOf(events).replaceAll(/In\[\d+\]/g, "In[n]");
};

test("an error names the reader's lines alone, by whatever it is printed", async () => {
  await run("type Point = {x: 1};\n\nfunction fail(): never {\n  throw new Error('no');\n}");
  const stack = "Error: no\n    at fail (In[n]:4:9)\n    at In[n]:3:7\n";
  const indented = (text: string) => text.replaceAll("\n", "\n  ");
  for (const [show, expected] of [
    ["console.error(e)", stack],
    ["console.log(e)", stack],
    ["console.log('%s', e.stack)", stack],
    ["console.log(String(e.stack))", stack],
    ["console.log({e})", `{\n  e: ${indented(stack.trimEnd()).replaceAll("\n", "\n  ")}\n}\n`],
    ["process.stderr.write(e.stack + '\\n')", stack],
    ["console.log(structuredClone(e))", stack],
  ])
    assert.equal(
      (await printed(`try { fail() } catch (e: any) { ${show} }`)).replaceAll(/ {2,}/g, "  "),
      expected.replaceAll(/ {2,}/g, "  "),
      show,
    );
  const table = await printed("try { fail() } catch (e) { console.table([{e}]) }");
  assert.match(table, /at fail \(In\[n\]:4:9\)\n.*at In\[n\]:3:7/);
  assert.doesNotMatch(table, /node:|engine\.js/);
});

test("console.trace, causes, aggregates, and what comes after a pause name them, too", async () => {
  assert.equal(await printed("console.trace('here', 1)"), "Trace: here 1\n    at In[n]:3:9\n");
  assert.equal(
    await printed(
      "try { try { fail() } catch (cause) { throw new TypeError('outer', {cause}); } }\n" +
        "catch (e) { console.error(e) }",
    ),
    "TypeError: outer\n    at In[n]:3:44 {\n  [cause]: Error: no\n" +
      "      at fail (In[n]:4:9)\n      at In[n]:3:13\n}\n",
  );
  assert.match(
    await printed("console.log(new AggregateError([new Error('a'), new Error('b')], 'many'))"),
    /^AggregateError: many\n +at In\[n\]:3:13 \{\n[^]*Error: a\n +at In\[n\]:3:33,\n[^]*Error: b\n +at In\[n\]:3:49\n/,
  );
  assert.equal(
    await printed(
      "await new Promise<void>((done) => setTimeout(() => {\n" +
        "  try { fail() } catch (e) { console.error(e); done() }\n}, 1))",
    ),
    "Error: no\n    at fail (In[n]:4:9)\n    at In[n]:4:9\n",
  );
  assert.equal(
    await printed("console.log(await Promise.reject(new Error('x')).catch((e) => e))"),
    "Error: x\n    at In[n]:3:34\n",
  );
});

test("so do errors of files beside the notebook, of evaluated code, and of Node", async () => {
  write(
    "lib/deep.ts",
    "type Unused = {a: 1};\n\nexport const deep = () => {\n  try {\n    JSON.parse('{');\n" +
      "  } catch (e) {\n    console.error(e);\n  }\n};\n",
  );
  assert.match(
    await printed("import {deep} from './lib/deep';\ndeep()"),
    /^SyntaxError: .*\n {4}at deep \(lib\/deep\.ts:5:10\)\n {4}at In\[n\]:4:\d+\n$/,
  );
  assert.match(
    await printed("try { new Function('f', 'f()')(fail) } catch (e) { console.error(e) }"),
    /^Error: no\n {4}at fail \(In\[n\]:4:9\)\n {4}at In\[n\]:3:7\n {4}at In\[n\]:3:31\n$/,
  );
  assert.match(
    await printed("try { Buffer.alloc(-1) } catch (e) { console.error(e) }"),
    /^RangeError \[ERR_OUT_OF_RANGE\]: .*\n {4}at In\[n\]:3:14 \{\n/,
  );
  assert.match(
    await printed(
      "import strict from 'node:assert/strict';\ntry { strict.equal(1, 2) } catch (e) { console.error(e) }",
    ),
    /^AssertionError \[ERR_ASSERTION\]: Expected [^]*\n {4}at In\[n\]:4:14 \{\n/,
  );
});

test("an error out of a thread has no frames of Node's, heard or not", async () => {
  const source = "import {Worker} from 'node:worker_threads';\n";
  const start = "new Worker('throw new RangeError(1)', {eval: true})";
  assert.match(
    await printed(
      `${source}await new Promise<void>((done) =>\n  ${start}.on('error', (e) => { console.error(e); done(); }))`,
    ),
    /RangeError: 1\n {4}at \[worker eval\]:1:7\n$/,
  );
  const fault = notebook.heard((event) => event.type === "fault");
  await run(`${source}void ${start};`);
  const heard = await fault;
  assert.ok(heard.type === "fault");
  assert.deepEqual(heard.fault.traceback, ["RangeError: 1", "    at [worker eval]:1:7"]);
});

test("an error as a value is a value, and can be thrown later with its own lines", async () => {
  assert.match(
    String(plainOf(await run("type One = 1;\nconst kept = new Error('kept'); kept"))),
    /^Error: kept\n {4}at In\[\d+\]:2:14$/,
  );
  for (const thrown of [
    "kept",
    "structuredClone(kept)",
    "({message: 'kept', stack: kept.stack})",
    "Object.assign(new Error('kept'), {stack: kept.stack})",
  ]) {
    const {traceback} = failureOf(await run(`type One = 1;\n\n\nthrow ${thrown};`));
    assert.match(traceback.join("\n"), /2 │ const kept = new Error\('kept'\);/, thrown);
    assert.match(traceback.at(-1)!, /^ {4}at In\[\d+\]:2:14$/, thrown);
  }
});

test("frames of packages and of endless recursion are counted", async () => {
  assert.match(
    await printed(
      "function again(): number { return again() + 1 }\ntry { again() } catch (e) { console.error(e) }",
    ),
    /^RangeError: .*\n( {4}at again \(In\[n\]:3:\d+\)\n){1,2} {4}… \d+ more of the same\n$/,
  );
  assert.match(
    await printed(
      "import * as tf from '@tensorflow/tfjs-node';\n" +
        "try { tf.matMul(tf.zeros([2, 3]), tf.zeros([2, 3])) } catch (e) { console.error(e) }",
    ),
    /\n {4}… \d+ more in packages\n {4}at In\[n\]:4:10\n$/,
  );
});

test("code that writes stacks of its own, and hostile errors, are let be", async () => {
  assert.equal(
    await printed(
      "const {prepareStackTrace} = Error;\nError.prepareStackTrace = (_, sites) => sites.length > 0;\n" +
        "console.log(new Error('x').stack);\nError.prepareStackTrace = prepareStackTrace;",
    ),
    "true\n",
  );
  assert.match(
    await printed(
      "const odd = new Error('x'); Object.defineProperty(odd, 'message', {get() { throw 1; }});\n" +
        "console.log(odd.stack, new (class extends Error { override name = 'Mine' })('y').stack)",
    ),
    /^Error\n {4}at In\[n\]:3:13 Mine: y\n {4}at In\[n\]:4:24\n$/,
  );
});
