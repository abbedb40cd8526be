import assert from "node:assert/strict";
import path from "node:path";
import {test} from "node:test";
import type {Cell, NotebookFile} from "../../../src/lab/notebook/file";
import {
  claimProblems,
  notebookProblems,
  outputProblems,
} from "../../../src/lab/testing/notebook-checks";
import {fixtureNotebook, fixtures} from "../recorded-kernel";

const text = (source: string, tags: string[] = []): Cell => ({
  id: "t",
  kind: "markdown",
  source,
  tags,
  number: 0,
});
const code = (source: string, number: number, tags: string[] = []): Cell => ({
  id: `c${number}`,
  kind: "code",
  source,
  tags,
  number,
});
const problemsOf = (...cells: Cell[]) =>
  notebookProblems({name: "n", file: path.join(fixtures, "n.ipynb"), cells, metadata: {}});

test("a notebook by the book has no problems", () => {
  assert.deepEqual(notebookProblems(fixtureNotebook("browser")), []);
});

test("every breach of the conventions is named with its cell", () => {
  const breaches: [Cell, RegExp][] = [
    [code("1;\n".repeat(13), 4), /^n\.ipynb cell 4 has 13 lines, more than 12/],
    [code("Math.random()", 2), /cell 2 uses Math\.random/],
    [code("1", 2, ["answre"]), /cell 2 has the tag answre; known are/],
    [code("1", 2, ["answer"]), /cell 2 is an answer that opens when all cells are run: write it/],
    [text("42", ["hint"]), /text "42" is a hint that opens when all cells are run/],
    [text("$\\frac{$"), /text "\$\\frac\{\$" has a formula that does not parse/],
    [text("[gone](../nowhere.ts)"), /links to \.\.\/nowhere\.ts, which is not there/],
    [text("[gone](#nowhere)"), /links to #nowhere/],
    [text("![](browser.ipynb)"), /has a picture without words/],
  ];
  for (const [cell, expected] of breaches) {
    const problems = problemsOf(text("# Title"), cell);
    assert.equal(problems.length, 1, problems.join("\n"));
    assert.match(problems[0], expected);
  }
  assert.match(problemsOf(code("1", 1))[0], /does not begin with a text cell that holds its title/);
});

test("links to headings, to files beside the notebook and to the world are left in peace", () => {
  const cell = text(
    "[a](#part-one) [b](browser.ipynb) [c](https://example.org) ![words](browser.ipynb)",
  );
  assert.deepEqual(problemsOf(text("# Title\n\n## Part one"), cell), []);
});

test("a figure in the outputs needs words and a title on each axis", () => {
  const notebook: NotebookFile = {name: "n", file: "n.ipynb", cells: [], metadata: {}};
  const figure = (layout: object, words: string) => ({
    notebook,
    cells: [
      {
        cell: code("chart", 3),
        seconds: 0,
        outputs: [
          {
            output_type: "display_data" as const,
            metadata: {},
            data: {
              "application/vnd.plotly.v1+json": {data: [{type: "scatter"}], layout},
              "text/plain": words,
            },
          },
        ],
      },
    ],
    seconds: 0,
    failure: null,
  });
  const titled = {xaxis: {title: {text: "depth"}}, yaxis: {title: {text: "share"}}};
  const words = "The share falls as the depth grows.";
  assert.deepEqual(outputProblems(figure(titled, words)), []);
  assert.deepEqual(outputProblems(figure(titled, "")), [
    "n.ipynb cell 3 shows a figure without words",
  ]);
  assert.deepEqual(outputProblems(figure({xaxis: titled.xaxis}, words)), [
    "n.ipynb cell 3 shows a figure with no yaxis title",
  ]);
});

const notebookOf = (...sources: string[]) => ({
  name: "n",
  file: "n.ipynb",
  metadata: {},
  cells: sources.map((source, index): Cell => {
    const kind = source.startsWith("#") ? "markdown" : "code";
    return {id: `${index}`, kind, source, tags: [], number: kind === "code" ? index + 1 : 0};
  }),
});
const register = 'const short = registerClaim({id: "L4"});';

test("a claim that is guessed, judged and read has all its cells", () => {
  const whole = notebookOf(register, 'guess(short, "refuted")', "judge(short, a, b)", "# Reading");
  assert.deepEqual(claimProblems(whole), []);
});

test("ways in which a seed is lost on its way to the judge are named", () => {
  const problems = (source: string) => claimProblems(notebookOf(source)).join();
  const lost = /cell 1 hands done seeds to a judge/;
  assert.match(problems("await collect(a, async () => doneValues(await runs()))"), lost);
  assert.match(problems("collectControl(a, () => runs().then(doneValues))"), lost);
  assert.match(problems("judge(a, valuesOf(run, (all) => doneValues(all).map(pick)), b)"), lost);
  const paired = /cell 1 pairs values and seeds by their place/;
  assert.match(problems("all.map((value, i) => ({seed: settings.seeds[i], value}))"), paired);
  assert.equal(problems("const run = await collect(a, runs);\nvaluesOf(run, pick)"), "");
  assert.equal(problems("await collect(a, runs);\\nbandChart(doneValues(run.result))"), "");
  assert.equal(problems("bandChart(doneValues(run.result))"), "");
});

test("a claim without judgement, guess or reading is named", () => {
  const problems = (...sources: string[]) => claimProblems(notebookOf(register, ...sources)).join();
  assert.match(problems("guess(short)"), /^cell 1 registers short, which is never judged$/);
  assert.match(problems("judgeOrder(short, a)", "guess(short)", "# Reading"), /no guess before/);
  assert.match(problems("guess(short)", "judge(short, a)"), /no text reads its verdict/);
  assert.match(problems("guess(short)", "judge(shorter, a)", "# R"), /never judged/);
});
