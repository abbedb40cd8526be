import assert from "node:assert/strict";
import {existsSync} from "node:fs";
import path from "node:path";
import {test} from "node:test";
import {sleep} from "../../kernel/client";
import {startKernel} from "../../kernel/start";

test("an interrupted fit of ResFGB keeps its blocks in the notebook, and goes on from its checkpoint", async (t) => {
  const kernel = await startKernel();
  t.after(() => kernel.stop());
  const {client, folder} = kernel;
  const sign = path.join(folder, "second-block");
  const {reply} = await client.execute(
    `import {rings} from "residual-lab/datasets/toys";
     import {predict} from "residual-lab/models/resfgb-predict";
     import type {ResfgbModel} from "residual-lab/models/resfgb-model";
     import {randomStream} from "residual-lab/numerics/random";
     import {fitResfgb} from "residual-lab/training/boosted/fit-resfgb";
     import {labRecipe} from "residual-lab/training/boosted/recipes";
     import {writeFileSync} from "node:fs";
     import {isDeepStrictEqual} from "node:util";
     const train = rings({count: 100, random: randomStream(1)});
     const fit = (blocks: number, onStage?: (progress: {model: ResfgbModel}) => void) => fitResfgb(train,
       {...labRecipe({hidden: [20, 20], epochs: 3}), blocks, random: randomStream(1), checkpoint: ${JSON.stringify(path.join(folder, "fit"))}, onStage});
     let kept: ResfgbModel | undefined;`,
    {ms: 60_000},
  );
  assert.equal(reply.status, "ok", JSON.stringify(reply));
  const cell = client.sendCell(`await fit(1_000_000, ({model}) => {
    kept = model;
    if (model.blocks.length === 2) writeFileSync(${JSON.stringify(sign)}, "");
  });`);
  for (let i = 0; i < 2400 && !existsSync(sign); i++) await sleep(50);
  await client.request("interrupt_request", {}, {channel: "control"});
  assert.equal((await client.reply(cell)).content.status, "error");
  const kept = await client.execute("[kept!.blocks.length >= 2, predict(kept!, train).length]");
  assert.equal(kept.result?.data["text/plain"], "[ true, 100 ]", JSON.stringify(kept.reply));
  const on = await client.execute(
    `const reached = kept!.blocks.length;
     const {rows, model} = await fit(reached + 1);
     [rows.length - reached, model.blocks.length - reached, isDeepStrictEqual(model.blocks.slice(0, reached), kept!.blocks)]`,
    {ms: 60_000},
  );
  assert.equal(on.result?.data["text/plain"], "[ 2, 1, true ]", JSON.stringify(on.reply));
});
