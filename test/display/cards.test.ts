import assert from "node:assert/strict";
import {test} from "node:test";
import {claimCard} from "../../src/display/claim-card";
import {numberLineSvg} from "../../src/display/card/number-line";
import {paperName} from "../../src/display/card/papers";
import {guessNote, markdown, whatItMeans} from "../../src/display/prose";
import {verdictCard, verdictMime} from "../../src/display/verdict-card";
import {claimList, comparisonList, verdictList} from "../../src/display/verdict-list";
import {collect, collectControl} from "../../src/evidence/collect";
import {guess} from "../../src/evidence/guess";
import type {VerdictKind} from "../../src/evidence/guess";
import {judge} from "../../src/evidence/judge";
import {judgeIdentity} from "../../src/evidence/judge-identity";
import {compareWithStored} from "../../src/evidence/stored-verdicts";
import {faultOfSignatures} from "../../src/evidence/signatures";
import type {Verdict} from "../../src/evidence/verdict";
import {randomStream} from "../../src/numerics/random";
import {below5, claimOf, controlFrom, measuredFrom} from "../evidence/made-up";
import {bundleOf} from "./figure-rules";

const random = randomStream(21);
const low = [0.01, 0.02, 0.015, 0.03, 0.012];
const high = [0.31, 0.4, 0.35, 0.28, 0.5];
const evil = `<script>alert("1")</script>`;

async function verdictOn(id: string, values: number[], more = {}): Promise<Verdict> {
  const claim = claimOf(id, below5, {seeds: values.map((_, i) => i + 1), ...more});
  return judge(claim, await measuredFrom(claim, values), await controlFrom(claim, high), {random});
}

/** Text of some HTML without its tags: what is left when all style is stripped. */
const wordsOf = (html: string) =>
  html
    .replace(/<[^>]*>/g, " ")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, " ");

test("a verdict's card says all there is to know in words, without style or pictures", async () => {
  guess(claimOf("card-words", below5), "supported");
  const verdict = await verdictOn("card-words", low);
  const words = wordsOf(bundleOf(verdictCard(verdict))["text/html"] as string);
  for (const part of [
    "✔ supported",
    "card-words · Veit et al. 2016, §4.1",
    verdict.statement,
    verdict.reason,
    "Predicted median accuracy drop below 0.05",
    "Found 0.015, between 0.01 and 0.03 (94 % sure, 5 of 5 seeds)",
    "✔ the same lesion in a plain network: as expected (0.35, had to lie anywhere but below 0.05); with the mechanism put back it fails",
    "Tried on small networks; seeds 1 to 5",
    "Your guess supported (right)",
    "How good a judge? If the truth lay exactly at the bar",
    "seed 4: 0.03",
    "seed 5: 0.5",
  ]) {
    assert.ok(words.includes(part), part);
  }
});

test("the plain verdict travels with its card, and the card is the verdict", async () => {
  const verdict = await verdictOn("card-mime", low);
  const card = verdictCard(verdict);
  assert.deepEqual(bundleOf(card)[verdictMime], verdict);
  assert.deepEqual({...card}, verdict);
  assert.match(
    bundleOf(card)["text/plain"],
    /^✔ SUPPORTED: card-mime \(Veit et al\. 2016, §4\.1\)\n/,
  );
});

test("nothing a claim says can become a tag, in the card or in its picture", async () => {
  const verdict = await verdictOn("card-evil", low, {
    statement: evil,
    where: evil,
    paper: evil,
    control: {description: evil, sabotage: "measured run"},
    predicts: {...below5, quantity: evil},
  });
  const html = bundleOf(verdictCard(verdict))["text/html"] as string;
  assert.ok(!/<script/.test(html) && !/<script/.test(numberLineSvg(verdict)));
  const claim = claimOf(
    "card-evil-2",
    {...below5, quantity: evil},
    {statement: evil, refutedBy: evil},
  );
  assert.ok(!/<script/.test(bundleOf(claimCard(claim))["text/html"] as string));
});

test("cards keep to what JupyterLab leaves in notebooks that are not trusted", async () => {
  const html = bundleOf(verdictCard(await verdictOn("card-plain", low)))["text/html"] as string;
  // No style sheets, scripts, SVG or handlers: those are stripped.
  assert.ok(!/<(style|script|svg|link)|\son\w+=/i.test(html));
  assert.match(
    html,
    /<img alt="Number line: predicted median accuracy drop below 0\.05; measured 0\.015/,
  );
  assert.match(html, /src="data:image\/svg\+xml;base64,/);
});

test("the number line shows every seed, the control's hollow, and counts those beyond its ends", async () => {
  const near = await verdictOn("line-near", [0.3, 0.2, 0.4, 0.25, 0.35]);
  const svg = numberLineSvg(near);
  assert.equal(svg.match(/<circle/g)?.length, 10);
  assert.ok(svg.includes(">bar 0.05</text>") && svg.includes(">predicted</text>"));
  const far = numberLineSvg(await verdictOn("line-far", low));
  assert.equal(far.match(/<circle/g)?.length, 5);
  assert.ok(far.includes(">0.28 to 0.5</text>"));
});

test("an identity's errors stand on a log scale, zero at its left end", async () => {
  const claim = claimOf("line-identity", {
    kind: "identity",
    quantity: "error",
    unit: "",
    tolerance: 1e-6,
    because: "rounding",
  });
  const verdict = judgeIdentity(
    claim,
    await collect(claim, () => [
      {name: "zero", error: 0},
      {name: "small", error: 1e-9},
    ]),
    await collectControl(claim, () => [{name: "broken", error: 0.1}]),
  );
  const svg = numberLineSvg(verdict);
  assert.ok(svg.includes(">0</text>") && svg.includes(">10⁻⁶</text>"));
  const places = [...svg.matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) => Number(x));
  assert.ok(Math.min(...places) === 84, `${places}`);
});

test("verdicts that found nothing have a card too", async () => {
  for (const [i, values] of [[NaN, ...low], [NaN, NaN, NaN, NaN, NaN], low.slice(0, 2)].entries()) {
    const verdict = await verdictOn(`card-nothing-${i}`, values);
    const shown = bundleOf(verdictCard(verdict));
    assert.match(wordsOf(shown["text/html"] as string), /Found nothing that counts/);
    assert.ok(
      !/NaN|Infinity/.test((numberLineSvg(verdict).match(/c?[xy]\d?="[^"]*"/g) ?? []).join()),
    );
  }
});

test("a claim's card says what is predicted, the control, and what would refute it", () => {
  const claim = claimOf("card-claim", below5, {
    control: {
      description: "a plain network",
      expects: {kind: "above", threshold: 0.2},
      sabotage: "measured run",
    },
  });
  const shown = bundleOf(claimCard(claim));
  const words = wordsOf(shown["text/html"] as string);
  for (const part of [
    "Claim card-claim · Veit et al. 2016 , §4.1",
    "Predicted median accuracy drop below 0.05",
    "Tried on small networks; seeds 1 to 5",
    "Control a plain network, where the same must lie above 0.2",
    "Refuted by a drop as large as in the plain network",
  ]) {
    assert.ok(words.includes(part), part);
  }
  assert.match(shown["text/plain"], /^CLAIM card-claim/);
});

test("claims and verdicts are listed, one row each, with sign and word", async () => {
  const verdicts = [await verdictOn("list-1", low), await verdictOn("list-2", [...high, 0.6])];
  const words = wordsOf(bundleOf(verdictList(verdicts))["text/html"] as string);
  assert.ok(words.includes("✔ supported") && words.includes("✘ refuted"));
  assert.ok(words.includes("list-1 · the paper's"));
  assert.match(
    words,
    /Chance enters into two of these 2 verdicts.* about 0\.047 of them would be supported/,
  );
  assert.match(words, /Unsigned, as nobody but its author has read it: 2 of 2\./);
  assert.equal(bundleOf(verdictList([]))["text/plain"], "The verdicts: none");
  const claims = claimList([claimOf("list-1", below5)]);
  assert.match(bundleOf(claims)["text/plain"], /list-1 +paper +§4\.1/);
});

test("a signature holds for the terms it was put to, and what is not signed says so", async () => {
  const verdicts = [await verdictOn("sign-1", low), await verdictOn("sign-2", low)];
  const row = {claim: "sign-1", sign: "with a remark", why: "small networks"} as const;
  const signatures = {
    notebook: "n",
    referee: "a reader",
    date: "2026-01-02",
    commit: "abc",
    rows: [
      {...row, fingerprint: verdicts[0].fingerprint},
      {...row, claim: "sign-2", fingerprint: "of other terms"},
    ],
  };
  assert.equal(faultOfSignatures(signatures), null);
  const [, first, second, rest] = bundleOf(verdictList(verdicts, {signatures}))["text/plain"].split(
    "\n",
  );
  assert.match(first, /\| ✔ signed: small networks$/);
  assert.match(second, /\| unsigned$/);
  assert.match(rest, /1 of 2\. Read by a reader, 2026-01-02\.$/);
  const bad = (change: object) => faultOfSignatures({...signatures, ...change});
  assert.match(bad({referee: ""}) ?? "", /must say notebook, referee/);
  assert.match(bad({rows: [{...row, fingerprint: "x", why: ""}]}) ?? "", /does not say why/);
  assert.match(bad({rows: [{...row, fingerprint: "x", sign: "ok"}]}) ?? "", /something else/);
  assert.match(faultOfSignatures(null) ?? "", /must say/);
});

test("a stored run is set beside this one, and says which to trust", async () => {
  const now = await verdictOn("stored-1", low);
  const kept: Verdict = {...now, kind: "refuted", seeds: Array.from({length: 30}, (_, i) => i)};
  const stored = {
    notebook: "05",
    size: "full",
    date: "2026-01-02",
    commit: "abc",
    versions: {},
    verdicts: [kept],
  } as const;
  const advice = (verdict: Verdict, other: Verdict[] = [kept]) =>
    compareWithStored([verdict], {...stored, verdicts: other})[0];
  assert.deepEqual(advice(now), {
    claim: "stored-1",
    now: "supported",
    stored: "refuted",
    agree: false,
    advice: "trust the full run of 2026-01-02: five seeds here, 30 in the full run of 2026-01-02",
  });
  assert.equal(advice({...now, kind: "refuted"}).agree, true);
  assert.match(
    advice({...now, kind: "undecided"}).advice,
    /no contradiction, the full run .* decides it/,
  );
  const open = advice(now, [{...kept, kind: "undecided"}]).advice;
  assert.match(open, /^the full run of .* leaves it open with more seeds, trust it/);
  const few = advice(now, [{...kept, kind: "undecided", seeds: [1, 2]}]).advice;
  assert.match(few, /no contradiction, this run decides it/);
  const deeper = {...kept, setting: {...kept.setting, on: "218 layers"}};
  assert.match(advice(now, [deeper]).advice, /2026-01-02, in another setting: 218 layers$/);
  const older = {...kept, setting: undefined} as unknown as Verdict;
  assert.match(advice(now, [older]).advice, /in the full run of 2026-01-02$/);
  assert.match(advice({...now, fingerprint: "other"}).advice, /made under other terms/);
  assert.equal(advice(now, []).stored, "not stored");
  const html = bundleOf(comparisonList([advice(now)]))["text/html"] as string;
  assert.ok(wordsOf(html).includes("✘ refuted"));
});

test("prose follows the verdict, whichever way it falls", async () => {
  const verdict = await verdictOn("prose", low);
  const texts = {
    supported: (v: Verdict) => `it costs **${v.effect}**`,
    refuted: "no",
    undecided: "who knows",
    "control failed": "broken",
  };
  assert.equal(whatItMeans(verdict, texts).text, "it costs **0.015**");
  for (const kind of ["refuted", "undecided", "control failed"] as VerdictKind[]) {
    const said = bundleOf(whatItMeans({...verdict, kind}, texts));
    assert.equal(said["text/markdown"], texts[kind as "refuted"]);
  }
  assert.throws(
    () => whatItMeans(verdict, {refuted: "no"} as never),
    /a text for every kind of verdict; supported has none/,
  );
  assert.equal(bundleOf(markdown("$x$"))["text/plain"], "$x$");
});

test("a guess is shown with what became of it", () => {
  const claim = claimOf("note", below5);
  assert.match(bundleOf(guessNote(guess(claim)))["text/plain"], /^Your guess on note: No guess — /);
  const shown = bundleOf(guessNote(guess(claim, "refuted")));
  assert.match(
    wordsOf(shown["text/html"] as string),
    /Your guess on note : ✘ refuted — kept until/,
  );
});

test("papers are named as prose names them", () => {
  assert.equal(paperName("littwin2016"), "Littwin & Wolf 2016");
  assert.equal(paperName("veit2016"), "Veit et al. 2016");
  assert.equal(paperName("nobody1900"), "nobody1900");
});

test("a card says what computing took, and what of it was read from the store", async () => {
  const verdict = await verdictOn("card-time", low);
  const timeOf = (seconds: number, storedSeconds?: number): string => {
    const told = {...verdict, seconds, ...(storedSeconds === undefined ? {} : {storedSeconds})};
    const text = bundleOf(verdictCard(told))["text/plain"] as string;
    return /Time:? +(.+)/.exec(text)?.[1] ?? text;
  };
  assert.equal(timeOf(0.01), "under 0.1\u00a0s");
  assert.equal(timeOf(41.02, 41), "41\u00a0s, computed earlier and read from the store");
  assert.equal(
    timeOf(51, 41),
    "51\u00a0s, of which 41\u00a0s computed earlier and read from the store",
  );
});
