import assert from "node:assert/strict";
import {before, test} from "node:test";
import {randomStream} from "../../../src/numerics/random";
import {toJson} from "../../../src/runs/plain-data";
import {bundleTensors} from "../../../src/lab/live/bundle-live";
import {LiveNotebook} from "../../../src/lab/live/live-cells";
import type {LiveCell} from "../../../src/lab/live/live-cells";
import {storedMime} from "../../../src/lab/live/stored-values";
import {isResult, tryLive} from "../../../src/lab/live/trial";
import type {Cell, NotebookFile} from "../../../src/lab/notebook/file";

let tensors = "";
before(async () => {
  tensors = await bundleTensors();
});

/** What becomes of an exploration that showed `shown` in its notebook, where these values can be stored. */
async function made(source: string, {shown, stored}: {shown: string; stored: object}) {
  const cells: Cell[] = [{id: "it", kind: "code", source, tags: [], number: 1}];
  const notebook: NotebookFile = {name: "n", file: "n.ipynb", cells, metadata: {}};
  const live = new LiveNotebook(notebook, {tensors});
  const data = {"text/plain": shown};
  const values = Object.fromEntries(
    Object.entries(stored).map(([name, value]) => [name, toJson(value)]),
  );
  const outputs = [{output_type: "display_data" as const, data, metadata: {}}];
  await live.see({cell: cells[0], outputs, seconds: 0}, () =>
    Promise.resolve({[storedMime]: values}),
  );
  return live.cells.get("it")!;
}

const controls = `import {interact, slider} from "residual-lab/display/controls";\n`;

test("an exploration lives by its own code and stored values, and answers its controls", async () => {
  const source = `${controls}import {randomStream} from "residual-lab/numerics/random";
    const slow: number[] = await sevenHours();
    await interact({k: slider({min: 0, max: 9, value: 2, label: "k"})},
      ({k}) => slow[k] + randomStream(3).uniform());`;
  const cell = await made(source, {
    shown: `${20 + randomStream(3).uniform()}`,
    stored: {slow: [0, 10, 20, 30]},
  });
  assert.equal(cell.kind, "live", JSON.stringify(cell));
  const {code, controls: opened} = cell as LiveCell;
  const {id} = opened.find(
    ({data}) => (data as {state: {_model_name: string}}).state._model_name === "IntSliderModel",
  )!;
  const move = {id, data: {method: "update", state: {value: 3}}};
  const {messages} = await tryLive(code, {tensors: null, seconds: 60, moves: [move]});
  const results = messages.flatMap((one) =>
    one.type === "display" && isResult(one) ? [Number(one.bundle["text/plain"])] : [],
  );
  assert.equal(results.length, 2);
  assert.equal(results[1] - results[0], 10);
});

test("tensors give the same numbers on WebAssembly and in plain JavaScript", async () => {
  const source = `${controls}import {tf} from "residual-lab/tensors/tensorflow";
    import {addBias, multiply} from "residual-lab/tensors/fused/affine";
    import {tidied} from "residual-lab/tensors/tidied";
    await interact({k: slider({min: 0, max: 9, value: 3})}, ({k}) => tidied(() => {
      const slope = tf.grad((x: any) => addBias(multiply(x, tf.tensor2d([[1, 2], [3, k]])), tf.tensor1d([0, 1])).square().sum());
      return \`\${[...slope(tf.tensor2d([[1, 2]])).dataSync()]}\`;
    }));`;
  // y = (7, 2 + 2k + 1) for x = (1, 2); the slope is 2 W y.
  const cell = await made(source, {shown: "'50,96'", stored: {}});
  assert.equal(cell.kind, "live", JSON.stringify(cell));
  const {code, tensors: needs} = cell as LiveCell;
  assert.equal(needs, true);
  const {messages} = await tryLive(code, {tensors, seconds: 60, wasm: false});
  const result = messages.find((one) => one.type === "display" && isResult(one));
  assert.equal(result?.type === "display" && result.bundle["text/plain"], "'50,96'");
});

test("what computes without an end is ended", async () => {
  await assert.rejects(
    tryLive("for (;;);", {tensors: null, seconds: 0.5}),
    /takes longer than 0\.5 s/,
  );
});

test("what cannot live rests, and says why", async () => {
  const k = "slider({min: 0, max: 9, value: 2})";
  const reasons: [source: string, shown: string, reason: RegExp][] = [
    [`await interact({k: ${k}}, ({k}) => k);`, "3", /numbers come out otherwise/],
    [
      `import {readFileSync} from "node:fs"; await interact({k: ${k}}, () => readFileSync("x"));`,
      "",
      /no node:fs: this runs where the notebook runs/,
    ],
    [`await interact({k: ${k}}, () => { throw new RangeError("too deep"); });`, "", /too deep/],
    [`import {no} from "residual-lab/nowhere"; await interact({k: ${k}}, no);`, "", /nowhere/],
  ];
  for (const [source, shown, reason] of reasons) {
    const cell = await made(controls + source, {shown, stored: {}});
    assert.equal(cell.kind, "still");
    assert.match(cell.kind === "still" ? cell.reason : "", reason);
  }
});
