import assert from "node:assert/strict";
import {execFileSync, spawn} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, test} from "node:test";
import {setTimeout} from "node:timers/promises";
import {runSeeds} from "../../src/runs/run-seeds";
import type {SeedOptions} from "../../src/runs/run-seeds";
import {seedJob} from "../../src/runs/seed-job";
import {doneValues} from "../../src/runs/seed-values";
import {isAlive} from "./example-processes";

const folder = mkdtempSync(path.join(tmpdir(), "residual-lab-kept-"));
after(() => rmSync(folder, {recursive: true}));

const file = path.join(folder, "job.mjs");
const write = (answer: string): void =>
  writeFileSync(file, `export const who = () => ({pid: process.pid, answer: "${answer}"});`);

async function ask(options: SeedOptions = {}): Promise<{pid: number; answer: string}> {
  const who = seedJob({file, name: "who"}, () => ({pid: 0, answer: ""}));
  const outcomes = await runSeeds([1], who, {
    settings: {},
    folder,
    fresh: true,
    ...options,
  });
  return doneValues(outcomes)[0];
}

test("the next call finds the processes of the last one ready, until the code changes", async () => {
  write("old");
  const first = await ask();
  assert.deepEqual(await ask(), first);
  write("new");
  const second = await ask();
  assert.equal(second.answer, "new");
  assert.notEqual(second.pid, first.pid);
  assert.deepEqual(await ask(), second);
});

test("a process that died while it waited is not counted on, noticed or not", async () => {
  const {pid} = await ask();
  process.kill(pid, "SIGKILL");
  assert.notEqual((await ask()).pid, pid);
  // It is dead before the next call, and nothing has told the parent yet.
  const {pid: next} = await ask();
  execFileSync("sh", [
    "-c",
    `kill -9 ${next}; while grep -qv ") Z " /proc/${next}/stat; do :; done`,
  ]);
  assert.notEqual((await ask()).pid, next);
});

test("other surroundings have other processes", async () => {
  const {pid} = await ask();
  process.env["LAB_EXAMPLE"] = "1";
  try {
    assert.notEqual((await ask()).pid, pid);
  } finally {
    delete process.env["LAB_EXAMPLE"];
  }
  assert.equal((await ask()).pid, pid);
});

test("processes that nobody waits for leave in time, or at once where none is to be kept", async () => {
  const {pid: brief} = await ask({keep: 0});
  for (let i = 0; i < 1200 && isAlive(brief); i++) await setTimeout(50);
  assert.ok(!isAlive(brief), "at once");
  // Five seconds more than the parent counts on.
  const {pid} = await ask({keep: 100});
  await setTimeout(300);
  assert.notEqual((await ask()).pid, pid, "too late to be counted on");
  for (let i = 0; i < 1200 && isAlive(pid); i++) await setTimeout(50);
  assert.ok(!isAlive(pid), "gone");
});

test("a script ends when it is done, and its processes with it", async () => {
  const script = `
    const {runSeeds} = require(${JSON.stringify(path.join(__dirname, "../../src/runs/run-seeds.ts"))});
    const job = {place: {file: ${JSON.stringify(file)}, name: "who"}};
    const options = {settings: {}, folder: ${JSON.stringify(folder)}, fresh: true, keep: 600_000};
    runSeeds([1], job, options).then(([{value}]) => console.log(value.pid));`;
  const child = spawn(process.execPath, ["--import", "tsx", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (data: Buffer) => (text += data.toString()));
  const code = await new Promise((resolve) => child.once("close", resolve));
  assert.equal(code, 0);
  assert.match(text, /^\d+\n$/);
  // It leaves when it hears that the script is gone, which may take a busy machine a moment.
  for (let i = 0; i < 1200 && isAlive(Number(text)); i++) await setTimeout(50);
  assert.ok(!isAlive(Number(text)));
});
