import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import path from "node:path";
import {test} from "node:test";
import {threadEnvironment, threadsBeside, threadsFor} from "../../src/runs/thread-settings";

const withoutThreads: NodeJS.ProcessEnv = {...process.env};
delete withoutThreads.TF_NUM_INTRAOP_THREADS;
delete withoutThreads.TF_NUM_INTEROP_THREADS;

test("small convolutions run one thread each side by side, larger layers take all cores", () => {
  const convolution = (batch: number, side: number, channels: number): number =>
    batch * side * side * 9 * channels * channels;
  assert.deepEqual(threadsFor(convolution(64, 14, 16), {cores: 2}), {within: 1, between: 2});
  assert.deepEqual(threadsFor(convolution(32, 28, 32), {cores: 2}), {within: 2, between: 2});
  assert.deepEqual(threadsFor(100 * 1000 * 1000, {cores: 4}), {within: 4, between: 4});
  assert.throws(() => threadsFor(0), /largestLayer must be a positive number, got 0/);
});

test("a process chooses its threads before TensorFlow is loaded, or is told to start anew", () => {
  const folder = path.join(__dirname, "../../src");
  const code = (first: string) =>
    `const {chooseThreads} = require(${JSON.stringify(`${folder}/runs/thread-settings.ts`)});
     ${first}
     const chosen = chooseThreads(1e6);
     require(${JSON.stringify(`${folder}/tensors/tensorflow.ts`)});
     console.log(JSON.stringify([chosen.within, process.env.TF_NUM_INTRAOP_THREADS, chooseThreads(1e6).within]));`;
  const run = (first: string, environment: Record<string, string> = {}) =>
    spawnSync(process.execPath, ["--import", "tsx", "-e", code(first)], {
      encoding: "utf8",
      env: {...withoutThreads, ...environment},
    });
  assert.equal(run("").stdout, '[1,"1",1]\n');
  assert.equal(run("", {TF_NUM_INTRAOP_THREADS: "3"}).stdout, '[3,"3",3]\n');
  const late = run(`require(${JSON.stringify(`${folder}/tensors/tensorflow.ts`)});`);
  assert.match(late.stderr, /TensorFlow is loaded and keeps its threads: restart the kernel/);
});

test("processes side by side have one thread per operation, whatever their number", () => {
  for (const processes of [1, 2, 3, 8]) {
    const {within, between} = threadsBeside(processes, {cores: 4});
    assert.equal(within, 1);
    assert.ok(between >= 1 && between * processes <= Math.max(4, processes));
  }
  assert.deepEqual(threadEnvironment({within: 1, between: 2}), {
    TF_NUM_INTRAOP_THREADS: "1",
    TF_NUM_INTEROP_THREADS: "2",
  });
});
