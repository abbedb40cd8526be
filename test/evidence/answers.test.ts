import assert from "node:assert/strict";
import path from "node:path";
import {test} from "node:test";
import {answeredSentence, answerTo, supposing} from "../../src/evidence/answers";
import type {AnswerKind, AnswerSentence, KnownVerdict} from "../../src/evidence/answers";
import {contestKinds} from "../../src/evidence/guess";
import {kindOf} from "../../src/evidence/judge-contest";
import type {VerdictKind} from "../../src/evidence/guess";
import {laterPapers, literatureRows} from "../../src/evidence/literature";
import {threeQuestions} from "../../src/evidence/three-questions";
import type {Ground, Side} from "../../src/evidence/weight";
import {claimOwners} from "../../src/runs/claim-owners";
import {notebookCells} from "../../src/runs/notebook-sources";
import papers from "../../data/papers.json";
import baseline from "../notebooks/verdicts.json";

const knownAs = (kinds: Readonly<Record<string, VerdictKind>>): KnownVerdict[] =>
  Object.entries(kinds).map(([claim, kind]) => ({
    claim,
    kind,
    notebook: "n",
    from: "quick run",
    older: null,
  }));
const resting = (...rests: AnswerSentence["rests"]): AnswerSentence => ({
  ...{says: "It is so.", paper: "he2015", whose: "paper", rests},
});
const kindOn = (
  kinds: Record<string, VerdictKind>,
  ...rests: AnswerSentence["rests"]
): AnswerKind => answeredSentence(resting(...rests), knownAs(kinds)).kind;

const questions = Object.values(threeQuestions);
const idOf = (ground: AnswerSentence["rests"][number]) =>
  typeof ground === "string" ? ground : ground.claim;

const other = {first: "second", second: "first", neither: "first"} as const;

/** What a ground asks of its claim: a kind, and for a contest what holds under which condition. */
function asked(ground: Ground): Pick<KnownVerdict, "kind" | "conditions"> {
  if (typeof ground === "string") return {kind: "supported"};
  if ("is" in ground) return {kind: ground.is[0]};
  const conditions = Object.entries(ground.under).map(([name, answer]) => ({name, answer}));
  return {kind: kindOf(conditions), conditions};
}

const found = (
  ground: Ground,
  what: Pick<KnownVerdict, "kind" | "conditions"> = asked(ground),
): KnownVerdict => ({claim: idOf(ground), ...what, notebook: "n", from: "quick run", older: null});

/** Every claim that the questions name, speaking for its sentences. */
const favourable = (): Map<string, KnownVerdict> => {
  const grounds = questions.flatMap(({sentences}) => sentences.flatMap(({rests}) => rests));
  return new Map(grounds.map((ground) => [idOf(ground), found(ground)]));
};

/** What speaks against a ground: other outcomes, and each condition on the other side. */
function adverse(ground: Ground): Pick<KnownVerdict, "kind" | "conditions">[] {
  if (typeof ground === "string") return [{kind: "refuted"}];
  if ("is" in ground) {
    return contestKinds.filter((one) => !ground.is.includes(one)).map((kind) => ({kind}));
  }
  const sides = Object.entries<Side>(ground.under);
  return sides.map(([turned]) => {
    const conditions = sides.map(([name, answer]) => {
      return {name, answer: name === turned ? other[answer] : answer};
    });
    return {kind: kindOf(conditions), conditions};
  });
}

test("a sentence stands, falls, stands in part or is open by all the claims behind it", () => {
  assert.equal(kindOn({a: "supported", b: "supported"}, "a", "b"), "stands");
  assert.equal(kindOn({a: "refuted", b: "undecided"}, "a", "b"), "fell");
  assert.equal(kindOn({a: "refuted", b: "supported"}, "a", "b"), "stands in part");
  assert.equal(kindOn({a: "supported", b: "control failed"}, "a", "b"), "open");
});

test("a claim between two predictions speaks for a sentence by its outcome", () => {
  const ground = {claim: "x", is: ["first", "both under conditions"] as const};
  assert.equal(kindOn({x: "first"}, ground), "stands");
  assert.equal(kindOn({x: "both under conditions"}, ground), "stands");
  assert.equal(kindOn({x: "second"}, ground), "fell");
  assert.equal(kindOn({x: "neither"}, ground), "fell");
  assert.equal(kindOn({x: "undecided"}, ground), "open");
  assert.equal(
    kindOn({x: "first"}, "x"),
    "open",
    "a winner is no support where none was asked for",
  );
});

test("what has no experiment behind it cannot be settled, whatever the others say", () => {
  assert.equal(kindOn({}), "open");
  assert.equal(kindOn({a: "supported"}, "a", "never-run"), "open");
  const {open} = answeredSentence(resting("a", "never-run"), knownAs({a: "supported"}));
  assert.deepEqual(open, ["never-run (not tried)"]);
  const looked = {...knownAs({a: "supported"})[0], exploratory: "seeds.0 was 1 and is 2"};
  assert.equal(answeredSentence(resting("a"), [looked]).kind, "open");
  for (const {sentences} of questions)
    for (const sentence of sentences.filter(({rests}) => rests.length === 0))
      assert.equal(
        answeredSentence(sentence, [...favourable().values()]).kind,
        "open",
        sentence.says,
      );
});

test("of the three questions each sentence with claims can stand, and none survives a claim that turns", () => {
  for (const {sentences} of questions)
    for (const sentence of sentences) {
      const known = favourable();
      // A contest named by two sentences favours this one.
      for (const ground of sentence.rests) known.set(idOf(ground), found(ground));
      const kind = () => answeredSentence(sentence, [...known.values()]).kind;
      if (sentence.rests.length > 0) assert.equal(kind(), "stands", sentence.says);
      for (const ground of sentence.rests) {
        const id = idOf(ground);
        const open = (["undecided", "control failed"] as const).map((one) => ({kind: one}));
        for (const turned of [...adverse(ground), ...open]) {
          known.set(id, found(ground, turned));
          const how = JSON.stringify(turned);
          assert.notEqual(kind(), "stands", `"${sentence.says}" survives ${id} ${how}`);
        }
        known.delete(id);
        assert.equal(kind(), "open", `"${sentence.says}" is settled without ${id}`);
        known.set(id, found(ground));
      }
    }
});

test("two conditions that change sides fell a sentence, under one and the same word for the whole", () => {
  const ground = {claim: "x", under: {hot: "first", cold: "second"}} as const;
  const as = (hot: Side | "undecided", cold: Side) => {
    const conditions = [
      {name: "hot", answer: hot},
      {name: "cold", answer: cold},
    ];
    const known = [found(ground, {kind: kindOf(conditions), conditions})];
    return {kind: known[0].kind, leaves: answeredSentence(resting(ground), known).kind};
  };
  assert.deepEqual(as("first", "second"), {kind: "both under conditions", leaves: "stands"});
  assert.deepEqual(as("second", "first"), {kind: "both under conditions", leaves: "fell"});
  assert.equal(as("neither", "second").leaves, "fell");
  assert.equal(as("undecided", "second").leaves, "open");
  assert.equal(as("undecided", "first").leaves, "fell", "one condition against it is enough");
  const word = (kind: VerdictKind) => answeredSentence(resting(ground), [found(ground, {kind})]);
  assert.equal(word("second").kind, "fell", "a side that holds everywhere holds there");
  assert.deepEqual(word("both under conditions").open, [
    "x (both under conditions: under which conditions is not recorded)",
  ]);
  let swapped = 0;
  for (const {sentences} of questions)
    for (const sentence of sentences)
      for (const one of sentence.rests) {
        if (typeof one === "string" || !("under" in one)) continue;
        const {conditions = []} = asked(one);
        const turned = conditions.map(({name, answer}) => ({name, answer: other[answer as Side]}));
        const known = favourable().set(
          one.claim,
          found(one, {kind: kindOf(turned), conditions: turned}),
        );
        const {against} = answeredSentence(sentence, [...known.values()]);
        assert.deepEqual(against, [one.claim], sentence.says);
        swapped++;
      }
  assert.ok(swapped >= 5, `${swapped} grounds name conditions`);
});

test("the refutation of a claim of ours says nothing to what a paper said, and a paper's own does", () => {
  const refuted = (whose: "ours" | "paper") => [{...knownAs({a: "refuted"})[0], whose}];
  assert.equal(answeredSentence(resting("a"), refuted("ours")).kind, "open");
  assert.deepEqual(answeredSentence(resting("a"), refuted("ours")).open, [
    "a (refuted, and nobody else's claim)",
  ]);
  assert.equal(answeredSentence(resting("a"), refuted("paper")).kind, "fell");
  const own = {...resting("a"), whose: "ours"} as const;
  assert.equal(answeredSentence(own, refuted("ours")).kind, "fell");
});

test("a sentence is the paper's or the article's only if a claim of theirs is behind it", () => {
  const root = path.join(__dirname, "..", "..");
  const owners = new Map(
    Object.entries(baseline).flatMap(([notebook, kinds]) => [
      ...claimOwners(notebookCells(root, notebook), Object.keys(kinds)),
    ]),
  );
  for (const {sentences} of questions)
    for (const {says, whose, rests} of sentences) {
      if (whose === "ours") continue;
      const theirs = rests.filter((ground) => owners.get(idOf(ground)) === whose);
      assert.ok(theirs.length > 0, `"${says}" is put into the mouth of the ${whose}`);
    }
});

test("what is supposed of a claim is said in its own words, under all its conditions", () => {
  const known = [
    ...knownAs({a: "refuted"}),
    found({claim: "x", under: {hot: "first", cold: "second"}}),
  ];
  const kindsOf = (claim: string, was: Parameters<typeof supposing>[1]["was"]) =>
    supposing(known, {claim, was}).map(({kind}) => kind);
  assert.deepEqual(kindsOf("a", "supported, or first"), ["supported", "both under conditions"]);
  assert.deepEqual(kindsOf("x", "supported, or first"), ["refuted", "first"]);
  const ground = {claim: "x", under: {cold: "second"}} as const;
  const after = (was: Parameters<typeof supposing>[1]["was"]) =>
    answeredSentence(resting(ground), supposing(known, {claim: "x", was})).kind;
  assert.equal(after("refuted, or second"), "stands");
  assert.equal(after("supported, or first"), "fell");
  assert.equal(after("of no side (neither)"), "fell");
  assert.equal(after("undecided"), "open");
});

test("flipping stored verdicts changes the answers: each flip moves a sentence and the summary or its grounds", () => {
  const stored = Object.values(baseline as Record<string, Record<string, VerdictKind>>).reduce(
    (all, kinds) => ({...all, ...kinds}),
    {},
  );
  let flipped = 0;
  for (const question of questions) {
    const before = answerTo(question, knownAs(stored));
    for (const [claim, kind] of Object.entries(stored)) {
      const rests = question.sentences.some((one) => one.rests.some((ground) => ground === claim));
      if (!rests || (kind !== "supported" && kind !== "refuted")) continue;
      const other = kind === "supported" ? "refuted" : "supported";
      const after = answerTo(question, knownAs({...stored, [claim]: other}));
      assert.notDeepEqual(
        after.sentences.map((one) => [one.by, one.against]),
        before.sentences.map((one) => [one.by, one.against]),
        claim,
      );
      const kinds = (answer: typeof before) => answer.sentences.map((one) => one.kind);
      if (String(kinds(after)) !== String(kinds(before))) flipped++;
    }
  }
  assert.ok(flipped > 15, `only ${flipped} flips moved a sentence`);
});

test("every claim that an answer names is recorded, so that none is a slip of the pen", () => {
  const recorded = new Set(Object.values(baseline).flatMap((kinds) => Object.keys(kinds)));
  const root = path.join(__dirname, "..", "..");
  const contests = notebookCells(root, "07-three-questions")
    .filter((cell) => cell.includes("registerClaim<ContestPrediction>"))
    .join("\n");
  for (const {sentences, experiments} of questions) {
    const says = new Set(sentences.map((one) => one.says));
    for (const {rests, paper} of sentences) {
      assert.ok(paper in papers, paper);
      for (const ground of rests) {
        assert.ok(recorded.has(idOf(ground)), `no notebook judges ${idOf(ground)}`);
        if (typeof ground === "string" || !("under" in ground)) continue;
        for (const name of Object.keys(ground.under))
          assert.ok(contests.includes(`"${name}"`), `${ground.claim} has no condition "${name}"`);
      }
    }
    for (const {moves} of experiments)
      for (const id of moves)
        assert.ok(recorded.has(id) || says.has(id), `an experiment moves ${id}`);
  }
});

test("the next experiment is the shortest that decides what a sentence waits for", () => {
  const experiments = [
    {what: "long", minutes: 50, moves: ["a"]},
    {what: "short", minutes: 5, moves: ["a"]},
    {what: "beside the point", minutes: 1, moves: ["b"]},
  ];
  const question = {asks: "Why?", sentences: [resting("a"), resting("b")], experiments};
  assert.equal(answerTo(question, knownAs({a: "undecided", b: "supported"})).next?.what, "short");
  assert.equal(answerTo(question, knownAs({b: "supported"})).next?.what, "short");
  assert.equal(answerTo(question, knownAs({a: "supported", b: "supported"})).next, null);
  const inPart = {...question, sentences: [resting("a", "b")]};
  assert.equal(
    answerTo(inPart, knownAs({a: "refuted", b: "supported"})).next?.what,
    "short",
    "a sentence that stands in part waits for what tells where the part ends",
  );
  const untried = {
    asks: "Why?",
    sentences: [resting()],
    experiments: [{what: "try it", minutes: 9, moves: ["It is so."]}],
  };
  assert.equal(answerTo(untried, []).next?.what, "try it");
});

test("the summary counts, and verdicts older than their code are warned of where a sentence rests on them", () => {
  const question = {
    asks: "Why?",
    sentences: [resting("a"), resting("b"), resting()],
    experiments: [],
  };
  const known = knownAs({a: "supported", b: "refuted", c: "supported"}).map((one) => ({
    ...one,
    older: `files of ${one.claim} changed since`,
  }));
  const {summary, warnings, sentences} = answerTo(question, known);
  assert.equal(summary, "Of 3 sentences 1 stands, 1 fell, 1 is open.");
  assert.deepEqual(warnings, [
    "n, quick run: files of a changed since",
    "n, quick run: files of b changed since",
  ]);
  assert.deepEqual(sentences[0].older, ["a"]);
});

test("nothing that is recalled is labelled read, and a row says what our verdicts say of it", () => {
  for (const {who, label, arxiv, bears} of laterPapers()) {
    // None of the later papers was read as a whole: data/papers.json lists those of which more was.
    assert.ok(["abstract only", "recalled"].includes(label), `${who} is labelled ${label}`);
    assert.match(arxiv, /^\d{4}\.\d{5}(?:, \d{4}\.\d{5})*$|^\d{4}\.\d{5}, |^\d{4}\.\d{4,5}/, who);
    assert.notEqual(bears, "", who);
  }
  const recorded = new Set(Object.values(baseline).flatMap((kinds) => Object.keys(kinds)));
  for (const {agrees, who} of laterPapers())
    for (const ground of agrees)
      assert.ok(recorded.has(idOf(ground)), `${who} names ${idOf(ground)}`);
  const [paper] = laterPapers();
  const row = (kind: VerdictKind) =>
    literatureRows([{...paper, agrees: ["a"]}], knownAs({a: kind}))[0].ours;
  assert.equal(row("supported"), "agrees: a");
  assert.equal(row("refuted"), "does not: a");
  assert.equal(literatureRows([{...paper, agrees: []}], [])[0].ours, "not tried");
});
