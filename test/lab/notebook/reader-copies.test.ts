import assert from "node:assert/strict";
import {execFile, execFileSync} from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import type {TestContext} from "node:test";
import {promisify} from "node:util";
import {copyLines, prepareCopies} from "../../../src/lab/notebook/reader-copies";
import {moveRunNotebooks} from "../../../src/lab/notebook/run-in-place";
import {typedText} from "../../../src/lab/notebook/typed-text";
import {normalised} from "../../../src/lab/notebook/normal-form";

type Cell = {id: string; source: string; ran?: boolean};

/** A notebook as a front end writes it: with outputs and a counter where a cell was run. */
function notebookOf(cells: readonly Cell[]): string {
  const written = cells.map(({id, source, ran = false}) => ({
    ...{cell_type: "code", id, metadata: ran ? {trusted: true} : {}, source},
    execution_count: ran ? 3 : null,
    outputs: ran ? [{output_type: "stream", name: "stdout", text: "out\n".repeat(1000)}] : [],
  }));
  const metadata = {language_info: {name: "typescript", version: "5.0"}};
  return JSON.stringify({cells: written, metadata, nbformat: 4, nbformat_minor: 5});
}

const published = (text: string): string => normalised(text, "made up");
const first = (text: string) => published(notebookOf([{id: "a", source: text}]));
const ran = (text: string) => notebookOf([{id: "a", source: text, ran: true}]);

function git(cwd: string, ...words: string[]): string {
  const who = [
    "-c",
    "user.name=a",
    "-c",
    "user.email=a@b.invalid",
    "-c",
    "init.defaultBranch=main",
  ];
  return execFileSync("git", [...who, ...words], {cwd, encoding: "utf8", stdio: "pipe"});
}

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), "reader-"));
  t.after(() => rmSync(made, {recursive: true, force: true}));
  return made;
}

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, ".."), {recursive: true});
    writeFileSync(join(root, name), text);
  }
}

const read = (root: string, name: string) => readFileSync(join(root, name), "utf8");
const start = (root: string, open = false) =>
  prepareCopies(root, {open}).map(({what, file}) => `${what} ${file}`);
const mine = (root: string) => readdirSync(join(root, "my")).filter((name) => !/^\./.test(name));

const one = "notebooks/01-a-2015.ipynb";
const two = "notebooks/02-b-2016.ipynb";

/** A project in git, and a reader's clone of it in which the lab was started once. */
function project(t: TestContext): {upstream: string; clone: string} {
  const [upstream, clone] = [join(folder(t), "up"), join(folder(t), "clone")];
  write(upstream, {[one]: first("1"), [two]: first("2"), ".gitignore": "my/\n.cache/\n"});
  git(upstream, "init", "-q");
  git(upstream, "add", "-A");
  git(upstream, "commit", "-qm", "begin");
  git(tmpdir(), "clone", "-q", upstream, clone);
  assert.deepEqual(start(clone), ["made 01-a-2015.ipynb", "made 02-b-2016.ipynb"]);
  return {upstream, clone};
}

function publish(upstream: string, files: Readonly<Record<string, string>>): void {
  write(upstream, files);
  git(upstream, "add", "-A");
  git(upstream, "commit", "-qm", "change");
}

test("a clone in which notebooks were run and edited takes a change by git pull, and loses nothing that was typed", (t) => {
  const {upstream, clone} = project(t);
  const typed = notebookOf([
    {id: "a", source: "1", ran: true},
    {id: "mine", source: 'guess(claim, "refuted")', ran: true},
  ]);
  write(clone, {"my/01-a-2015.ipynb": typed, "my/notes.ipynb": ran("mine")});
  assert.equal(git(clone, "status", "--porcelain"), "");
  publish(upstream, {[one]: first("1, mended"), "notebooks/03-c-2017.ipynb": first("3")});
  git(clone, "pull", "-q", "--ff-only");
  assert.deepEqual(start(clone), ["offered 01-a-2015 (new).ipynb", "made 03-c-2017.ipynb"]);
  assert.equal(read(clone, "my/01-a-2015.ipynb"), typed);
  assert.equal(read(clone, "my/01-a-2015 (new).ipynb"), read(upstream, one));
  assert.equal(read(clone, "my/notes.ipynb"), ran("mine"));
  assert.deepEqual(start(clone), [], "it was offered once");
  assert.equal(git(clone, "status", "--porcelain"), "");
});

test("a copy that nobody has touched follows the change, also after a front end saved it", (t) => {
  const {upstream, clone} = project(t);
  write(clone, {"my/01-a-2015.ipynb": notebookOf([{id: "a", source: "1"}]).replace(/:/g, ":\r\n")});
  publish(upstream, {[one]: first("1, mended"), [two]: first("2, mended")});
  git(clone, "pull", "-q");
  assert.deepEqual(start(clone), ["updated 01-a-2015.ipynb", "updated 02-b-2016.ipynb"]);
  assert.equal(read(clone, "my/01-a-2015.ipynb"), read(upstream, one));
});

test("a copy that was only run stays, with what the run showed", (t) => {
  const {upstream, clone} = project(t);
  write(clone, {"my/01-a-2015.ipynb": ran("1")});
  publish(upstream, {[one]: first("1, mended")});
  git(clone, "pull", "-q");
  assert.deepEqual(start(clone), ["offered 01-a-2015 (new).ipynb"]);
  assert.equal(read(clone, "my/01-a-2015.ipynb"), ran("1"));
});

test("no copy is replaced while a lab serves it, since what is typed there may not be saved yet", (t) => {
  const {upstream, clone} = project(t);
  publish(upstream, {[one]: first("1, mended")});
  git(clone, "pull", "-q");
  assert.deepEqual(start(clone, true), ["offered 01-a-2015 (new).ipynb"]);
  assert.equal(read(clone, "my/01-a-2015.ipynb"), first("1"));
});

test("each change is offered under a name of its own, unless the offer of before was left alone", (t) => {
  const {upstream, clone} = project(t);
  write(clone, {"my/01-a-2015.ipynb": ran("1")});
  const next = (text: string): string[] => {
    publish(upstream, {[one]: first(text)});
    git(clone, "pull", "-q");
    return start(clone);
  };
  assert.deepEqual(next("second"), ["offered 01-a-2015 (new).ipynb"]);
  assert.deepEqual(next("third"), ["offered 01-a-2015 (new).ipynb"]);
  assert.equal(read(clone, "my/01-a-2015 (new).ipynb"), first("third"));
  write(clone, {"my/01-a-2015 (new).ipynb": ran("third, and a guess")});
  assert.deepEqual(next("fourth"), ["offered 01-a-2015 (new 2).ipynb"]);
  assert.equal(read(clone, "my/01-a-2015 (new).ipynb"), ran("third, and a guess"));
  rmSync(join(clone, "my", "01-a-2015 (new 2).ipynb"));
  assert.deepEqual(start(clone), [], "an offer that was thrown away does not come back");
});

test("a copy that was deleted or renamed is made anew, and the renamed one is left alone", (t) => {
  const {clone} = project(t);
  rmSync(join(clone, "my", "01-a-2015.ipynb"));
  write(clone, {"my/02-b-2016.ipynb": ran("2")});
  renameSync(join(clone, "my", "02-b-2016.ipynb"), join(clone, "my", "evening two.ipynb"));
  assert.deepEqual(start(clone), ["made 01-a-2015.ipynb", "made 02-b-2016.ipynb"]);
  assert.equal(read(clone, "my/evening two.ipynb"), ran("2"));
});

test("a copy stays when its notebook is no longer published", (t) => {
  const {upstream, clone} = project(t);
  write(clone, {"my/01-a-2015.ipynb": ran("1")});
  git(upstream, "rm", "-q", one);
  publish(upstream, {"notebooks/01-a-part-one-2015.ipynb": first("1")});
  git(clone, "pull", "-q");
  assert.deepEqual(start(clone), ["made 01-a-part-one-2015.ipynb"]);
  assert.equal(read(clone, "my/01-a-2015.ipynb"), ran("1"));
});

test("a folder without git, such as an archive unpacked over the one of before, works the same way", (t) => {
  const root = folder(t);
  write(root, {[one]: first("1")});
  assert.deepEqual(start(root), ["made 01-a-2015.ipynb"]);
  write(root, {"my/01-a-2015.ipynb": ran("1, mine"), [one]: first("1, mended")});
  assert.deepEqual(start(root), ["offered 01-a-2015 (new).ipynb"]);
  assert.equal(read(root, "my/01-a-2015.ipynb"), ran("1, mine"));
});

test("other line ends in the published notebook are no change", (t) => {
  const root = folder(t);
  write(root, {[one]: first("1")});
  start(root);
  write(root, {[one]: first("1").replace(/\n/g, "\r\n"), "my/01-a-2015.ipynb": ran("1")});
  assert.deepEqual(start(root), []);
});

test("a reader's files that were there before the lab knew of them are kept, and a broken one too", (t) => {
  const root = folder(t);
  write(root, {
    ...{[one]: first("1"), [two]: first("2"), "notebooks/03-c-2017.ipynb": "<<<<<<< a conflict"},
    ...{"my/01-a-2015.ipynb": ran("1, mine"), "my/02-b-2016.ipynb": "{half of it"},
  });
  assert.deepEqual(start(root), ["offered 01-a-2015 (new).ipynb", "offered 02-b-2016 (new).ipynb"]);
  assert.equal(read(root, "my/02-b-2016.ipynb"), "{half of it");
});

test("a read-only notebook gives a copy that can be written", (t) => {
  const root = folder(t);
  write(root, {[one]: first("1")});
  chmodSync(join(root, one), 0o444);
  start(root);
  writeFileSync(join(root, "my", "01-a-2015.ipynb"), ran("1"), {flag: "r+"});
});

test("what cannot be written is told with its reason, nothing is half written, and the next start does the rest", (t) => {
  const root = folder(t);
  write(root, {[one]: first("1"), [two]: first("2"), my: "a file"});
  assert.throws(() => start(root), /01-a-2015\.ipynb could not be written: .*\((ENOTDIR|EEXIST)\)/);
  rmSync(join(root, "my"));
  // A folder is where the second copy is to go.
  mkdirSync(join(root, "my", ".originals", "02-b-2016.ipynb"), {recursive: true});
  assert.throws(() => start(root), /02-b-2016\.ipynb could not be written/);
  assert.equal(read(root, "my/01-a-2015.ipynb"), first("1"));
  rmSync(join(root, "my", ".originals", "02-b-2016.ipynb"), {recursive: true});
  assert.deepEqual(start(root), []);
  assert.equal(read(root, "my/02-b-2016.ipynb"), first("2"));
});

test("two starts at once make one copy of each", async (t) => {
  const root = folder(t);
  const names = Array.from({length: 9}, (_, i) => `0${i}-a-201${i}`);
  write(root, Object.fromEntries(names.map((name) => [`notebooks/${name}.ipynb`, first(name)])));
  const module = join(__dirname, "..", "..", "..", "src", "lab", "notebook", "reader-copies.ts");
  const code = `const {prepareCopies} = require(${JSON.stringify(module)});
    console.log(prepareCopies(${JSON.stringify(root)}, {open: false}).length)`;
  const run = () => promisify(execFile)(process.execPath, ["--import", "tsx", "-e", code]);
  const counts = (await Promise.all([run(), run()])).map(({stdout}) => Number(stdout));
  assert.deepEqual(counts.sort(), [0, 9]);
  assert.deepEqual(
    mine(root),
    names.map((name) => `${name}.ipynb`),
  );
});

test("a run that was saved in notebooks/ moves to the reader's folder, and the pull goes on", (t) => {
  const {upstream, clone} = project(t);
  write(clone, {[one]: ran("1"), [two]: ran('2, and guess(claim, "refuted")')});
  publish(upstream, {[one]: first("1, mended"), [two]: first("2, mended")});
  assert.throws(() => git(clone, "pull", "-q"), /overwritten/);
  assert.deepEqual(moveRunNotebooks(clone), [
    "01-a-2015 (run in notebooks).ipynb",
    "02-b-2016 (run in notebooks).ipynb",
  ]);
  assert.equal(git(clone, "status", "--porcelain"), "");
  assert.equal(
    read(clone, "my/02-b-2016 (run in notebooks).ipynb"),
    ran('2, and guess(claim, "refuted")'),
  );
  git(clone, "pull", "-q", "--ff-only");
  assert.deepEqual(start(clone), ["updated 01-a-2015.ipynb", "updated 02-b-2016.ipynb"]);
});

test("an author's edits in notebooks/ stay, and so do runs where there is no git", (t) => {
  const {clone} = project(t);
  write(clone, {[one]: first("1, better")});
  assert.deepEqual(moveRunNotebooks(clone), []);
  assert.equal(read(clone, one), first("1, better"));
  const root = folder(t);
  write(root, {[one]: ran("1")});
  assert.deepEqual(moveRunNotebooks(root), []);
});

test("where git does not give its version back, the run stays where it is, and the error says what to do", (t) => {
  const {clone} = project(t);
  write(clone, {[one]: ran("1"), ".git/index.lock": ""});
  assert.throws(
    () => moveRunNotebooks(clone),
    /01-a-2015\.ipynb holds a run of yours.*index\.lock/s,
  );
  assert.equal(read(clone, one), ran("1"));
  assert.ok(!existsSync(join(clone, "my", "01-a-2015 (run in notebooks).ipynb")));
});

test("what was typed is told from what a run and a front end leave behind", () => {
  assert.equal(typedText(ran("1")), typedText(first("1")));
  assert.notEqual(typedText(ran("1")), typedText(first("2")));
  assert.equal(typedText("no notebook"), null);
});

test("each kind of news is one line, and no news is none", () => {
  const news = (what: "made" | "updated", notebook: string) => ({what, notebook, file: notebook});
  assert.deepEqual(copyLines([], {first: false}), []);
  assert.deepEqual(copyLines([news("made", "01"), news("made", "02")], {first: true}), [
    "Your own copies of the notebooks are in my/: no update touches them.",
  ]);
  const offered = {what: "offered", notebook: "03", file: "03 (new).ipynb"} as const;
  assert.deepEqual(
    copyLines([news("made", "01"), news("updated", "02"), offered], {first: false}),
    [
      "New in my/: 01.",
      "Updated in my/, since you had not touched it: 02.",
      "03 has changed: the new version is my/03 (new).ipynb, yours is as you left it.",
    ],
  );
});
