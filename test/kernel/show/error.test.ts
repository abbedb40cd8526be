import assert from "node:assert/strict";
import {after, test} from "node:test";
import {failureOf, openNotebook} from "../notebook";

const notebook = openNotebook();
const {run, write} = notebook;
after(() => notebook.close());

const tracebackOf = async (source: string) => failureOf(await run(source)).traceback.join("\n");

test("the line as typed is named and shown with a caret, behind types that leave no trace", async () => {
  const {ename, evalue, traceback} = failureOf(
    await run(
      "interface Point { x: number }\ntype Many = Point[];\n\nfunction fail(points: Many) {\n" +
        "  throw new RangeError(`no ${points.length}`);\n}\nawait null;\n\nfail([])",
    ),
  );
  assert.equal(ename, "RangeError");
  assert.equal(evalue, "no 0");
  const [head, excerpt, ...frames] = traceback;
  assert.equal(head, "RangeError: no 0");
  const lines = excerpt.split("\n");
  assert.match(lines[0], /┌ In\[\d+\]:5:9$/);
  assert.equal(lines[1], "5 │   throw new RangeError(`no ${points.length}`);");
  assert.equal(lines[2].indexOf("^"), lines[1].indexOf("new"));
  assert.match(frames[0], /^ {4}at fail \(In\[\d+\]:5:9\)$/);
  assert.match(frames[1], /^ {4}at In\[\d+\]:9:1$/);
  assert.equal(frames.length, 2, "no frame of the kernel, of Node or of tslab");
});

test("columns are right on the line of a shared variable", async () => {
  const source = "let nothing: any = undefined; let found = nothing.here;";
  const shown = await tracebackOf(source);
  assert.match(shown, new RegExp(`In\\[\\d+\\]:1:${source.indexOf("here") + 1}\\n`));
});

test("a long line is cut around the caret, and no character in two", async () => {
  for (const pad of ["", "x"]) {
    const text = `${pad}${"🚀".repeat(200)}`;
    const shown = await tracebackOf(
      `const rockets = "${text}"; throw new Error("after"); "${text}"`,
    );
    assert.doesNotMatch(shown, /\\?[\ud800-\udbff](?![\udc00-\udfff])/);
    assert.doesNotMatch(shown, /(?<![\ud800-\udbff])[\udc00-\udfff]/);
    assert.match(shown, /throw new Error/);
  }
});

test("a fault in a function of an earlier cell names that cell", async () => {
  await run("function early() {\n  return null as any;\n}\nfunction later() { return early().x; }");
  assert.match(
    await tracebackOf("1 + 1;\nlater()"),
    /at later \(In\[(\d+)\]:4:34\)\n {4}at In\[\d+\]:2:1/,
  );
});

test("a fault in a file names the file, its line and the cell's", async () => {
  write(
    "lib/broken.ts",
    "type Unused = {a: 1};\n\nexport function broken(): never {\n  throw new Error('in a file');\n}\n",
  );
  const shown = await tracebackOf("import {broken} from './lib/broken';\nbroken()");
  assert.match(shown, /┌ lib\/broken\.ts:4:9\n4 │ {3}throw new Error\('in a file'\);/);
  assert.match(shown, /at broken \(lib\/broken\.ts:4:9\)\n {4}at In\[\d+\]:2:/);
});

test("a refusal of src/ names src/ and the cell", async () => {
  const shown = await tracebackOf(
    "import {pathLengthLaw} from 'residual-lab/analyses/paths/path-length-law';\npathLengthLaw(-1, 1)",
  );
  assert.match(shown, /^RangeError: depth must be/);
  assert.match(shown, /at pathLengthLaw \(src\/analyses\/paths\/path-length-law\.ts:\d+:\d+\)/);
  assert.match(shown, /at In\[\d+\]:2:/);
});

test("anything can be thrown, and has a name and a text", async () => {
  const thrown: Record<string, [ename: string, evalue: RegExp]> = {
    "'a text'": ["Thrown", /^a text$/],
    null: ["Thrown", /^null$/],
    undefined: ["Thrown", /^undefined$/],
    "5n": ["Thrown", /^5n$/],
    "{code: 7}": ["Thrown", /code: 7/],
    "Object.create(null)": ["Thrown", /Object: null prototype/],
    "new Proxy({}, {get() { throw new Error('no'); }})": ["Thrown", /./],
    "new (class Odd extends Error { override name = 'Odd' })('x')": ["Odd", /^x$/],
    "Object.defineProperty(new Error(), 'message', {get() { throw 1; }})": ["Error", /./],
    "Object.assign(new Error('x'), {name: 5, stack: 7})": ["Error", /^x$/],
  };
  for (const [value, [ename, evalue]] of Object.entries(thrown)) {
    const fault = failureOf(await run(`throw ${value};`));
    assert.equal(fault.ename, ename, value);
    assert.match(fault.evalue, evalue, value);
    assert.ok(fault.traceback.length > 0);
  }
});

test("endless recursion is an ordinary error, its frames told once", async () => {
  const {ename, traceback} = failureOf(
    await run("function again(): number { return again() + 1; }\nagain()"),
  );
  assert.equal(ename, "RangeError");
  assert.match(traceback.join("\n"), /… \d+ more of the same/);
  assert.ok(traceback.length < 10);
});

test("causes and the errors of an aggregate are told, also in circles", async () => {
  const cause = await tracebackOf(
    "try { JSON.parse('{'); } catch (error) {\n  throw new Error('outer', {cause: error});\n}",
  );
  assert.match(cause, /^Error: outer\n[^]*Caused by: SyntaxError: [^]*In\[\d+\]:1:12/);
  const aggregate = await tracebackOf(
    "await Promise.any([Promise.reject(new Error('a')), Promise.reject('b')])",
  );
  assert.match(
    aggregate,
    /^AggregateError: All promises were rejected\n[^]*\[1 of 2\] Error: a\n[^]*\[2 of 2\] Thrown: b$/,
  );
  await tracebackOf("const circle: any = new Error('round'); circle.cause = circle; throw circle;");
});

test("frames deep in a package are counted, the cell's own line is shown", async () => {
  const shown = await tracebackOf(
    "import * as tf from '@tensorflow/tfjs-node';\ntf.matMul(tf.zeros([2, 3]), tf.zeros([2, 3]))",
  );
  assert.match(shown, /… \d+ more in packages\n {4}at In\[\d+\]:2:4$/);
  assert.match(shown, /2 │ tf\.matMul/);
});

test("a syntax error that only V8 finds names the line", async () => {
  assert.match(
    await tracebackOf("const fine = 1;\nconst broken = /(?<a>.)(?<a>.)/;"),
    /SyntaxError: .*\n.*In\[\d+\]:2:/,
  );
});
