import assert from "node:assert/strict";
import {existsSync, mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {test} from "node:test";
import {cifarHours, trainedCifarNetwork} from "../../../src/analyses/depth/cifar-networks";
import {cifarNetworksOfSeed} from "../../../src/analyses/depth/depth-jobs";
import {parseCifarRecords} from "../../../src/datasets/cifar10";
import {lessPixelMean} from "../../../src/datasets/pixel-mean";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

/** Made-up records of the right shape: one of ten greys for each class, and noise. */
function madeUp(count: number, seed: number) {
  const random = randomStream(seed);
  const bytes = new Uint8Array(count * 3073);
  for (let i = 0; i < count; i++) {
    bytes[i * 3073] = i % 10;
    for (let at = 1; at < 3073; at++)
      bytes[i * 3073 + at] = 20 * (i % 10) + 20 + random.integer(40);
  }
  return parseCifarRecords([bytes], "made up");
}

const data = lessPixelMean({train: madeUp(60, 1), test: madeUp(30, 2)});
const short = {n: 1, batchSize: 20, steps: 40} as const;

test("plain and residual networks for CIFAR-10 learn made-up records, and leave no tensor behind", async () => {
  const before = tf.memory().numTensors;
  for (const shortcut of ["none", "identity"] as const) {
    const run = await trainedCifarNetwork(data, {...short, shortcut, random: randomStream(3)});
    // Guessing is 0.9; ten greys that are 20 apart need no more than their mean.
    assert.ok(run.trainError < 0.6 && run.testError < 0.6, JSON.stringify(run));
    assert.equal(run.rows.length, 40);
  }
  assert.equal(tf.memory().numTensors, before);
});

test("a run that was stopped goes on from its checkpoint and ends with the same numbers", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "cifar-"));
  try {
    const checkpoint = path.join(folder, "run.json");
    const run = {...short, steps: 8, shortcut: "identity", random: randomStream(3)} as const;
    const straight = await trainedCifarNetwork(data, run);
    const stop = new AbortController();
    const stopped = trainedCifarNetwork(data, {
      ...run,
      checkpoint,
      signal: stop.signal,
      onProgress: ({step}) => step === 3 && stop.abort(new Error("stopped")),
    });
    await assert.rejects(stopped, /stopped/);
    assert.ok(existsSync(checkpoint));
    const seen: number[] = [];
    const resumed = await trainedCifarNetwork(data, {
      ...run,
      checkpoint,
      onProgress: ({step}) => seen.push(step),
    });
    assert.deepEqual(seen, [4, 5, 6, 7, 8]);
    assert.deepEqual(resumed, straight);
  } finally {
    rmSync(folder, {recursive: true});
  }
});

test("the time of a run is told beforehand as a number of hours, and nothing is left behind", async () => {
  const before = tf.memory().numTensors;
  const hours = await cifarHours(data, {n: 1, shortcut: "identity"});
  assert.ok(hours > 0 && Number.isFinite(hours), `${hours} hours`);
  assert.equal(tf.memory().numTensors, before);
});

test("the job says where CIFAR-10 can be had when it is not on the disk, and downloads nothing", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "cifar-"));
  try {
    const trials = {plain: {n: 3, shortcut: "none"}} as const;
    const job = async () => cifarNetworksOfSeed(1, {trials, folder});
    await assert.rejects(job, /cifar-10-binary\.tar\.gz is not in .*; it can be had from/);
  } finally {
    rmSync(folder, {recursive: true});
  }
});
