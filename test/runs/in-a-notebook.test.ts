import assert from "node:assert/strict";
import {existsSync, readFileSync} from "node:fs";
import path from "node:path";
import {test} from "node:test";
import {sleep} from "../kernel/client";
import type {Client} from "../kernel/client";
import {startKernel} from "../kernel/start";
import {isAlive} from "./example-processes";

const jobs = JSON.stringify(path.join(__dirname, "example-jobs"));

/** Starts a cell that never ends by itself, waits for a sign that it works, and interrupts it. */
async function interrupted(client: Client, code: string, works: () => boolean): Promise<void> {
  const id = client.sendCell(code);
  for (let i = 0; i < 2400 && !works(); i++) await sleep(50);
  assert.ok(works(), "the cell never came to work");
  await client.request("interrupt_request", {}, {channel: "control"});
  const reply = await client.reply(id, 60_000);
  assert.equal(reply.content.status, "error");
}

test("a sweep runs from a cell, an interrupt ends it and its processes, and it can be run again", async (t) => {
  const kernel = await startKernel();
  t.after(() => kernel.stop());
  const {client, folder} = kernel;
  const importing = `
    import {acrossSeeds} from "residual-lab/display/across-seeds";
    import {doneValues} from "residual-lab/runs/seed-values";
    import {draws, endless} from ${jobs};`;
  assert.equal((await client.execute(importing, {ms: 60_000})).reply.status, "ok");
  const sweep = `
    const outcomes = await acrossSeeds([1, 2], draws, {count: 1}, {folder: ${JSON.stringify(folder)}});
    doneValues(outcomes).length`;
  const first = await client.execute(sweep, {ms: 60_000});
  assert.equal(first.result?.data["text/plain"], "2");

  const note = path.join(folder, "endless");
  const notes = [1, 2].map((seed) => `${note}-${seed}`);
  await interrupted(
    client,
    `await acrossSeeds([1, 2], endless, {note: ${JSON.stringify(note)}}, {folder: ${JSON.stringify(folder)}, workers: 2})`,
    // A file is there before its text is.
    () => notes.every((file) => existsSync(file) && readFileSync(file, "utf8") !== ""),
  );
  const pids = notes.map((file) => Number(readFileSync(file, "utf8")));
  for (let i = 0; i < 1200 && pids.some(isAlive); i++) await sleep(50);
  assert.deepEqual(pids.filter(isAlive), []);
  // The interrupt ends the processes that wait for another sweep, too.
  const fresh = sweep.replace("{folder:", "{fresh: true, folder:");
  const sign = path.join(folder, "swept");
  const sweepAndLoop = `${fresh}; require("node:fs").writeFileSync(${JSON.stringify(sign)}, ""); for (;;);`;
  await interrupted(client, sweepAndLoop, () => existsSync(sign));
  assert.equal((await client.execute(fresh, {ms: 60_000})).result?.data["text/plain"], "2");
});

test("a compiled step goes on after an interrupt, and a refusal names the cell's line", async (t) => {
  const kernel = await startKernel();
  t.after(() => kernel.stop());
  const {client, folder} = kernel;
  const sign = path.join(folder, "at-work");
  const definitions = `
    import {tf} from "residual-lab/tensors/tensorflow";
    import {compileStep} from "residual-lab/tensors/compile-step";
    import {writeFileSync} from "node:fs";
    const count = tf.variable(tf.scalar(0));
    const add = compileStep(({by}) => { count.assign(count.add(by)); return count.clone(); }, {feeds: {by: []}});
    let calls = 0;
    const once = () => { const sum = add({by: 1}); calls++; sum.dispose(); };`;
  const {reply} = await client.execute(definitions, {ms: 60_000});
  assert.equal(reply.status, "ok", JSON.stringify(reply));
  const loop = `for (;;) { once(); if (calls === 100) writeFileSync(${JSON.stringify(sign)}, ""); }`;
  await interrupted(client, loop, () => existsSync(sign));
  const after = await client.execute(
    `const made = calls; for (let i = 0; i < 10; i++) once(); add.read();
     const sum = count.dataSync()[0]; [sum - made - 10 >= 0, sum - made - 10 <= 1, made >= 100]`,
  );
  // The interrupt may fall between a call's return and the line that counts it.
  assert.equal(after.result?.data["text/plain"], "[ true, true, true ]");

  const lines: [string, RegExp][] = [
    ["x.mul(y.dataSync()[0])", /cannot read a tensor's value/],
    ["x.add(tf.randomNormal([3]).sum())", /drawn in JavaScript/],
    ["x.add(performance.now())", /differs each time/],
  ];
  for (const [line, what] of lines) {
    const refused = await client.execute(
      `const bad = compileStep(({x}) => {\n  const y = x.square();\n  return ${line};\n}, {feeds: {x: []}});\nbad({x: 1})`,
    );
    const {evalue, traceback} = refused.reply as unknown as {evalue: string; traceback: string[]};
    assert.match(evalue, what);
    const shown = traceback.join("\n");
    assert.ok(shown.includes(line) && /In\[\d+\]:3/.test(shown), shown);
  }
});
