import assert from "node:assert/strict";
import {test} from "node:test";
import type {ClaimTerms} from "../../src/evidence/claim";
import {registerClaim} from "../../src/evidence/claim";
import {below5, claimOf, drop} from "./made-up";

test("a registered claim cannot be changed, and its terms are a copy", () => {
  const predicts = {...below5} as {threshold: number} & typeof below5;
  const claim = claimOf("claim-frozen", predicts);
  predicts.threshold = 1;
  assert.equal((claim.predicts as typeof predicts).threshold, 0.05);
  for (const held of [claim, claim.predicts, claim.control]) assert.ok(Object.isFrozen(held));
  assert.throws(() => Object.assign(claim.predicts, {threshold: 2}), TypeError);
});

test("the fingerprint follows every term and not their order", () => {
  const base = claimOf("claim-print", below5);
  assert.match(base.fingerprint, /^[0-9a-f]{12}$/);
  const reversed = Object.fromEntries(Object.entries(below5).reverse()) as typeof below5;
  assert.equal(claimOf("claim-print", reversed).fingerprint, base.fingerprint);
  const changed = [
    claimOf("claim-print", {...below5, threshold: 0.06}),
    claimOf("claim-print", {...below5, statistic: "mean"}),
    claimOf("claim-print", below5, {statement: "Deleting one block costs nothing"}),
    claimOf("claim-print", below5, {
      control: {description: "no control to speak of", sabotage: "measured run"},
    }),
    claimOf("claim-print2", below5),
  ];
  assert.equal(new Set([base, ...changed].map(({fingerprint}) => fingerprint)).size, 6);
});

test("a bad claim is refused by a sentence that names it", () => {
  const good: ClaimTerms = {
    id: "bad",
    paper: "veit2016",
    whose: "paper",
    where: "§4",
    statement: "something",
    carries: ["cheap"],
    setting: {on: "small networks", seeds: [1, 2, 3, 4, 5]},
    predicts: below5,
    control: {description: "without skips", sabotage: "measured run"},
    refutedBy: "a large drop",
  };
  const removed = {description: "x", sabotage: "measured run"};
  const identity = {kind: "identity", tolerance: 1, because: "x", ...drop};
  const bad: [object, RegExp][] = [
    [{id: "two words"}, /claim "two words": id must be 1 to 64 letters/],
    [{statement: " "}, /claim "bad": statement must be said in words, got " "/],
    [{refutedBy: undefined}, /refutedBy must be said in words, got nothing/],
    [{control: {}}, /a result without a control proves nothing/],
    [{colour: "red"}, /unknown term colour; the terms are id, paper/],
    [{whose: "theirs"}, /whose must be paper, article, ours, got "theirs": say who made the claim/],
    [{whose: undefined}, /whose must be paper, article, ours, got nothing/],
    [{carries: "cheap"}, /carries must list the keys of the closing sentences/],
    [{control: {description: "x"}}, /control\.sabotage must be .* say what makes the control fail/],
    [{setting: {seeds: [1]}}, /setting\.on must say in a few words where it is tried/],
    [{setting: {on: "x"}}, /setting\.seeds must list the seeds that will be run, got nothing/],
    [{setting: {on: "x", seeds: [1, 1]}}, /setting\.seeds names a seed twice/],
    [{predicts: identity, setting: {on: "x"}}, /setting\.cases must be the number of cases/],
    [
      {predicts: {...below5, compare: "difference"}},
      /manipulation must say what tells that the two/,
    ],
    [{manipulation: {kind: "above", threshold: 1}}, /manipulation must name its quantity/],
    [{manipulation: {byConstruction: ""}}, /byConstruction must say why the runs must differ/],
    [{failures: {countAs: NaN, because: "x"}}, /what a failed seed counts as, a finite number/],
    [{predicts: {...below5, gauge: {of: "length"}}}, /gauge must say of what it is one measure/],
    [{predicts: {...below5, between: "depths"}}, /between must be methods, got "depths"/],
    [
      {predicts: {...below5, kind: "less"}},
      /predicts\.kind must be one of above, below.*got "less"/,
    ],
    [
      {predicts: {...below5, threshold: NaN}},
      /predicts\.threshold must be a finite number, got NaN/,
    ],
    [{predicts: {...below5, margin: 1}}, /predicts\.margin means nothing for kind below/],
    [{predicts: {...below5, kind: "within"}}, /predicts\.margin must be .* above 0, got nothing/],
    [{predicts: {...below5, treshold: 1}}, /predicts\.treshold means nothing for kind below/],
    [{predicts: {...below5, unit: 3}}, /predicts\.unit must be a text/],
    [{predicts: {...below5, statistic: "mode"}}, /median, mean or share, got "mode"/],
    [{predicts: {...below5, statistic: "share", compare: "difference"}}, /no difference rule/],
    [{predicts: {kind: "identity", tolerance: 0, because: "x", ...drop}}, /above 0, got 0/],
    [{predicts: {kind: "identity", tolerance: 1, ...drop}}, /must derive the tolerance/],
    [{predicts: {kind: "order", groups: ["a"], ...drop}}, /two or more names/],
    [{predicts: {kind: "order", groups: ["a", "a"], ...drop}}, /names a group twice/],
    [{control: {...removed, expects: {kind: "near", threshold: 1}}}, /expects\.kind must be/],
    [{control: {...removed, expects: {kind: "above", threshold: "1"}}}, /got "1"/],
    [{control: {...removed, expects: {kind: "above", threshold: 1, unit: ""}}}, /unit means/],
  ];
  registerClaim(good);
  for (const [fault, message] of bad) {
    assert.throws(() => registerClaim({...good, ...fault} as ClaimTerms), message);
  }
  assert.throws(() => registerClaim(null as unknown as ClaimTerms), /object of terms, got null/);
});
