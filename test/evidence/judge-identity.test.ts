import assert from "node:assert/strict";
import {test} from "node:test";
import {collect, collectControl} from "../../src/evidence/collect";
import {judgeIdentity} from "../../src/evidence/judge-identity";
import {claimOf} from "./made-up";

const exact = {
  kind: "identity",
  quantity: "error of the sum of paths",
  unit: "",
  tolerance: 1e-6,
  because: "forty float32 roundings of 6e-8 at most each",
} as const;

async function tried(id: string, errors: readonly number[], broken: readonly number[]) {
  const claim = claimOf(id, exact, {cases: errors.length});
  const named = (list: readonly number[]) =>
    list.map((error, i) => ({name: `depth ${i + 1}`, error}));
  return judgeIdentity(
    claim,
    await collect(claim, () => named(errors)),
    await collectControl(claim, () => named(broken)),
  );
}

test("an identity holds when every case does and every broken case does not", async () => {
  const verdict = await tried("identity-holds", [1e-8, -3e-7, 0], [0.1, -0.2]);
  assert.equal(verdict.kind, "supported");
  assert.equal(verdict.effect, 3e-7);
  assert.equal(verdict.interval, null);
  assert.equal(verdict.threshold, 1e-6);
  assert.deepEqual(verdict.names, ["depth 1", "depth 2", "depth 3"]);
  assert.match(
    verdict.reason,
    /three cases is 3 × 10⁻⁷ \(depth 2\), within the tolerance 1 × 10⁻⁶/,
  );
  assert.match(verdict.power?.sentence ?? "", /63\u00a0% of all cases or more/);
});

test("one case beyond the tolerance refutes it, whatever its sign", async () => {
  for (const error of [2e-6, -2e-6, Infinity]) {
    const verdict = await tried(`identity-breaks-${error}`, [0, error], [1]);
    assert.equal(verdict.kind, "refuted");
    assert.match(verdict.reason, /\(depth 2\), beyond the tolerance/);
  }
});

test("a control that passes shows that the check cannot fail", async () => {
  for (const errors of [[0], [1]]) {
    const verdict = await tried(`identity-blind-${errors[0]}`, errors, [1, 1e-6]);
    assert.equal(verdict.kind, "control failed");
    assert.match(verdict.reason, /^Depth 2, broken on purpose, passes .*this check cannot fail\.$/);
  }
});

test("a case without a number leaves it undecided", async () => {
  assert.equal((await tried("identity-nan", [0, NaN], [1])).kind, "undecided");
  assert.equal((await tried("identity-control-nan", [0], [NaN, 1])).kind, "undecided");
  assert.match((await tried("identity-nan-2", [0, NaN], [1])).reason, /^Depth 2 gave no number\.$/);
});

test("a tolerance loosened after the run voids the verdict", async () => {
  const claim = claimOf("identity-loosened", exact, {cases: 1});
  const runs = [
    await collect(claim, () => [{name: "a", error: 1e-5}]),
    await collectControl(claim, () => [{name: "b", error: 1}]),
  ] as const;
  assert.equal(judgeIdentity(claim, ...runs).kind, "refuted");
  const loose = claimOf("identity-loosened", {...exact, tolerance: 1e-4}, {cases: 1});
  const verdict = judgeIdentity(loose, ...runs);
  assert.equal(verdict.kind, "undecided");
  assert.match(verdict.reason, /predicts\.tolerance was 0\.000001 and is 0\.0001/);
});

test("bad cases get their sentence", async () => {
  const claim = claimOf("identity-bad", exact);
  const control = await collectControl(claim, () => [{name: "b", error: 1}]);
  const nameless = await collect(claim, () => [{error: 1} as {name: string; error: number}]);
  assert.throws(() => judgeIdentity(claim, nameless, control), /must list \{name, error\} each/);
  const none = await collect(claim, () => []);
  assert.throws(() => judgeIdentity(claim, none, control), /holds no list of values/);
});
