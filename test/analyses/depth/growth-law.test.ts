import assert from "node:assert/strict";
import {test} from "node:test";
import {
  branchGrowth,
  gradientGrowthOfScaledStack,
  gradientRatioOfIdentityStack,
  growthBetween,
} from "../../../src/analyses/depth/growth-law";
import {smallDigits} from "../../../src/analyses/depth/small-digits";
import {signalStages} from "../../../src/analyses/depth/stack-signals";
import {randomStream} from "../../../src/numerics/random";

test("the law has the values of its closed form, and is a plain stack's where λ is 0", () => {
  assert.ok(Math.abs(branchGrowth - 2.1519194384558182) < 1e-14);
  assert.equal(gradientGrowthOfScaledStack(0), Math.PI / (Math.PI - 1));
  for (const [scale, growth] of [
    [0.25, 1.4422],
    [0.5, 1.3653],
    [0.75, 1.2264],
    [0.9, 1.104],
  ]) {
    assert.ok(Math.abs(gradientGrowthOfScaledStack(scale) - growth) < 5e-5, `λ = ${scale}`);
  }
  for (const [blocks, ratio] of [
    [1, 0],
    [9, 0.670279],
    [27, 1.1352968],
    [54, 1.4461904],
  ]) {
    assert.ok(Math.abs(gradientRatioOfIdentityStack(blocks) - ratio) < 5e-7, `${blocks} blocks`);
  }
  assert.throws(() => gradientGrowthOfScaledStack(1), /\[0, 1\), got 1/);
});

test("gradients grow by √ρ a block for every scale of the shortcut, and the branch's scale cancels", async () => {
  const digits = smallDigits({random: randomStream(1)}).train;
  for (const [shortcutScale, branchScale] of [
    [0.5, 1],
    [0.5, 0.5],
    [0.8, 1],
  ]) {
    const growths: number[] = [];
    for (const seed of [11, 12, 13]) {
      const [stage] = await signalStages(digits, {
        network: {blocks: 20, width: 64, order: "pre", shortcutScale, branchScale},
        batchSize: 256,
        optimizer: {kind: "momentum", rate: 0.1},
        at: [0],
        random: randomStream(seed),
      });
      growths.push(growthBetween(stage, {from: 5, to: 19}));
    }
    const mean = growths.reduce((sum, growth) => sum + growth, 0) / growths.length;
    // Finite width and batch shift two layers by parts of 1 / 64 + 1 / 256 each.
    const law = gradientGrowthOfScaledStack(shortcutScale);
    assert.ok(Math.abs(mean / law - 1) < 0.04, `λ = ${shortcutScale}: ${mean} for ${law}`);
  }
});
