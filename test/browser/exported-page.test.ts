import assert from "node:assert/strict";
import {mkdirSync, writeFileSync} from "node:fs";
import path from "node:path";
import {pathToFileURL} from "node:url";
import {after, before, describe, test} from "node:test";
import type {Browser} from "playwright-core";
import {notebookPage} from "../../src/lab/page/notebook-page";
import type {NotebookFile, Output} from "../../src/lab/notebook/file";
import {runNotebook} from "../../src/lab/notebook/run";
import {verdictsOf} from "../../src/lab/notebook/verdict-records";
import {fixtureNotebook, provenance, recordedKernel} from "../lab/recorded-kernel";
import {browserMissing} from "../../src/lab/testing/find-chromium";
import {seriousOf} from "./axe";
import {launchChromium} from "./chromium";
import type {View} from "./exported-page";
import {openExported} from "./exported-page";
import {cutTexts, swipeOver} from "./touch";

const folder = path.join(__dirname, "..", "..", ".cache", "screenshots");
const wide: View = {width: 1280, height: 900, colorScheme: "light"};
const phone: View = {width: 390, height: 844, colorScheme: "light"};

describe("an exported page, opened from its file and offline", {skip: browserMissing()}, () => {
  const file = path.join(folder, "every-output.html");
  let browser: Browser;

  before(async () => {
    const run = await runNotebook(fixtureNotebook("every-output"), recordedKernel("every-output"));
    const options = {provenance, verdicts: verdictsOf(run), papers: [], cite: () => null};
    mkdirSync(folder, {recursive: true});
    writeFileSync(file, notebookPage(run, options));
    browser = await launchChromium();
  });
  after(() => browser?.close());

  test("draws every figure with titles on both axes, and asks nobody for anything", async () => {
    const {page, complaints} = await openExported(browser, file, {view: wide, unfold: true});
    const figures = page.locator("figure.figure");
    assert.equal(await figures.count(), 2);
    for (const figure of await figures.all()) {
      assert.equal(await figure.getAttribute("data-drawn"), "yes");
      for (const axis of [".xtitle", ".ytitle"])
        assert.notEqual(await figure.locator(axis).textContent(), "");
      assert.notEqual(await figure.locator(".plot").getAttribute("aria-label"), "");
    }
    assert.deepEqual(complaints, []);
    await page.screenshot({path: path.join(folder, "every-output.png"), fullPage: true});
    await page.context().close();
  });

  test("sets formulas in the fonts it brings along", async () => {
    const {page} = await openExported(browser, file, {view: wide, unfold: false});
    const loaded = await page.evaluate(
      "document.fonts.ready.then(() => [...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family))",
    );
    assert.ok((loaded as string[]).includes("KaTeX_Math"), String(loaded));
    assert.equal(await page.locator(".katex-error").count(), 0);
    await page.context().close();
  });

  test("keeps answers folded until they are asked for, and draws the figures in them then", async () => {
    const {page} = await openExported(browser, file, {view: wide, unfold: false});
    const answer = page.locator("details.answer").nth(1);
    assert.equal(await answer.locator("p").first().isVisible(), false);
    await answer.locator("summary").first().click();
    assert.equal(await answer.locator("p").first().isVisible(), true);
    const withFigure = page.locator("details.answer").nth(2);
    await withFigure.locator("summary").first().click();
    await withFigure.locator('figure[data-drawn="yes"]').waitFor();
    await page.context().close();
  });

  test("has every figure on paper at once, and where no script runs", async () => {
    for (const javaScriptEnabled of [true, false]) {
      const context = await browser.newContext({javaScriptEnabled, offline: true});
      const page = await context.newPage();
      await page.goto(pathToFileURL(path.resolve(file)).href);
      await page.emulateMedia({media: "print"});
      const figures = page.locator("figure.figure:visible");
      assert.ok((await figures.count()) > 0);
      for (const figure of await figures.all())
        assert.ok((await figure.locator("svg:visible").count()) > 0);
      await context.close();
    }
  });

  test("fits a phone: nothing makes the page itself scroll sideways", async () => {
    const {page} = await openExported(browser, file, {view: phone, unfold: true});
    const width = await page.evaluate("document.documentElement.scrollWidth");
    assert.equal(width, phone.width);
    await page.context().close();
  });

  test("on a phone a swipe over a chart scrolls the page, and nothing of a chart is cut off", async () => {
    const {page} = await openExported(browser, file, {
      view: {...phone, hasTouch: true},
      unfold: true,
    });
    for (const figure of await page.locator("figure.figure").all()) {
      await swipeOver(page, figure.locator(".plot"));
      assert.deepEqual(await cutTexts(figure), []);
      assert.equal(await figure.locator(".modebar-btn").count(), 0);
    }
    await page.screenshot({path: path.join(folder, "every-output-phone.png"), fullPage: true});
    await page.context().close();
  });

  test("turns dark by choice, tables and charts with it, and hides code on request", async () => {
    const {page} = await openExported(browser, file, {view: wide, unfold: false});
    const ink = () => page.evaluate("getComputedStyle(document.body).color");
    const before = await ink();
    await page.getByText("Light / dark").click();
    assert.notEqual(await ink(), before);
    const plot = page.locator("figure.figure .plot").first();
    const paper = await plot.evaluate((node) => {
      const {backgroundColor, filter} = getComputedStyle(node);
      return `${backgroundColor} ${filter}`;
    });
    const over = "charts keep the white paper their colours need, and are turned over with it";
    assert.equal(paper, "rgb(255, 255, 255) invert(0.93) hue-rotate(180deg)", over);
    const ofCell = page.locator(".output.html td").first();
    const cellInk = await ofCell.evaluate((cell) => getComputedStyle(cell).color);
    assert.equal(cellInk, await ink(), "tables take the page's ink");
    const code = page.locator(".source pre").nth(1);
    assert.equal(await code.isVisible(), true);
    await page.getByText("Hide code").click();
    assert.equal(await code.isVisible(), false);
    await page.context().close();
  });

  for (const view of [wide, {...wide, colorScheme: "dark"}, phone] as const)
    test(`bars nobody, ${view.colorScheme}, ${view.width} wide: axe finds nothing serious`, async () => {
      const {page} = await openExported(browser, file, {view, unfold: true});
      assert.deepEqual(await seriousOf(page), []);
      await page.context().close();
    });

  test("does not run what a cell wrote as a script, nor fetch what it points to", async () => {
    const html = `<p>seen</p><script>document.title = "taken"</script>
      <img src="nowhere.png" alt="" onerror="document.title = 'taken'">`;
    const outputs: Output[] = [
      {output_type: "display_data", data: {"text/html": html}, metadata: {}},
    ];
    const cell = {id: "a", kind: "code", source: "1", tags: [], number: 1} as const;
    const notebook: NotebookFile = {name: "sly", file: "sly.ipynb", cells: [cell], metadata: {}};
    const run = {notebook, cells: [{cell, outputs, seconds: 0}], seconds: 0, failure: null};
    const sly = path.join(folder, "sly.html");
    writeFileSync(sly, notebookPage(run, {provenance, verdicts: [], papers: [], cite: () => null}));
    const {page, complaints} = await openExported(browser, sly, {view: wide, unfold: false});
    assert.equal(await page.getByText("seen").isVisible(), true);
    assert.equal(await page.title(), "sly · Residual Lab");
    assert.ok(
      complaints.some((complaint) => complaint.includes("Content Security Policy")),
      String(complaints),
    );
    await page.context().close();
  });

  test("stays, draws its figures and keeps its buttons, whatever cells and texts contain", async () => {
    const names = ["plotly", "Plotly", "module", "exports", "define", "theme", "code", "MathJax"];
    const odd = names.map(
      (id) => `<form name="${id}" id="${id}"></form><img name="${id}" id="${id}">`,
    );
    const html = `<p>seen</p></div></main></div>${odd.join("")}<img name="documentElement">
      <a name="querySelector" id="body"></a><figure class="figure"><div class="plot"></div></figure>
      <div class="frame"><div class="bar"><button id="theme">no</button></div></div>
      <meta http-equiv="refresh" content="0;url=other.html"><base href="https://example.org/">`;
    const figure = {data: [{type: "bar", x: [1], y: [2]}], layout: {}};
    const shown = (data: Record<string, unknown>): Output => ({
      ...{output_type: "display_data", metadata: {}},
      data,
    });
    const outputs = [
      shown({"text/html": html}),
      shown({"text/markdown": html}),
      shown({
        "image/svg+xml": `<svg width="9" height="9"><foreignObject>${html}</foreignObject></svg>`,
      }),
      shown({"application/vnd.plotly.v1+json": figure, "text/plain": "A bar"}),
    ];
    const headings = `# Sly\n\n${names.map((name) => `## ${name}\n\n## ${name}`).join("\n\n")}\n\n${html}`;
    const text = {id: "t", kind: "markdown", source: headings, tags: [], number: 0} as const;
    const cell = {id: "a", kind: "code", source: "1", tags: [], number: 1} as const;
    const notebook: NotebookFile = {
      name: "sly",
      file: "sly.ipynb",
      cells: [text, cell],
      metadata: {},
    };
    const cells = [
      {cell: text, outputs: [], seconds: 0},
      {cell, outputs, seconds: 0},
    ];
    const verdict = {
      ...{claim: "C", paper: null, reason: "r", notebook: "sly"},
      cell: "a",
      seconds: 0,
    };
    const kind = '"><meta http-equiv="refresh" content="0;url=other.html">';
    const run = {notebook, cells, seconds: 0, failure: null};
    const sly = path.join(folder, "sly-too.html");
    const options = {provenance, verdicts: [{...verdict, kind}], papers: [], cite: () => null};
    writeFileSync(sly, notebookPage(run, options));
    const {page} = await openExported(browser, sly, {view: wide, unfold: true});
    await page.locator('figure[data-drawn="yes"] .main-svg').first().waitFor();
    assert.equal(await page.locator("figure[data-drawn]").count(), 1);
    await page.getByText("Light / dark").click();
    assert.notEqual(await page.locator("html").getAttribute("data-theme"), null);
    await page.waitForTimeout(300);
    assert.match(page.url(), /sly-too\.html$/);
    assert.equal(await page.locator("meta[http-equiv=refresh], base, form").count(), 0);
    await page.context().close();
  });
});
