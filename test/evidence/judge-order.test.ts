import assert from "node:assert/strict";
import {test} from "node:test";
import {collect, collectControl} from "../../src/evidence/collect";
import type {GroupValue} from "../../src/evidence/collect";
import {judgeOrder} from "../../src/evidence/judge-order";
import {randomStream} from "../../src/numerics/random";
import {claimOf} from "./made-up";

const random = randomStream(9);
const rises = {kind: "order", quantity: "path length", unit: "", groups: ["a", "b", "c"]} as const;

const valuesIn = (sizes: readonly number[], value: (group: number, seed: number) => number) =>
  sizes.flatMap((size, group): GroupValue[] =>
    Array.from({length: size}, (_, seed) => ({
      group: rises.groups[group],
      seed,
      value: value(group, seed),
    })),
  );
const noise = (name: string) => {
  const stream = random.child(name);
  return () => stream.normal();
};

async function tried(id: string, measured: GroupValue[], control: GroupValue[]) {
  const seeds = [...new Set(measured.map(({seed}) => seed))];
  const claim = claimOf(id, rises, {seeds});
  return judgeOrder(
    claim,
    await collect(claim, () => measured),
    await collectControl(claim, () => control),
    {random},
  );
}

test("groups that rise support an order, groups that fall refute it, noise does neither", async () => {
  const flat = valuesIn([5, 5, 5], noise("flat"));
  const up = valuesIn([5, 5, 5], (group, seed) => 10 * seed + group);
  const down = valuesIn([5, 5, 5], (group, seed) => 10 * seed - group);
  const verdict = await tried("order-up", up, flat);
  assert.equal(verdict.kind, "supported");
  assert.equal(verdict.effect, 1);
  assert.equal(verdict.threshold, 0.5);
  assert.match(verdict.reason, /^Path length follows the order a < b < c in a share of 1 of pairs/);
  assert.equal((await tried("order-down", down, flat)).kind, "refuted");
  assert.equal((await tried("order-flat", flat, flat)).kind, "undecided");
});

test("a control that follows the order too fails, whatever was measured", async () => {
  const up = valuesIn([5, 5, 5], (group, seed) => 10 * seed + group);
  assert.equal((await tried("order-control", up, up)).kind, "control failed");
  assert.equal(
    (await tried("order-control-2", valuesIn([5, 5, 5], noise("x")), up)).kind,
    "control failed",
  );
});

test("unequal groups are judged as one pool", async () => {
  const own = noise("unequal");
  const flat = valuesIn([3, 21, 4], own);
  const up = valuesIn([3, 21, 4], (group) => 3 * group + own());
  assert.equal((await tried("order-unequal", up, flat)).kind, "supported");
});

test("fewer than five seeds decide nothing", async () => {
  const up = valuesIn([4, 4, 4], (group, seed) => 10 * seed + group);
  const verdict = await tried("order-few", up, up);
  assert.equal(verdict.kind, "undecided");
  assert.match(verdict.reason, /four seeds, and fewer than five/);
});

test("strange and missing groups get their sentence", async () => {
  const good = valuesIn([5, 5, 5], (group) => group);
  await assert.rejects(
    tried("order-stray", [...good, {group: "d", seed: 1, value: 1}], good),
    /has a group "d"; the claim orders a, b, c/,
  );
  await assert.rejects(
    tried(
      "order-missing",
      valuesIn([5, 5, 0], () => 1),
      good,
    ),
    /for the group "c"/,
  );
});

test("the judge's own sentence gives a share of pairs between one half and one", async () => {
  const own = noise("power");
  const up = valuesIn([5, 5, 5], (group) => 9 * group + own());
  const verdict = await tried("order-power", up, valuesIn([5, 5, 5], own));
  assert.ok(
    (verdict.power?.smallestEffect ?? 0) > 0.1 && (verdict.power?.smallestEffect ?? 1) < 0.5,
  );
  assert.match(verdict.power?.sentence ?? "", /at most 3\.1\u00a0% of such runs/);
});
