import assert from "node:assert/strict";
import {after, test} from "node:test";
import {setTimeout as pause} from "node:timers/promises";
import {failureOf, openNotebook, plainOf, textOf} from "../notebook";

const notebook = openNotebook();
const {run} = notebook;
after(() => notebook.close());

/** Cells count their turns by it, and say so once. */
const counting = `
  let turns = 0, isTold = false;
  const turn = () => {
    turns++;
    if (!isTold) console.log("at work");
    isTold = true;
  };`;

/** What goes on by timers, in turns of the loop or by files has gone on when this is over. */
const resting = `
  const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));
  const rest = async () => {
    for (let i = 0; i < 10; i++) {
      await sleep(2);
      await new Promise((done) => setImmediate(done));
      await fs.promises.readFile("/etc/passwd");
    }
  };`;

/** Interrupts a cell at its first turn, or after a while; checks that it stops, says so, and keeps variables. */
async function stops(source: string, afterMs?: number): Promise<void> {
  await run("isTold = false;");
  const {outcome} = await (afterMs === undefined ? notebook.work(source) : notebook.start(source));
  if (afterMs !== undefined) await pause(afterMs);
  const [state, ended] = await Promise.all([notebook.engine.interrupt(), outcome]);
  assert.equal(state, "stopped", source);
  assert.equal(failureOf({outcome: ended, events: []}).ename, "Interrupted", source);
  const {events} = await run(
    "{ const before = turns; await rest(); console.log(kept, turns === before); }",
  );
  assert.equal(textOf(events), "precious true\n", `variables kept, nothing goes on: ${source}`);
}

test("a cell is stopped wherever it is, and its variables are kept", async () => {
  await run(`import fs from 'node:fs'; const kept = 'precious'; ${counting} ${resting}`);
  for (const source of [
    "for (;;) turn();",
    "await null; for (;;) turn();",
    "await sleep(5); for (;;) turn();",
    "turn(); for (;;) await null;",
    "turn(); await new Promise(() => {});",
    "for (;;) { await sleep(1); turn(); }",
    "for (;;) { await new Promise((done) => setImmediate(done)); turn(); }",
    "for (;;) { await fs.promises.readFile('/etc/passwd'); turn(); }",
    "turn(); for (;;) console.log('x'.repeat(10_000));",
    "for (;;) try { throw new Error('x'); } catch { turn(); }",
    "const endless = (): void => { try { endless(); } finally { endless(); } }; turn(); endless();",
  ])
    await stops(source);
});

test("a loop in the callback of a timer, a tick, a microtask or a file is stopped", async () => {
  const loop = "() => { for (;;) turn(); }";
  for (const source of [
    `setTimeout(${loop}, 1);`,
    `setImmediate(${loop});`,
    `process.nextTick(${loop});`,
    `queueMicrotask(${loop});`,
    `fs.readFile('/etc/passwd', ${loop});`,
    `Promise.resolve().then(${loop});`,
  ])
    await stops(`${source} await new Promise(() => {});`);
});

test("timers that a stopped cell has set do not go on", async () => {
  await stops("setInterval(() => turn(), 1); await sleep(1e6);");
  await stops(
    "import {setTimeout as wait} from 'node:timers/promises'; for (;;) { await wait(1); turn(); }",
  );
});

test("what a cell left behind is stopped, too", async () => {
  for (const left of [
    "setInterval(() => { const t = Date.now(); while (Date.now() < t + 30) turn(); }, 1);",
    "setTimeout(() => { for (;;) turn(); }, 1);",
  ]) {
    await run("isTold = false;");
    await (
      await notebook.work(left)
    ).outcome;
    assert.equal(await notebook.engine.interrupt(), "stopped");
  }
  const {events} = await run(
    "{ const before = turns; await rest(); console.log(turns - before); }",
  );
  assert.equal(textOf(events), "0\n");
});

test("an idle engine is not harmed, ten interrupts in a row are heard", async () => {
  for (let i = 0; i < 10; i++) assert.equal(await notebook.engine.interrupt(), "idle");
  assert.equal(plainOf(await run("kept")), "'precious'");
});

test("interrupts at random moments, many in a row, keep engine and variables", async () => {
  // Moments from a fixed list of primes: before the cell has begun, while it begins, and after.
  const sources = [
    "for (;;) turn();",
    "for (;;) { await sleep(1); turn(); }",
    "await null; for (;;);",
  ];
  for (const [i, ms] of [0, 1, 2, 3, 5, 7, 11, 13, 17, 23, 29, 31].entries())
    await stops(sources[i % sources.length], ms);
});

test("an interrupt of a cell that is already done does not hit the next", async () => {
  for (let i = 0; i < 5; i++) {
    const {outcome} = await notebook.start("turns");
    const interrupting = notebook.engine.interrupt();
    const next = run("await sleep(20); 'next'");
    await outcome;
    await interrupting;
    assert.equal(plainOf(await next), "'next'");
  }
});

test("an interrupt in the first moments of a new engine is kept for its cell", async () => {
  await notebook.engine.kill();
  notebook.renew();
  const cell = {
    code: "for (;;);",
    source: "",
    filename: "In[1]",
    maps: [],
    lastExpression: null,
    names: [],
    unset: [],
    uses: [],
    usesLater: {},
    assigns: [],
    paths: [],
  };
  const options = {cell: "first", silent: false, allowStdin: false, userExpressions: {}};
  const outcome = notebook.engine.run(cell, options);
  const states = await Promise.all([notebook.engine.interrupt(), notebook.engine.interrupt()]);
  assert.ok(states.includes("stopped"));
  assert.equal(failureOf({outcome: await outcome, events: []}).ename, "Interrupted");
  assert.equal(plainOf(await run("'works'")), "'works'");
});

test("a module that was interrupted while it was loaded is loaded again", async () => {
  notebook.write(
    "slow.ts",
    "import fs from 'node:fs';\nconsole.log('at work'); while (!fs.existsSync('go'));\nexport const done = true;",
  );
  const {outcome} = await notebook.work("import {done} from './slow'; done");
  await notebook.engine.interrupt();
  assert.equal(failureOf({outcome: await outcome, events: []}).ename, "Interrupted");
  notebook.write("go", "");
  assert.equal(plainOf(await run("import {done} from './slow'; done")), "true");
});

test("TensorFlow.js counts and differentiates rightly after interrupts inside of it", async () => {
  await run(
    "import * as tf from '@tensorflow/tfjs-node';\n" +
      "const weights = tf.variable(tf.randomNormal([100, 100]));\n" +
      "const cost = () => weights.matMul(weights).square().mean() as tf.Scalar;\n" +
      "const slope = () => tf.tidy(() => tf.variableGrads(cost).value.dataSync()[0]);\n" +
      "slope(); const tensors = tf.memory().numTensors;",
  );
  for (const ms of [0, 5, 17, 50, 101]) {
    const {outcome} = await notebook.start("for (;;) slope();");
    await pause(ms);
    await notebook.engine.interrupt();
    assert.equal(failureOf({outcome: await outcome, events: []}).ename, "Interrupted");
    // An interrupt can come between the birth of a tensor and its entry into a scope.
    const grown = "Number.isFinite(slope()) && tf.memory().numTensors - tensors";
    assert.ok(Number(plainOf(await run(grown))) <= 5, "gradients work, nothing piles up");
  }
});

test("code of a module that awaits files or the network goes no further", async () => {
  notebook.write(
    "awaits.ts",
    `import fs from "node:fs/promises";
import {createReadStream} from "node:fs";
import {once} from "node:events";
import {createServer} from "node:http";
let turns = 0;
export const seen = {
  get turns() { return turns; },
  set turns(count) { if (turns === 0 && count > 0) console.log("turns"); turns = count; },
};
export async function files() {
  for (;;) { await fs.readFile(__filename); seen.turns++; }
}
export async function handles() {
  const file = await fs.open(__filename);
  for (;;) { await file.read({position: 0}); seen.turns++; }
}
export async function streams() {
  for (;;) for await (const piece of createReadStream(__filename)) seen.turns += Math.sign(piece.length);
}
export async function caught() {
  for (;;) try { await fs.readFile("/nowhere"); } catch { seen.turns++; }
}
export async function network() {
  const server = createServer((_, response) => void response.end("x".repeat(100)));
  await once(server.listen(0, "127.0.0.1"), "listening");
  server.unref();
  const {port} = server.address() as {port: number};
  for (;;) { await (await fetch("http://127.0.0.1:" + port)).text(); seen.turns++; }
}`,
  );
  await run(`import * as awaits from './awaits'; import fs from 'node:fs'; ${resting}`);
  for (const name of ["files", "handles", "streams", "caught", "network"]) {
    await run("awaits.seen.turns = 0;");
    const turned = notebook.heard((event) => event.type === "stream" && /turns/.test(event.text));
    const {outcome} = await notebook.start(`await awaits.${name}();`);
    await turned;
    const [state] = await Promise.all([notebook.engine.interrupt(), outcome]);
    assert.equal(state, "stopped", name);
    const {events} = await run(
      "{ const before = awaits.seen.turns; await rest(); console.log(before > 0, awaits.seen.turns - before); }",
    );
    // Node may warn of the file that nobody closed; that is the reader's to know.
    assert.equal(textOf(events, "stdout"), "true 0\n", name);
  }
});

test("a module's file functions work as ever in the cells after an interrupt", async () => {
  const source =
    "import fs from 'node:fs/promises'; import {promisify} from 'node:util'; import {exec} from 'node:child_process';\n" +
    "[(await fs.readFile('awaits.ts', 'utf8')).length > 0, (await promisify(exec)('echo yes')).stdout,\n" +
    " fs.readFile.name, typeof fs.constants.R_OK, await fs.readFile('/nowhere').catch((error) => error.code)]";
  assert.equal(plainOf(await run(source)), "[ true, 'yes\\n', 'readFile', 'number', 'ENOENT' ]");
});

test("a stopped loop costs earlier cells none of their timers", async () => {
  await run("let ticks = 0; setInterval(() => ticks++, 5);");
  const {outcome} = await notebook.work("console.log('at work'); for (;;);");
  await notebook.engine.interrupt();
  await outcome;
  await run(
    "{ const before = ticks; while (ticks === before) await new Promise((done) => setTimeout(done, 5)); }",
  );
  assert.equal(await notebook.engine.interrupt(), "stopped");
});
