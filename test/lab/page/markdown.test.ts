import assert from "node:assert/strict";
import {test} from "node:test";
import {markdownRenderer} from "../../../src/lab/page/markdown";
import {fixtures} from "../recorded-kernel";

const html = (source: string) => markdownRenderer({folder: fixtures}).render(source);

test("formulas are typeset in all three ways of writing them, with MathML for those who cannot see", () => {
  for (const source of ["a $x_1$ b", "$$\nx_1\n$$", "\\begin{align}x_1&=2\\end{align}"]) {
    assert.match(html(source), /class="katex"/, source);
    assert.match(html(source), /<math/, source);
    assert.doesNotMatch(html(source), /katex-error/, source);
  }
  assert.doesNotMatch(html("it costs $5 or $6"), /katex/);
});

test("the path length (r) is no trade mark", () => {
  assert.match(html("the length (r) of a path"), /\(r\)/);
});

test("headings are listed with level, id and typeset text", () => {
  const renderer = markdownRenderer({folder: fixtures});
  renderer.render("# Title\n\n## Why $\\beta$?");
  renderer.render("## Why $\\beta$?");
  assert.deepEqual(
    renderer.headings.map(({level, id}) => [level, id]),
    [
      [1, "title"],
      [2, "why-beta"],
      [2, "why-beta-2"],
    ],
  );
  assert.match(renderer.headings[1].html, /katex/);
});

test("links to notebooks lead to their pages, links to sources say where the file is", () => {
  assert.match(html("[next](06-next.ipynb#part)"), /href="06-next\.html#part"/);
  assert.match(
    html("[law](../src/a/law.ts)"),
    /<a title="src\/a\/law\.ts in the project">law<\/a>/,
  );
  assert.match(
    html("[out](https://example.org/x.ts)"),
    /href="https:\/\/example\.org\/x\.ts" rel="noopener"/,
  );
});

test("code blocks are coloured in languages we know and escaped in all", () => {
  assert.match(html("```ts\nconst a = 1;\n```"), /hljs-keyword/);
  assert.match(html("```unknown\n<b>\n```"), /&lt;b&gt;/);
});
