import assert from "node:assert/strict";
import {test} from "node:test";
import {setTimeout} from "node:timers/promises";
import {judgeResfgb} from "../../../src/analyses/rivals/choose-resfgb";
import {comparisonSplit} from "../../../src/analyses/rivals/task";
import {labRecipe} from "../../../src/training/boosted/recipes";

test("a fit that its signal ends is not judged by halves", async () => {
  const split = await comparisonSplit({data: "moons", examples: 200}, {seed: 6});
  const chosen = {recipe: labRecipe({hidden: [8], epochs: 1}), blocks: 1e6};
  const giveUp = new AbortController();
  const judging = judgeResfgb(split, {chosen, seed: 6, signal: giveUp.signal});
  void setTimeout(500).then(() => giveUp.abort());
  // On a slow machine it is ended before its first stage, and says so.
  await assert.rejects(judging, /aborted|stopped before its first stage/);
});
