import assert from "node:assert/strict";
import {test} from "node:test";
import {survivingShare} from "../../../src/analyses/lesions/length-law";
import {
  intactWiring,
  kendallTau,
  pathsByLength,
  shuffledWiring,
  withoutBranches,
  withoutSkips,
} from "../../../src/analyses/lesions/wiring";
import type {Wiring} from "../../../src/analyses/lesions/wiring";
import {randomStream} from "../../../src/numerics/random";

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Counts the open ways one by one. */
function counted(wiring: Wiring): number[] {
  const counts = new Array<number>(wiring.length + 1).fill(0);
  for (let choice = 0; choice < 2 ** wiring.length; choice++) {
    const enters = wiring.map((_, i) => ((choice >> i) & 1) === 1);
    if (wiring.some(({branch, skip}, i) => !(enters[i] ? branch : skip))) continue;
    counts[enters.filter(Boolean).length]++;
  }
  return counts;
}

test("paths are counted by length as if one went through them one by one", () => {
  const whole = intactWiring(9);
  for (const wiring of [whole, withoutBranches(whole, [0, 4]), withoutSkips(whole, [1, 2, 8])]) {
    assert.deepEqual(pathsByLength(wiring), counted(wiring));
  }
  assert.deepEqual(pathsByLength(intactWiring(4, "plain")), [0, 0, 0, 0, 1]);
});

test("a deleted branch and a deleted skip leave as many paths, the short ones or the long ones", () => {
  const whole = intactWiring(10);
  const [branch, skip] = [withoutBranches(whole, [3]), withoutSkips(whole, [3])].map(pathsByLength);
  assert.equal(sum(branch), 2 ** 9);
  assert.equal(sum(skip), 2 ** 9);
  const all = pathsByLength(whole);
  branch.forEach((count, length) => {
    const share = survivingShare(10, {deleted: 1, length});
    assert.ok(Math.abs(count / all[length] - share) < 1e-12);
    assert.ok(Math.abs(skip[length] / all[length] - length / 10) < 1e-12);
  });
});

test("Kendall's tau is 1 in order, −1 turned round, and what one swap makes of it", () => {
  const tauOf = (order: readonly number[]): number =>
    kendallTau(order.map((module) => ({module, branch: true, skip: true})));
  const order = Array.from({length: 54}, (_, i) => i);
  assert.equal(tauOf(order), 1);
  assert.equal(tauOf([...order].reverse()), -1);
  const swapped = (i: number, j: number): number => {
    const changed = [...order];
    [changed[i], changed[j]] = [changed[j], changed[i]];
    return tauOf(changed);
  };
  const law = (i: number, j: number): number => 1 - (2 * (2 * (j - i) - 1)) / ((54 * 53) / 2);
  assert.ok(Math.abs(swapped(7, 8) - 0.998602) < 1e-6);
  for (const [i, j] of [
    [0, 53],
    [3, 10],
  ])
    assert.ok(Math.abs(swapped(i, j) - law(i, j)) < 1e-12);
});

test("every swap exchanges two different places and keeps all modules", () => {
  const whole = intactWiring(7);
  for (let seed = 1; seed < 30; seed++) {
    const once = shuffledWiring(whole, {swaps: 1, random: randomStream(seed)});
    assert.equal(once.filter(({module}, i) => module !== i).length, 2);
    const often = shuffledWiring(whole, {swaps: 5, random: randomStream(seed)});
    assert.deepEqual(
      [...often].sort((a, b) => a.module - b.module),
      whole,
    );
  }
  assert.deepEqual(whole, intactWiring(7));
  assert.throws(() => shuffledWiring(intactWiring(1), {swaps: 1, random: randomStream(1)}), /two/);
});

test("modules that are not there cannot be deleted", () => {
  assert.throws(() => withoutBranches(intactWiring(3), [3]), /module/);
  assert.throws(() => withoutSkips(intactWiring(3), [-1]), /module/);
});
