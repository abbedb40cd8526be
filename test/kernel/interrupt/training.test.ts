import assert from "node:assert/strict";
import {after, test} from "node:test";
import {setTimeout as pause} from "node:timers/promises";
import {randomStream} from "../../../src/numerics/random";
import {mostIdle} from "../../../src/tensors/graph/sessions";
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

const works = {
  "a fit of ResFGB": `
    import {fitResfgb} from "residual-lab/training/boosted/fit-resfgb";
    import {labRecipe, officialRecipe} from "residual-lab/training/boosted/recipes";
    await fitResfgb(data, {...labRecipe({hidden: [8, 8], epochs: 1e6}), blocks: 5, random: randomStream(3)});`,
  "the authors' fit": `
    await fitResfgb(data, {...officialRecipe({hidden: [8], epochs: 3, tuneSteps: 20}), blocks: 1e6, random: randomStream(3)});`,
  "a stack of blocks": `
    import {trainStack} from "residual-lab/training/boosted/train-stack";
    await trainStack(data, {way: "greedy", blocks: 3, hidden: [8], epochs: 1e6, rate: 0.01, batchSize: 32,
      decay: 0, scaling: "none", padding: 0, random: randomStream(3)});`,
  "a study of paths": `
    import {trainedNetworkPaths} from "residual-lab/analyses/paths/trained-network-paths";
    await trainedNetworkPaths({train: data, test: data}, {
      network: {depth: 3, width: 8, normalisation: "rms"}, probe: 64, random: randomStream(3),
      training: {steps: 1e6, batchSize: 32, optimizer: {kind: "adam", rate: 0.01}}});`,
  "a loop over a network without its graph": `
    await trainNetwork(network, data, {...options, steps: 1e6, eager: true, optimizer: {kind: "adam", rate: 0.001}});`,
};

for (const [name, work] of Object.entries(works))
  test(`${name} that is interrupted gives back its sessions, tensors and variables`, async () => {
    assert.equal((await run(state)).outcome.status, "ok");
    const random = randomStream(5).child(name);
    for (let time = 1; time <= 6; time++) {
      const {outcome} = await notebook.start(work);
      // The first time the cell has to load what it imports.
      await pause((time === 1 ? 1500 : 400) * (0.5 + random.uniform()));
      assert.match(await notebook.engine.interrupt(), /stopped|stuck/);
      assert.equal(failureOf({outcome: await outcome, events: []}).ename, "Interrupted");
      const text = String(plainOf(await run(state)));
      const [, grown, alive] = /'precious', true, true, (-?\d+), (\d+) \]/.exec(text) ?? [];
      assert.equal(Number(grown), 0, `${text} after ${time} interrupts`);
      assert.ok(Number(alive) <= mostIdle, `${text}: at most as many as the shelf keeps`);
    }
  });

test("a step compiled in a cell that was interrupted goes on where the interrupt left it", async () => {
  const {outcome} = await notebook.start(`
    import {compileStep} from "residual-lab/tensors/compile-step";
    const total = tf.variable(tf.scalar(0));
    const count = compileStep(({by}) => { total.assign(total.add(by)); return total.add(0); }, {feeds: {by: []}});
    let counted = 0;
    for (;;) { tf.tidy(() => { count({by: 1}); counted++; }); if (counted === 3) console.log("counting"); }`);
  await notebook.heard(({type}) => type === "stream", 60_000);
  assert.match(await notebook.engine.interrupt(), /stopped|stuck/);
  assert.equal(failureOf({outcome: await outcome, events: []}).ename, "Interrupted");
  // Between the step and the line that counts it the interrupt may have come.
  const said = await run(`
    const here = total.dataSync()[0];
    const next = tf.tidy(() => count({by: 10}).dataSync()[0]);
    count.dispose();
    [here >= counted && here <= counted + 1 && counted > 0, next - here, total.dataSync()[0] - here]`);
  assert.equal(plainOf(said), "[ true, 10, 10 ]");
});

test("a large operation of TensorFlow is stopped when it ends", async () => {
  await run("let turns = 0; const large = tf.randomNormal([1500, 1500]);");
  const {outcome} = await notebook.start(
    "for (;;) { tf.tidy(() => large.matMul(large)); if (++turns === 1) console.log('turning'); }",
  );
  await notebook.heard(({type}) => type === "stream", 60_000);
  assert.match(await notebook.engine.interrupt(), /stopped|stuck/);
  assert.equal(failureOf({outcome: await outcome, events: []}).ename, "Interrupted");
  assert.equal(plainOf(await run("turns > 0 && [...tf.ones([2]).dataSync()]")), "[ 1, 1 ]");
});
