import assert from "node:assert/strict";
import {test} from "node:test";
import {notebookPage, notebookTitle, spans} from "../../../src/lab/page/notebook-page";
import {runNotebook} from "../../../src/lab/notebook/run";
import {verdictsOf} from "../../../src/lab/notebook/verdict-records";
import {fixtureNotebook, provenance, recordedKernel} from "../recorded-kernel";

async function pageOf(name: string): Promise<string> {
  const run = await runNotebook(fixtureNotebook(name), recordedKernel(name));
  const cite = (key: string) =>
    key === "littwin2016" ? "Littwin, Wolf (2016). Loss & surface." : null;
  return notebookPage(run, {provenance, verdicts: verdictsOf(run), papers: ["littwin2016"], cite});
}

test("a page with figures stays under 2.5 MB and names no other file or host", async () => {
  const page = await pageOf("every-output");
  assert.ok(page.length < 2.5e6, `${page.length} bytes`);
  const fetched = [...page.matchAll(/(?:src|href)=["']([^"'#][^"']*)["']/g)].map(
    ([, address]) => address,
  );
  const elsewhere = fetched.filter(
    (address) => !/^(data:|index\.html$|06-next\.html$)/.test(address),
  );
  assert.deepEqual(elsewhere, []);
  assert.doesNotMatch(
    page.replace(/<script type="text\/plain"[^]*?<\/script>/, ""),
    /url\((?!data:)/,
  );
});

test("a page without figures does not carry Plotly", async () => {
  assert.ok((await pageOf("failing")).length < 1e5);
});

test("the head says title, paper, run, seeds and commit, and every verdict with a link to its card", async () => {
  const page = await pageOf("every-output");
  assert.match(page, /<h1>The shortest path carries most, at first<\/h1>/);
  assert.equal(page.match(/<h1/g)?.length, 1);
  assert.match(page, /Littwin, Wolf \(2016\)\. Loss &amp; surface\./);
  assert.match(page, /<dd>1–5<\/dd>/);
  assert.match(page, /<dd>0123456789<\/dd>/);
  assert.match(page, /class="kind supported">supported<\/span><a href="#cell-verdict">/);
  assert.match(page, /id="cell-verdict"/);
  const head = /<header[^]*?<\/header>/.exec(page)?.[0] ?? "";
  assert.match(head, /<details class="folded"><summary>Show the verdict \(or guess first/);
  assert.doesNotMatch(head.replace(/<details[^]*?<\/details>/, ""), /supported/);
});

test("what cells printed is escaped, coloured, and in its final state", async () => {
  const page = await pageOf("every-output");
  assert.match(page, /&lt;escaped&gt; &amp; safe/);
  assert.match(page, /<span class="ansi-red">red<\/span>/);
  assert.match(page, /loss 0\.1\n/);
  assert.doesNotMatch(page, /loss 0\.9/);
  assert.match(page, /5 of 5 · 12 s/);
  assert.doesNotMatch(page, /1 of 5/);
  assert.match(page, /alt="A chequered &quot;picture&quot;"/);
  assert.match(page, /class="output error"[^>]*>.*RangeError/);
});

test("hints and answers are folded, each once", async () => {
  const page = await pageOf("every-output");
  const summaries = [...page.matchAll(/<details class="answer"><summary>([^<]*)/g)].map(
    ([, text]) => text,
  );
  assert.deepEqual(summaries, ["Show the hint", "Show the answer", "Show the answer"]);
  assert.match(page, /<summary>Show the answer<\/summary>\s*<p>At <span class="katex">/);
  assert.equal(page.match(/<details/g)?.length, page.match(/<\/details>/g)?.length);
});

test("a notebook without a title is called by its file", () => {
  const cells = [{id: "a", kind: "markdown", source: "text", tags: [], number: 0}] as const;
  const notebook = {name: "07-untitled", file: "07-untitled.ipynb", cells, metadata: {}};
  assert.equal(notebookTitle({notebook}), "07-untitled");
});

test("neighbouring numbers are written as spans", () => {
  assert.equal(spans([1, 2, 3, 7, 8, 10]), "1–3, 7, 8, 10");
  assert.equal(spans([]), "");
});
