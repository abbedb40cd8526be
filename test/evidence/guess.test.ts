import assert from "node:assert/strict";
import {createRequire} from "node:module";
import {test} from "node:test";
import {collect, collectControl} from "../../src/evidence/collect";
import type * as Ledger from "../../src/evidence/guess";
import {guess} from "../../src/evidence/guess";
import {judge} from "../../src/evidence/judge";
import {randomStream} from "../../src/numerics/random";
import {below5, claimOf, controlFrom, measuredFrom, seeded} from "./made-up";

const random = randomStream(8);
const low = [0.01, 0.02, 0.015, 0.03, 0.012];
const high = [0.31, 0.4, 0.35, 0.28, 0.5];

test("a bar moved after the run voids the verdict and says from what to what", async () => {
  const claim = claimOf("ledger-moved", below5);
  const runs = [await measuredFrom(claim, low), await controlFrom(claim, high)] as const;
  const moved = claimOf("ledger-moved", {...below5, threshold: 0.02});
  const verdict = judge(moved, ...runs, {random});
  assert.equal(verdict.kind, "undecided");
  assert.match(
    verdict.reason,
    /changed after it had been run \(predicts\.threshold was 0\.05 and is 0\.02\)/,
  );
  assert.match(verdict.reason, /put the terms back, or try the new ones under a new id/);
  assert.equal(verdict.effect, null);
  assert.equal(judge(claim, ...runs, {random}).kind, "supported");
});

test("running again under moved terms does not help, a new id does", async () => {
  const claim = claimOf("ledger-again", below5);
  await measuredFrom(claim, low);
  const moved = claimOf("ledger-again", {...below5, threshold: 0.04});
  const again = [await measuredFrom(moved, low), await controlFrom(moved, high)] as const;
  assert.equal(judge(moved, ...again, {random}).kind, "undecided");
  const fresh = claimOf("ledger-again-2", {...below5, threshold: 0.04});
  const tried = [await measuredFrom(fresh, low), await controlFrom(fresh, high)] as const;
  assert.equal(judge(fresh, ...tried, {random}).kind, "supported");
});

test("values measured under moved terms do not count once the terms are put back", async () => {
  const claim = claimOf("ledger-back", below5);
  const control = await controlFrom(claim, high);
  const moved = claimOf("ledger-back", {...below5, threshold: 0.04});
  const verdict = judge(claim, await measuredFrom(moved, low), control, {random});
  assert.equal(verdict.kind, "undecided");
  assert.match(
    verdict.reason,
    /under other terms or settings of the claim: run the measuring cells again/,
  );
});

test("registering the same terms again, as a re-run cell does, changes nothing", async () => {
  const runs = [
    await measuredFrom(claimOf("ledger-same", below5), low),
    await controlFrom(claimOf("ledger-same", below5), high),
  ] as const;
  assert.equal(judge(claimOf("ledger-same", below5), ...runs, {random}).kind, "supported");
});

test("a claim may be changed before it runs, also after a run that broke off", async () => {
  await assert.rejects(
    collect(claimOf("ledger-broke", below5), () => {
      throw new Error("interrupted");
    }),
    /interrupted/,
  );
  const moved = claimOf("ledger-broke", {...below5, threshold: 0.04});
  const runs = [await measuredFrom(moved, low), await controlFrom(moved, high)] as const;
  assert.equal(judge(moved, ...runs, {random}).kind, "supported");
});

test("values of a run before one that broke off are not taken for those of the new settings", async () => {
  const claim = claimOf("ledger-stale", below5);
  const old = [await measuredFrom(claim, low), await controlFrom(claim, high)] as const;
  assert.equal(judge(claim, ...old, {random}).kind, "supported");
  for (const again of [collect, collectControl]) {
    const broken = again(claim, () => {
      throw new Error("interrupted");
    });
    await assert.rejects(broken, /interrupted/);
    const verdict = judge(claim, ...old, {random});
    assert.deepEqual([verdict.kind, verdict.effect], ["undecided", null]);
    assert.match(verdict.reason, /a later one was begun and did not end.*run the measuring cells/);
    await again(claim, () => seeded(again === collect ? low : high));
  }
  // One that is still under way, as when nobody waits for it.
  let end = (): void => undefined;
  const running = collect(claim, async () => {
    await new Promise<void>((done) => (end = done));
    return seeded(low);
  });
  assert.equal(judge(claim, ...old, {random}).kind, "undecided");
  end();
  assert.equal(judge(claim, await running, old[1], {random}).kind, "supported");
});

test("the ledger outlives a reload of its file", async () => {
  const claim = claimOf("ledger-reload", below5);
  await measuredFrom(claim, low);
  const load = createRequire(__filename);
  const file = load.resolve("../../src/evidence/guess");
  const before = load(file) as typeof Ledger;
  delete load.cache[file];
  const after = load(file) as typeof Ledger;
  assert.notEqual(before.ledgerEntry, after.ledgerEntry);
  assert.equal(after.ledgerEntry(claim.id).firstRun?.fingerprint, claim.fingerprint);
});

test("a guess before the run is kept, may be changed, and is scored in the verdict", async () => {
  const claim = claimOf("guess-early", below5);
  assert.match(guess(claim).note, /no guess yet: write one as the second argument/);
  guess(claim, "refuted");
  guess(claim, "supported");
  const runs = [await measuredFrom(claim, low), await controlFrom(claim, high)] as const;
  const verdict = judge(claim, ...runs, {random});
  assert.deepEqual(
    [verdict.guess?.answer, verdict.guess?.late, verdict.guess?.right],
    ["supported", false, true],
  );
  // Said after the run: the early guess stands.
  assert.equal(guess(claim, "refuted").answer, "supported");
  assert.equal(judge(claim, ...runs, {random}).guess?.answer, "supported");
});

test("a word that is no guess is refused at run time, by the words that are", () => {
  const claim = claimOf("guess-word", below5);
  const words =
    /a guess must be "supported", "refuted", "undecided", "control failed" or a finite number, got "yes"/;
  assert.throws(() => guess(claim, "yes"), words);
});

test("a guess after the run is marked late and does not score", async () => {
  const claim = claimOf("guess-late", below5);
  const runs = [await measuredFrom(claim, low), await controlFrom(claim, high)] as const;
  assert.equal(judge(claim, ...runs, {random}).guess, null);
  assert.equal(guess(claim, "supported").late, true);
  const verdict = judge(claim, ...runs, {random});
  assert.deepEqual([verdict.guess?.late, verdict.guess?.right], [true, null]);
});

test("a guessed number is right when the interval holds it", async () => {
  for (const [answer, right] of [
    [0.02, true],
    [0.2, false],
  ] as const) {
    const claim = claimOf(`guess-number-${answer}`, below5);
    guess(claim, answer);
    const runs = [await measuredFrom(claim, low), await controlFrom(claim, high)] as const;
    assert.equal(judge(claim, ...runs, {random}).guess?.right, right);
  }
});

test("a guess that is no verdict and no number gets its sentence", () => {
  const claim = claimOf("guess-bad", below5);
  assert.throws(() => guess(claim, "yes" as "supported"), /"supported", "refuted".*got "yes"/);
  assert.throws(() => guess(claim, NaN), /finite number, got null|got NaN/);
});
