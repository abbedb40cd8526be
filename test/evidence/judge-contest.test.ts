import assert from "node:assert/strict";
import {test} from "node:test";
import type {ContestPrediction, Rival} from "../../src/evidence/claim";
import {registerClaim} from "../../src/evidence/claim";
import {collect, collectControl} from "../../src/evidence/collect";
import type {GroupValue} from "../../src/evidence/collect";
import {byChance} from "../../src/evidence/by-chance";
import {estimate, tail} from "../../src/evidence/estimate";
import {guess} from "../../src/evidence/guess";
import {falseWinnerRate, judgeContest, kindOf} from "../../src/evidence/judge-contest";
import {sideOf} from "../../src/evidence/region";
import type {Verdict} from "../../src/evidence/verdict";
import {randomStream} from "../../src/numerics/random";
import type {Random} from "../../src/numerics/random";
import {below5, claimOf, seeded} from "./made-up";

const shorter: Rival = {
  ...{kind: "below", threshold: -0.1},
  ...{paper: "veit2016", where: "gradient by path length", says: "short paths carry the gradient"},
};
const longer: Rival = {
  ...{kind: "above", threshold: 0.1},
  ...{paper: "littwin2016", where: "§4", says: "training moves to longer paths"},
};
const contest = (
  conditions: string[],
  first: Rival = shorter,
  second: Rival = longer,
): ContestPrediction => ({
  ...{kind: "contest", quantity: "change in path length", unit: "", conditions, first, second},
});
const still = {
  description: "the same network, not trained",
  expects: {kind: "within", threshold: 0, margin: 0.1},
  sabotage: "measured run",
} as const;
const none = [0.01, -0.02, 0.015, 0.03, -0.012];
const down = [-0.5, -0.4, -0.45, -0.6, -0.35];
const up = [0.5, 0.4, 0.45, 0.6, 0.35];
const across = [-0.2, 0.05, 0.15, -0.3, 0.2];

async function verdictOn(
  id: string,
  by: Record<string, readonly number[]>,
  {control = none, more = {}}: {control?: readonly number[]; more?: object} = {},
): Promise<Verdict> {
  const claim = claimOf(id, contest(Object.keys(by)), {control: still, whose: "ours", ...more});
  const measured = await collect(claim, () =>
    Object.entries(by).flatMap(([group, values]) =>
      seeded(values).map((one): GroupValue => ({...one, group})),
    ),
  );
  return judgeContest(claim, measured, await collectControl(claim, () => seeded(control)));
}

test("the winner is the one in whose region every condition's interval lies", async () => {
  assert.equal((await verdictOn("contest-first", {a: down, b: down})).kind, "first");
  assert.equal((await verdictOn("contest-second", {a: up})).kind, "second");
  const second = await verdictOn("contest-reason", {a: up, b: up});
  assert.match(
    second.reason,
    /^The second holds under every condition that counts\. The median change/,
  );
  assert.match(second.reason, /a 0\.45 \(0\.35 to 0\.6\), as the second says; b 0\.45/);
});

test("both are right under conditions, and the map says under which", async () => {
  const {kind, conditions, reason, effect} = await verdictOn("contest-both", {a: down, b: up});
  assert.equal(kind, "both under conditions");
  assert.deepEqual(
    conditions?.map(({name, answer}) => [name, answer]),
    [
      ["a", "first"],
      ["b", "second"],
    ],
  );
  assert.match(reason, /Each holds under other conditions/);
  assert.equal(effect, null, "two conditions have no one effect");
});

test("a condition that is so by arithmetic is shown, and makes neither a winner nor a both", async () => {
  const claim = claimOf(
    "contest-arithmetic",
    {...contest(["a", "b"]), byArithmetic: ["b"]},
    {control: still, whose: "ours"},
  );
  const measured = await collect(claim, () => [
    ...seeded(down).map((one) => ({...one, group: "a"})),
    ...seeded(up).map((one) => ({...one, group: "b"})),
  ]);
  const control = await collectControl(claim, () => seeded(none));
  const {kind, conditions, reason, power} = judgeContest(claim, measured, control);
  assert.equal(kind, "first");
  assert.deepEqual(
    conditions?.map(({answer, byArithmetic}) => [answer, byArithmetic ?? false]),
    [
      ["first", false],
      ["second", true],
    ],
  );
  assert.match(reason, /as the first says; b .*as the second says, by arithmetic, which counts/);
  assert.equal(power?.falseAlarmRate, tail, "one condition is left that chance enters into");
  for (const byArithmetic of [["c"], ["a", "b"]])
    assert.throws(
      () => claimOf("contest-no-arithmetic", {...contest(["a", "b"]), byArithmetic}),
      /predicts\.byArithmetic must name some of the conditions, not all/,
    );
});

test("neither is right where the numbers lie between, and where one is right only in part", async () => {
  const between = await verdictOn(
    "contest-neither",
    {a: none},
    {more: {control: {...still, expects: {kind: "within", threshold: 0, margin: 1}}}},
  );
  assert.equal(between.kind, "neither");
  const part = await verdictOn("contest-part", {a: down, b: none});
  assert.equal(part.kind, "neither");
  assert.match(part.reason, /Neither holds under every condition, and not both somewhere/);
});

test("an interval across an edge decides nothing, unless both are right elsewhere", async () => {
  assert.equal((await verdictOn("contest-across", {a: down, b: across})).kind, "undecided");
  const three = await verdictOn("contest-three", {a: down, b: across, c: up});
  assert.equal(three.kind, "both under conditions");
  assert.equal(kindOf([]), "undecided");
});

test("a control that is not where it must be outranks every winner", async () => {
  const failed = await verdictOn("contest-control", {a: down}, {control: down});
  assert.equal(failed.kind, "control failed");
  assert.match(
    failed.reason,
    /had to lie within 0 ± 0\.1 and is −0\.45.*cannot decide between them/,
  );
  const wide = await verdictOn("contest-wide", {a: down}, {control: across});
  assert.equal(wide.kind, "undecided");
});

test("the control is sabotaged by the measured run, in whose place it fails", async () => {
  const moved = await verdictOn("contest-sabotage", {a: down});
  assert.equal(moved.control.sabotage.outcome, "fails");
  assert.equal(
    moved.control.sabotage.says,
    'the run under "a" fails in its place, so the control can fail',
  );
  const unmoved = await verdictOn("contest-unmoved", {a: none});
  assert.equal(unmoved.control.sabotage.outcome, "not tried");
});

test("a seed that is missing or failed under one condition leaves it undecided, and is named", async () => {
  const missing = await verdictOn("contest-missing", {a: down, b: down.slice(1)});
  assert.equal(missing.kind, "undecided");
  assert.match(missing.reason, /condition "b" has 4 of the 5 seeds registered, without 5/);
  const failed = await verdictOn("contest-failed", {a: [NaN, ...down.slice(1)]});
  assert.equal(failed.kind, "undecided");
  assert.deepEqual(
    failed.failed.map(({seed}) => seed),
    [1],
  );
  const lostControl = await verdictOn("contest-lost", {a: down}, {control: none.slice(1)});
  assert.equal(lostControl.kind, "undecided");
});

test("fewer than five seeds name no winner", async () => {
  const few = await verdictOn("contest-few", {a: [-1, -1.1, -0.9]}, {more: {seeds: [1, 2, 3]}});
  assert.equal(few.kind, "undecided");
});

test("terms that are changed after the run void the verdict", async () => {
  await verdictOn("contest-moved", {a: down});
  const moved = claimOf("contest-moved", contest(["a"], {...shorter, threshold: -0.3} as Rival), {
    control: still,
    whose: "ours",
  });
  const measured = await collect(moved, () => seeded(down).map((one) => ({...one, group: "a"})));
  const verdict = judgeContest(moved, measured, await collectControl(moved, () => seeded(none)));
  assert.equal(verdict.kind, "undecided");
  assert.match(verdict.reason, /first\.threshold was -0\.1 and is -0\.3/);
});

test("a contest is refused without two regions apart, a control's place, or conditions", () => {
  const refused = (predicts: ContestPrediction, control: object = still): string => {
    try {
      claimOf("contest-refused", predicts, {control: control as typeof still});
    } catch (error) {
      return (error as Error).message;
    }
    return "registered";
  };
  assert.match(
    refused(contest(["a"], shorter, {...longer, threshold: -0.2} as Rival)),
    /room in common/,
  );
  assert.equal(
    refused(contest(["a"], shorter, {...longer, threshold: -0.1} as Rival)),
    "registered",
  );
  assert.match(refused(contest([])), /conditions must name one setting or more, got \[\]/);
  assert.match(refused(contest(["a", "a"])), /names a setting twice/);
  assert.match(refused(contest(["a"], {...shorter, says: ""})), /first must say its paper/);
  const {expects, ...without} = still;
  assert.equal(expects.margin, 0.1);
  assert.match(refused(contest(["a"]), without), /control\.expects must say where/);
  assert.match(
    refused(contest(["a"]), {...still, sabotage: "run of its own"}),
    /takes no third run/,
  );
});

test("a condition that was not registered is refused, with those that were", async () => {
  const claim = claimOf("contest-stray", contest(["a"]), {control: still});
  const measured = await collect(claim, () => seeded(down).map((one) => ({...one, group: "b"})));
  const control = await collectControl(claim, () => seeded(none));
  assert.throws(() => judgeContest(claim, measured, control), /condition "b"; it registered a/);
});

test("a guess takes the kinds of a contest, and is scored by them", async () => {
  const claim = claimOf("contest-guess", contest(["a"]), {control: still});
  assert.throws(() => guess(claim, "supported"), /"both under conditions".*got "supported"/);
  guess(claim, "second");
  const measured = await collect(claim, () => seeded(down).map((one) => ({...one, group: "a"})));
  const control = await collectControl(claim, () => seeded(none));
  assert.equal(judgeContest(claim, measured, control).guess?.right, false);
  assert.throws(() => guess(claimOf("contest-trial", below5), "first"), /"refuted".*got "first"/);
});

test("by chance: contests are counted apart from claims of one prediction", async () => {
  const {measured, sentence} = byChance([await verdictOn("contest-chance", {a: down, b: up})]);
  assert.equal(measured, 0);
  assert.match(sentence, /^This verdict is between two predictions\. If nothing were there/);
  const two = [
    await verdictOn("contest-chance-1", {a: down}),
    await verdictOn("contest-chance-2", {a: up}),
  ];
  assert.match(byChance(two).sentence, /^All 2 verdicts are between two predictions/);
});

// How often a winner is named where there is none, with the truth at the least favourable place.

const trials = 4000;
const atMost = (rate: number) => rate + 4 * Math.sqrt((rate * (1 - rate)) / trials);
const shapes: Record<string, (random: Random) => number> = {
  normal: (random) => random.normal(),
  skewed: (random) => -Math.log(1 - random.uniform()) - Math.LN2,
};

/** Share of trials in which a winner, or both, are named wrongly; `truths` is the median by condition. */
function falseWinners(
  {first, second}: {first: Rival; second: Rival},
  {truths, right, draw, n}: {truths: number[]; right: string; draw: () => number; n: number},
): number {
  let named = 0;
  for (let trial = 0; trial < trials; trial++) {
    const kind = kindOf(
      truths.map((truth) => {
        const values = seeded(Array.from({length: n}, () => truth + draw() / 10));
        const [one, other] = [first, second].map((rival) =>
          sideOf(
            estimate({...rival, quantity: "x", unit: ""} as never, values, values).interval,
            rival,
          ),
        );
        const answer =
          one === "inside"
            ? "first"
            : other === "inside"
              ? "second"
              : one === "outside" && other === "outside"
                ? "neither"
                : "undecided";
        return {answer};
      }),
    );
    if (["first", "second", "both under conditions"].includes(kind) && kind !== right) named++;
  }
  return named / trials;
}

test("where there is none a winner is named as often as the card says, and no more", () => {
  const random = randomStream(31);
  const meeting = {
    first: {...shorter, threshold: 0} as Rival,
    second: {...longer, threshold: 0} as Rival,
  };
  const apart = {first: shorter, second: longer};
  for (const [shape, draw] of Object.entries(shapes)) {
    for (const [name, pair, truths] of [
      ["one, apart", apart, [-0.1]],
      ["one, meeting", meeting, [0]],
      ["two, apart", apart, [-9, 0.1]],
      ["two, meeting", meeting, [-9, 0]],
      ["three, apart", apart, [-9, 0.1, 0.1]],
      ["three, meeting", meeting, [-9, 0, 0]],
    ] as const) {
      const conditions = truths.map((_, i) => `${i}`);
      const told = falseWinnerRate({...pair, conditions}, tail);
      const rate = falseWinners(pair, {
        truths: [...truths],
        right: "none",
        draw: () => draw(random),
        n: 5,
      });
      assert.ok(rate <= atMost(told), `${shape}, ${name}: ${rate} against ${told}`);
      assert.ok(rate >= told / 2, `${shape}, ${name} hardly ever: ${rate} against ${told}`);
    }
  }
});

test("at other places of the truth a winner is named no more often than that", () => {
  const random = randomStream(32);
  const apart = {first: shorter, second: longer};
  const draw = () => random.normal();
  for (const truths of [
    [0],
    [-0.1, -0.1],
    [0.1, 0.1],
    [0, 0],
    [-0.1, 0.1],
    [-9, -0.1],
    [9, 0.1, 0],
  ]) {
    const told = falseWinnerRate({...apart, conditions: truths.map((_, i) => `${i}`)}, tail);
    const rate = falseWinners(apart, {truths, right: "none", draw, n: 5});
    assert.ok(rate <= atMost(told), `${truths.join(", ")}: ${rate} against ${told}`);
  }
});

test("a clear difference is found: the rule does name winners", () => {
  const random = randomStream(33);
  const missed = falseWinners(
    {first: shorter, second: longer},
    {truths: [-0.6], right: "none", draw: () => random.normal(), n: 5},
  );
  assert.ok(missed > 0.99, `named in ${missed}`);
});

test("a claim of two predictions has a fingerprint of both", () => {
  const terms = (says: string) =>
    claimOf("contest-print", contest(["a"], {...shorter, says}), {control: still});
  assert.notEqual(terms("one").fingerprint, terms("other").fingerprint);
  assert.equal(registerClaim({...stripped(terms("one"))}).fingerprint, terms("one").fingerprint);
});

const stripped = ({fingerprint, ...terms}: ReturnType<typeof claimOf>) => {
  assert.ok(fingerprint);
  return terms;
};
