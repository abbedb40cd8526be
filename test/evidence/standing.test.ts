import assert from "node:assert/strict";
import {test} from "node:test";
import type {Whose} from "../../src/evidence/claim";
import {standingOf} from "../../src/evidence/standing";
import type {VerdictKind} from "../../src/evidence/guess";
import type {Verdict} from "../../src/evidence/verdict";

const made = (kinds: Record<string, VerdictKind>, more: Partial<Verdict> = {}) =>
  Object.entries(kinds).map(
    ([claim, kind]) =>
      ({
        claim,
        kind,
        whose: "paper",
        carries: ["so"],
        setting: {on: "small networks"},
        exploratory: null,
        ...more,
      }) as Verdict,
  );
const statement = (rests: string[], against: string[] = [], whose: Whose = "paper") =>
  ({key: "so", says: "it is so", whose, rests, against}) as const;
const standing = (kinds: Record<string, VerdictKind>, rests: string[], against: string[] = []) =>
  standingOf(statement(rests, against), made(kinds));

test("a statement stands on supported claims and falls with refuted ones", () => {
  assert.equal(standing({A: "supported", B: "supported"}, ["A", "B"]).kind, "stands");
  assert.equal(standing({A: "refuted", B: "refuted"}, ["A", "B"]).kind, "does not stand");
  const mixed = standing({A: "supported", B: "refuted", C: "undecided"}, ["A", "B", "C"]);
  assert.deepEqual(mixed, {
    says: "it is so",
    whose: "paper",
    kind: "stands in part",
    by: ["A"],
    contradictedBy: ["B"],
    open: ["C"],
    on: ["small networks"],
  });
});

test("claims against it count the other way round", () => {
  assert.equal(standing({A: "supported"}, [], ["A"]).kind, "does not stand");
  assert.equal(standing({A: "refuted"}, [], ["A"]).kind, "stands");
});

test("one claim that decides nothing leaves a statement open, however many speak for it", () => {
  const kinds = {A: "supported", B: "control failed", C: "undecided"} as const;
  assert.equal(standing(kinds, ["A"]).kind, "stands");
  assert.equal(standing(kinds, ["A", "B"]).kind, "open");
  assert.equal(standing(kinds, ["A"], ["C"]).kind, "open");
});

test("a verdict whose setting moved after a look decides nothing", () => {
  const moved = made({A: "supported"}, {exploratory: "seeds[0] was 1 and is 7"});
  assert.equal(standingOf(statement(["A"]), moved).kind, "open");
});

test("what is refuted of ours does not count against the paper, and counts against us", () => {
  const ours = made({A: "refuted"}, {whose: "ours"});
  assert.equal(standingOf(statement(["A"]), ours).kind, "open");
  assert.equal(standingOf(statement(["A"], [], "ours"), ours).kind, "does not stand");
  const against = made({A: "supported"}, {whose: "ours"});
  assert.equal(standingOf(statement([], ["A"]), against).kind, "does not stand");
});

test("a claim is named by its whole id, and must say that it can carry the sentence", () => {
  const kinds = {"L1-a": "supported"} as const;
  assert.throws(() => standing(kinds, ["L1"]), /no verdict is called L1; there are L1-a/);
  const other = made(kinds, {carries: ["else"]});
  assert.throws(
    () => standingOf(statement(["L1-a"]), other),
    /L1-a does not say that it can carry .* it carries else, not so/,
  );
  assert.throws(() => standing(kinds, []), /rests on no claim/);
});
