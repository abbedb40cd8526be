import assert from "node:assert/strict";
import {test} from "node:test";
import {smallDigits} from "../../../src/analyses/depth/small-digits";
import {trainedStack} from "../../../src/analyses/depth/trained-stack";
import {randomStream} from "../../../src/numerics/random";
import {tf} from "../../../src/tensors/tensorflow";

test("a training that its signal ends gives no half results, and leaves no tensor behind", async () => {
  const digits = smallDigits({random: randomStream(1)});
  const giveUp = new AbortController();
  const seen: number[] = [];
  const before = tf.memory().numTensors;
  const running = trainedStack(digits, {
    network: {blocks: 1, width: 8, shortcut: "identity", normalisation: "none", start: "he"},
    ...{epochs: 5, batchSize: 128, optimizer: {kind: "momentum", rate: 0.05}},
    random: randomStream(2),
    at: [1, 2, 3],
    onStep: (_, step) => {
      seen.push(step);
      if (step === 2) giveUp.abort();
    },
    signal: giveUp.signal,
  });
  await assert.rejects(running, (reason) => reason === giveUp.signal.reason);
  assert.deepEqual(seen, [1, 2]);
  assert.equal(tf.memory().numTensors, before);
});
