import assert from "node:assert/strict";
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import type {TestContext} from "node:test";
import {guess} from "../../src/evidence/guess";
import {recordGuess} from "../../src/evidence/guess-record";
import {guessesOptions, poolGuesses, recordOf} from "../../src/lab/guesses";
import {readGuessFiles} from "../../src/lab/guesses/guess-files";
import {pooledGuesses} from "../../src/lab/guesses/pooled";
import {below5, claimOf, measuredFrom} from "../evidence/made-up";

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), "guesses-"));
  t.after(() => rmSync(made, {recursive: true, force: true}));
  return made;
}

type Said = {claim?: string; answer: unknown; late?: boolean; session?: string; terms?: string};

/** Lines as `npm start` has them written. */
const linesOf = (said: readonly Said[]): string =>
  said
    .map(({claim = "A1", answer, late = false, session = "one", terms = "bar"}) =>
      JSON.stringify({
        ...{format: "residual-lab guess", claim, fingerprint: terms, statement: `${claim} holds`},
        ...{unit: "", answer, late, at: "2026-11-24T18:00:00.000Z", session},
      }),
    )
    .join("\n");

/** Files by reader, written into a folder of the test's own. */
function handedIn(t: TestContext, files: Readonly<Record<string, string>>): string {
  const place = folder(t);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text);
  return place;
}

const answersOf = (place: string, claim = "A1") =>
  readGuessFiles([place])
    .guesses.filter((one) => one.claim === claim)
    .map(({reader, answer}) => [reader, answer]);

const recorded = [
  {claim: "A1", notebook: "01-a", kind: "refuted", from: "quick run", effect: 0.4},
  {claim: "B1", notebook: "02-b", kind: "undecided", from: "quick run", effect: null},
];

test("a guess of a notebook that npm start opened is a line of the reader's file, and pools", async (t) => {
  const file = join(folder(t), "my", "guesses.jsonl");
  process.env.LAB_GUESSES = file;
  t.after(() => delete process.env.LAB_GUESSES);
  const [early, late] = [claimOf("pool-early", below5), claimOf("pool-late", below5)];
  guess(early);
  guess(early, "supported");
  guess(early, "refuted");
  await measuredFrom(late, [0.01, 0.02, 0.015, 0.03, 0.012]);
  guess(late, 0.3);
  assert.throws(() => guess(early, "perhaps"), RangeError);
  assert.equal(readFileSync(file, "utf8").trim().split("\n").length, 3);
  const {guesses, late: tooLate, problems} = readGuessFiles([file]);
  assert.deepEqual(
    guesses.map(({claim, answer, statement}) => [claim, answer, statement]),
    [["pool-early", "refuted", early.statement]],
  );
  assert.deepEqual([tooLate, problems], [1, []]);
});

test("a guess that cannot be written down is kept all the same, and says so", (t) => {
  const place = folder(t);
  writeFileSync(join(place, "my"), "a file");
  process.env.LAB_GUESSES = join(place, "my", "guesses.jsonl");
  t.after(() => delete process.env.LAB_GUESSES);
  const {answer, note} = guess(claimOf("pool-unwritten", below5), "supported");
  assert.equal(answer, "supported");
  assert.match(note, /^kept until the verdict, and not in your file of guesses \(.+\)$/);
});

test("nothing is written where no file is named, as in tests and runs for pages", () => {
  const claim = claimOf("pool-nowhere", below5);
  assert.equal(recordGuess(claim, {answer: "supported", late: false, file: ""}), null);
});

test("within a session the last guess counts, in a later one the verdict may have been seen", (t) => {
  const place = handedIn(t, {
    "ada.jsonl": linesOf([
      {answer: "supported"},
      {answer: "undecided"},
      {answer: "refuted", late: true},
      {answer: "refuted", session: "next week"},
    ]),
    "bob.jsonl": linesOf([
      {answer: "refuted", late: true},
      {answer: 0.25, session: "next week"},
    ]),
  });
  assert.deepEqual(answersOf(place), [
    ["ada", "undecided"],
    ["bob", 0.25],
  ]);
});

test("each file is a reader, called after it or after its folder, and a copy of one counts once", (t) => {
  const place = folder(t);
  for (const [name, answer] of [
    ["ada/my", "supported"],
    ["bob", "refuted"],
    ["cy", "refuted"],
  ]) {
    mkdirSync(join(place, name), {recursive: true});
    const text = linesOf([{answer, session: name.includes("cy") ? "bob" : name}]);
    writeFileSync(join(place, name, "guesses.jsonl"), text);
  }
  const files = ["ada/my", "bob", "cy"].map((name) => join(place, name, "guesses.jsonl"));
  const {guesses, problems} = readGuessFiles(files);
  assert.deepEqual(
    guesses.map(({reader}) => reader),
    ["ada", "bob"],
  );
  assert.match(problems.join(), /cy.guesses\.jsonl says the same as .*bob.guesses\.jsonl/);
});

test("every file and line that cannot be used gets a sentence, and the others count", (t) => {
  const good = linesOf([{answer: "refuted"}]);
  const place = handedIn(t, {
    "cut.jsonl": `${good}\n${good.slice(0, 30)}`,
    "empty.jsonl": "\n\n",
    "notebook.jsonl": JSON.stringify({cells: [], nbformat: 4}, null, 1),
    "odd.jsonl": linesOf([{answer: "maybe"}, {answer: null}, {answer: "supported"}]),
    "windows.jsonl": `\uFEFF${linesOf([{answer: "undecided"}, {claim: "B1", answer: 2}]).replace(/\n/g, "\r\n")}`,
  });
  mkdirSync(join(place, "none"));
  const files = [place, join(place, "none"), join(place, "missing.jsonl"), "/dev/null/x"];
  const {guesses, problems} = readGuessFiles(files);
  assert.deepEqual(
    guesses.map(({reader, answer}) => `${reader} ${answer}`),
    ["cut refuted", "odd supported", "windows undecided", "windows 2"],
  );
  const said = problems.join("\n");
  for (const sentence of [
    /cut\.jsonl line 2 is cut short or damaged: it is left out/,
    /empty\.jsonl is empty: its reader has made no guess yet/,
    /notebook\.jsonl holds no guesses: expected what npm start writes/,
    /odd\.jsonl line 1 guesses "maybe", which is neither a kind of verdict nor a number/,
    /odd\.jsonl line 2 guesses null/,
    /none is a folder without a file that ends in \.jsonl/,
    /there is no .*missing\.jsonl: name the files/,
    /\/dev\/null\/x cannot be read/,
  ])
    assert.match(said, sentence);
  assert.equal(problems.length, 8);
});

test("a group is pooled by claim, beside what is on record, and a moved bar is another question", (t) => {
  const place = handedIn(t, {
    "a.jsonl": linesOf([{answer: "refuted"}, {claim: "B1", answer: "supported"}]),
    "b.jsonl": linesOf([{answer: "supported", session: "b"}]),
    "c.jsonl": linesOf([{answer: 0.2}, {claim: "own", answer: "refuted"}]),
    "d.jsonl": linesOf([{answer: "refuted", terms: "moved"}]),
  });
  const pooled = pooledGuesses(readGuessFiles([place]).guesses, recorded);
  assert.deepEqual(
    pooled.map(({claim, counts, numbers, right, otherTerms}) => [
      ...[claim, counts.map(({kind, count}) => `${count} ${kind}`).join(), numbers],
      ...[right, otherTerms],
    ]),
    [
      ["A1", "1 supported,1 refuted", [0.2], 0.5, 1],
      ["B1", "1 supported", [], null, 0],
      ["own", "1 refuted", [], null, 0],
    ],
  );
});

test("the page shows what was expected beside the verdict, or without it before the run", (t) => {
  const place = handedIn(t, {
    "a.jsonl": linesOf([{answer: "refuted"}, {claim: '<img src="x">', answer: 1}]),
    "b.jsonl": linesOf([{answer: 0.3, session: "b"}]),
  });
  const out = join(place, "out.html");
  const pageOf = (verdicts: boolean): string => {
    const said: string[] = [];
    const say = (line: string) => said.push(line);
    const code = poolGuesses({files: [place], out, verdicts}, {recorded: () => recorded, say});
    assert.equal(code, 0, said.join());
    assert.match(said.join(), /^2 readers, 2 claims: /);
    return readFileSync(out, "utf8");
  };
  const page = pageOf(true);
  assert.match(page, /1 ← the verdict/);
  assert.match(page, /The verdict \(quick run\): .*refuted.*as 100 % of those/);
  assert.match(page, /Numbers guessed: 0\.3; measured: 0\.4/);
  assert.ok(!page.includes('<img src="x">'));
  assert.doesNotMatch(pageOf(false), /The verdict|← the verdict|measured:/);
});

test("where nobody guessed before a run there is no page, and a sentence", (t) => {
  const place = handedIn(t, {"a.jsonl": linesOf([{answer: "refuted", late: true}])});
  const said: string[] = [];
  const out = join(place, "out.html");
  const options = {files: [place], out, verdicts: true};
  const code = poolGuesses(options, {recorded: () => recorded, say: (line) => said.push(line)});
  assert.deepEqual([code, said, existsSync(out)], [1, [said[0]], false]);
  assert.match(said[0], /no guess made before a run was found/);
});

test("words after npm run guesses are read, and none or wrong ones answered with how it is used", () => {
  const {files, out, verdicts} = guessesOptions(["a.jsonl", "--without-verdicts"], "/lab");
  assert.deepEqual(
    [files, out, verdicts],
    [["a.jsonl"], join("/lab", "site", "guesses.html"), false],
  );
  for (const words of [[], ["--wrong"], ["--out"]])
    assert.throws(() => guessesOptions(words, "/lab"), /^RangeError: npm run guesses -- FILES/);
});

test("the record names each claim's notebook and kind, with the number of the stored full run", () => {
  const all = recordOf(join(__dirname, "..", ".."));
  const sum = all.find(({claim}) => claim === "L1-sum");
  assert.equal(sum?.notebook, "05-littwin-wolf-2016");
  assert.ok(typeof sum.effect === "number");
});
