import assert from "node:assert/strict";
import {test} from "node:test";
import {standingOf} from "../../src/evidence/standing";
import type {Verdict} from "../../src/evidence/verdict";
import type {VerdictKind} from "../../src/evidence/guess";

const verdicts = (kinds: Record<string, VerdictKind>) =>
  Object.entries(kinds).map(([claim, kind]) => ({claim, kind}) as Verdict);
const standing = (kinds: Record<string, VerdictKind>, rests: string[], against: string[] = []) =>
  standingOf({says: "it is so", rests, against}, verdicts(kinds));

test("a statement stands on supported claims and falls with refuted ones", () => {
  assert.equal(standing({A: "supported", B: "supported"}, ["A", "B"]).kind, "stands");
  assert.equal(standing({A: "refuted", B: "refuted"}, ["A", "B"]).kind, "does not stand");
  const mixed = standing({A: "supported", B: "refuted", C: "undecided"}, ["A", "B", "C"]);
  assert.deepEqual(mixed, {
    says: "it is so",
    kind: "stands in part",
    by: ["A"],
    contradictedBy: ["B"],
    open: ["C"],
  });
});

test("claims against it count the other way round", () => {
  assert.equal(standing({A: "supported"}, [], ["A"]).kind, "does not stand");
  assert.equal(standing({A: "refuted"}, [], ["A"]).kind, "stands");
});

test("undecided claims and failed controls decide nothing", () => {
  const kinds = {A: "undecided", B: "control failed"} as const;
  assert.equal(standing(kinds, ["A"], ["B"]).kind, "open");
  assert.equal(standing({...kinds, C: "supported"}, ["A", "B", "C"]).kind, "stands");
});

test("a number takes in all its claims, and no claim of a longer number", () => {
  const kinds = {"L1-a": "supported", "L1-b": "refuted", "L14-a": "refuted"} as const;
  assert.deepEqual(standing(kinds, ["L1"]).by, ["L1-a"]);
  assert.deepEqual(standing(kinds, ["L1"]).contradictedBy, ["L1-b"]);
});

test("an id that no verdict has is refused, with those there are", () => {
  assert.throws(() => standing({"L1-a": "supported"}, ["L2"]), /no verdict is called L2.*L1-a/);
});
