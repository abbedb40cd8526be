import assert from "node:assert/strict";
import {test} from "node:test";
import {contestLineSvg} from "../../src/display/card/contest-line";
import {claimCard} from "../../src/display/claim-card";
import {whatItMeans} from "../../src/display/prose";
import {verdictCard, verdictMime} from "../../src/display/verdict-card";
import {claimList, verdictList} from "../../src/display/verdict-list";
import type {ContestPrediction} from "../../src/evidence/claim";
import {collect, collectControl} from "../../src/evidence/collect";
import {judgeContest} from "../../src/evidence/judge-contest";
import {claimOf, seeded} from "../evidence/made-up";
import {bundleOf} from "./figure-rules";

const predicts: ContestPrediction = {
  ...{kind: "contest", quantity: "change in path length", unit: "modules"},
  conditions: ["with batch norm", "without"],
  first: {kind: "below", threshold: -0.1, paper: "veit2016", where: "by length", says: "shorter"},
  second: {kind: "above", threshold: 0.1, paper: "littwin2016", where: "§4", says: "longer <b>"},
};
const still = {
  description: "the same network, not trained",
  expects: {kind: "within", threshold: 0, margin: 0.1},
  sabotage: "measured run",
} as const;
const claimNamed = (id: string) => claimOf(id, predicts, {control: still, whose: "ours"});

async function verdictNamed(id: string) {
  const claim = claimNamed(id);
  const down = [-0.5, -0.4, -0.45, -0.6, -0.35];
  const measured = await collect(claim, () => [
    ...seeded(down).map((one) => ({...one, group: "with batch norm"})),
    ...seeded(down.map((x) => -x)).map((one) => ({...one, group: "without"})),
  ]);
  const none = [0.01, -0.02, 0.015, 0.03, -0.012];
  return judgeContest(claim, measured, await collectControl(claim, () => seeded(none)));
}

const wordsOf = (html: string) => html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

test("the card of a contest says both predictions, each condition and how good a judge it is", async () => {
  const card = bundleOf(verdictCard(await verdictNamed("contest-card")));
  const words = wordsOf(card["text/html"] as string);
  for (const part of [
    "⇄ both under conditions",
    "① First Veit et al. 2016, by length: shorter; so below −0.1 modules",
    "② Second Littwin &amp; Wolf 2016, §4: longer",
    "with batch norm: first, without: second",
    "without: second (5 of 5 seeds)",
    "name a winner, or both, in at most",
    "with batch norm, seed 1: −0.5",
  ]) {
    const plain = part.replace("&amp;", "&");
    assert.ok(words.replace(/&amp;|&#38;/g, "&").includes(plain), `${part} in ${words}`);
  }
  assert.match(card["text/plain"] as string, /^⇄ BOTH UNDER CONDITIONS: contest-card/);
  assert.equal((card[verdictMime] as {kind: string}).kind, "both under conditions");
  assert.ok(!/longer <b>/.test(card["text/html"] as string), "a rival's words became a tag");
});

test("the picture has a row for each condition and tells the predictions apart without colour", async () => {
  const svg = contestLineSvg(await verdictNamed("contest-picture"), predicts);
  assert.match(svg, /url\(#hatch\)/);
  for (const text of ["① first", "② second", "with batch norm ①", "without ②", "control"])
    assert.ok(svg.includes(`>${text}`), text);
  assert.equal((svg.match(/<circle/g) ?? []).length, 15);
});

test("claim card, lists and prose take a contest", async () => {
  const claim = claimNamed("contest-lists");
  assert.match(bundleOf(claimCard(claim))["text/plain"] as string, /① First +Veit et al\. 2016/);
  const listed = bundleOf(claimList([claim]))["text/plain"] as string;
  assert.match(listed, /first below −0\.1\smodules, second above 0\.1\smodules/);
  const verdict = await verdictNamed("contest-listed");
  const verdicts = bundleOf(verdictList([verdict]))["text/plain"] as string;
  assert.match(verdicts, /both under conditions \| with batch norm: first, without: second/);
  const texts = {first: "1", second: "2", "both under conditions": "both", neither: "0"};
  const said = whatItMeans(verdict, {...texts, undecided: "?", "control failed": "!"});
  assert.equal(said.text, "both");
});
