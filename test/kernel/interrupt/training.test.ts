import assert from "node:assert/strict";
import {after, test} from "node:test";
import {setTimeout as pause} from "node:timers/promises";
import {randomStream} from "../../../src/numerics/random";
import {failureOf, openNotebook, plainOf} from "../notebook";

const notebook = openNotebook();
const {run} = notebook;
after(() => notebook.close());

const set = `
import {tf} from "residual-lab/tensors/tensorflow";
import {nativeBackend} from "residual-lab/tensors/native-kernel";
import {createResidualNetwork} from "residual-lab/models/residual-network";
import {allVariables} from "residual-lab/models/network";
import {evaluateNetwork} from "residual-lab/training/evaluate-network";
import {trainNetwork} from "residual-lab/training/train-network";
import {randomStream} from "residual-lab/numerics/random";
const kept = "precious";
const labels = Int32Array.from({length: 128}, (_, i) => i % 2);
const features = Float32Array.from({length: 256}, (_, i) => Math.sin(i) + 2 * (labels[i >> 1] ?? 0));
const data = {name: "made up", features, labels, shape: [128, 2] as const, classes: ["a", "b"]};
const network = createResidualNetwork(
  {input: [2], classes: 2, depth: 3, width: 8, normalisation: "rms"}, {random: randomStream(1)});
const options = {batchSize: 32, random: randomStream(2)};
const train = (steps: number) =>
  trainNetwork(network, data, {...options, steps, optimizer: {kind: "momentum", rate: 0.01}});
const sessions = () => nativeBackend().binding.getNumOfSavedModels();
await train(20);
const shapes = [...allVariables(network)].map(([name, value]) => name + value.shape).join();
const tensors = tf.memory().numTensors;`;

const state = `
const {loss} = evaluateNetwork(network, data, {batchSize: 64});
const now = [...allVariables(network)].map(([name, value]) => name + value.shape).join();
[kept, Number.isFinite(loss), now === shapes, tf.memory().numTensors - tensors, sessions()]`;

test("a hundred interrupts at random moments of a training: variables whole, nothing piles up", async () => {
  assert.equal((await run(set)).outcome.status, "ok");
  const random = randomStream(4).child("moments");
  const pid = plainOf(await run("process.pid"));
  for (let time = 1; time <= 100; time++) {
    const {outcome} = await notebook.start("await train(1e9);");
    await pause(60 * random.uniform());
    // On a very busy machine the native code before the stop may outlast the patience.
    assert.match(await notebook.engine.interrupt(), /stopped|stuck/, `interrupt ${time}`);
    assert.equal(failureOf({outcome: await outcome, events: []}).ename, "Interrupted");
    if (time % 20 > 0) continue;
    const text = String(plainOf(await run(state)));
    const [, grown, alive] = /'precious', true, true, (-?\d+), (\d+) \]/.exec(text) ?? [];
    assert.equal(Number(grown), 0, `${text} after ${time} interrupts`);
    // Given back at once: the next run has taken it again from the shelf.
    assert.equal(Number(alive), 1, `${text} after ${time} interrupts`);
  }
  assert.equal(plainOf(await run("(await train(20)).finished")), "true");
  assert.equal(plainOf(await run("process.pid")), pid, "the same engine");
});

test("a large operation of TensorFlow is stopped when it ends", async () => {
  await run("let turns = 0; const large = tf.randomNormal([1500, 1500]);");
  const {outcome} = await notebook.start(
    "for (;;) { tf.tidy(() => large.matMul(large)); turns++; }",
  );
  await pause(500);
  const begun = performance.now();
  assert.equal(await notebook.engine.interrupt(), "stopped");
  assert.equal(failureOf({outcome: await outcome, events: []}).ename, "Interrupted");
  assert.ok(performance.now() - begun < 3000);
  assert.equal(plainOf(await run("turns > 0 && [...tf.ones([2]).dataSync()]")), "[ 1, 1 ]");
});
