import assert from "node:assert/strict";
import {mkdirSync} from "node:fs";
import path from "node:path";
import {after, before, describe, test} from "node:test";
import type {Browser, Locator} from "playwright-core";
import {browserMissing} from "../../src/lab/testing/find-chromium";
import {launchChromium} from "./chromium";
import {openNotebook, settled} from "./jupyterlab-page";
import {seriousOf} from "./axe";
import {cutTexts, swipeOver} from "./touch";
import type {NotebookPage} from "./jupyterlab-page";
import {serveLab} from "./jupyterlab-server";
import type {ServedLab} from "./jupyterlab-server";

const root = path.join(__dirname, "..", "..");
const pictures = path.join(root, ".cache", "screenshots");

const code = `import {checkbox, interact, slider} from "residual-lab/display/controls";
import {lineChart} from "residual-lab/display/line-chart";
await interact({height: slider({min: 0, max: 9, value: 2, label: "height"}),
  double: checkbox({value: false, label: "double it"})}, ({height, double}) => {
  if (height === 4) throw new RangeError("four is out of order");
  return lineChart([{name: "a", x: [0, 1, 2], y: [0, double ? 2 * height : height, 0]}], {
    title: "How high is the hill at " + height + "?", x: {label: "place", unit: ""}, y: {label: "height", unit: ""}, alt: "A hill as high as the slider says."});
});`;

/** The steps of one visit, in order. */
describe("controls in JupyterLab", {skip: browserMissing(), timeout: 600_000}, () => {
  let lab: ServedLab;
  let browser: Browser;
  let notebook: NotebookPage;
  let cell: Locator;
  let handle: Locator;

  const title = () => cell.locator(".js-plotly-plot .gtitle");
  const titled = (height: number) =>
    cell.locator(".js-plotly-plot .gtitle", {hasText: `hill at ${height}?`}).waitFor();

  before(async () => {
    mkdirSync(pictures, {recursive: true});
    lab = await serveLab(root, {document: "test/fixtures/notebooks/browser.ipynb"});
    browser = await launchChromium();
    notebook = await openNotebook(browser, lab.url);
    cell = notebook.codeCells.nth(0);
    handle = cell.locator(".noUi-handle");
    await notebook.write(0, code);
    await notebook.run(0);
  });
  after(async () => {
    await browser?.close();
    await lab?.stop();
  });

  test("a slider and a checkbox stand above the chart", async () => {
    await handle.waitFor();
    assert.equal(await handle.count(), 1);
    assert.match(await cell.locator(".jp-OutputArea").innerText(), /height/);
    assert.equal(
      (await cell.locator(".widget-checkbox, .jupyter-widget-checkbox").count()) > 0,
      true,
    );
    await titled(2);
  });

  test("label, handle and readout have names, and no tooltip says null", async () => {
    assert.equal(await handle.getAttribute("aria-label"), "height");
    assert.equal(await cell.locator(".widget-readout").getAttribute("aria-label"), "height, value");
    assert.equal(await cell.locator('[title="null"]').count(), 0);
  });

  test("the chart follows the slider in its place, and keeps its zoom", async () => {
    const plot = cell.locator(".js-plotly-plot");
    await plot.evaluate((node) => {
      (node as HTMLElement).dataset["mark"] = "the same";
    });
    // As a reader zooms: a drag across the middle of the plot.
    const box = (await plot.locator(".nsewdrag").first().boundingBox())!;
    const page = notebook.page;
    await page.mouse.move(box.x + 0.25 * box.width, box.y + 0.3 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.75 * box.width, box.y + 0.35 * box.height, {steps: 5});
    await page.mouse.up();
    const range = () =>
      plot.evaluate((node) => {
        const {_fullLayout} = node as unknown as {_fullLayout: {xaxis: {range: number[]}}};
        return _fullLayout.xaxis.range.map((end) => Math.round(100 * end) / 100);
      });
    await settled(60, async () => {
      const [from, to] = await range();
      return {done: from > 0.1 && to < 1.9, state: `zoomed to ${from} … ${to}`};
    });
    const zoomed = await range();
    await handle.focus();
    await page.keyboard.press("ArrowRight");
    await titled(3);
    assert.equal(await plot.count(), 1);
    assert.equal(await plot.getAttribute("data-mark"), "the same", "drawn into the same element");
    assert.deepEqual(await range(), zoomed);
    await page.screenshot({path: path.join(pictures, "controls.png")});
  });

  test("a callback that throws says so under the control, and the next move works", async () => {
    await handle.focus();
    await notebook.page.keyboard.press("ArrowRight");
    const fault = cell.locator('[role="alert"]', {hasText: "four is out of order"});
    await fault.waitFor();
    assert.match((await title().textContent()) ?? "", /at 3\?/);
    await notebook.page.screenshot({path: path.join(pictures, "controls-fault.png")});
    await handle.focus();
    await notebook.page.keyboard.press("ArrowRight");
    await titled(5);
    await fault.waitFor({state: "detached"});
  });

  test("dragging with the mouse reaches the value where it ends", async () => {
    const from = (await handle.boundingBox())!;
    const {mouse} = notebook.page;
    await mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await mouse.down();
    await mouse.move(from.x + 900, from.y + from.height / 2, {steps: 40});
    await mouse.up();
    await titled(9);
  });

  test("after the cell ran again one living control is left", async () => {
    await notebook.run(0);
    await titled(2);
    assert.equal(await handle.count(), 1);
    await handle.focus();
    await notebook.page.keyboard.press("ArrowRight");
    await titled(3);
  });

  test("after a restart and a new run one living control is left", async () => {
    const {page} = notebook;
    await page
      .locator('[data-command="kernelmenu:restart"], [data-command="notebook:restart-kernel"]')
      .first()
      .click();
    const confirm = page.locator(".jp-Dialog .jp-mod-accept");
    await confirm.click();
    await confirm.waitFor({state: "detached"});
    await notebook.waitIdle();
    const words = cell.locator(".residual-lab-words");
    await words.waitFor();
    assert.match(
      await words.innerText(),
      /^height: 3 \(0 to 9\)\ndouble it: off .*\n.*run the cell to bring its controls back/,
    );
    assert.equal(await handle.isVisible(), false);
    await notebook.run(0);
    await titled(2);
    assert.equal(await handle.count(), 1);
    assert.equal(await words.count(), 0);
    await handle.focus();
    await page.keyboard.press("ArrowRight");
    await titled(3);
    assert.deepEqual(await notebook.notices(), []);
    assert.deepEqual(notebook.complaints, []);
  });

  test("on a phone the chart fits, a swipe over it scrolls, and a dark theme turns it over", async () => {
    const context = await openNotebook(browser, lab.url, {width: 1000, dark: true, hasTouch: true});
    const {page} = context;
    await page.keyboard.press("Control+b");
    await context.write(0, code);
    await context.run(0);
    const plot = context.codeCells.nth(0).locator(".js-plotly-plot");
    await plot.locator(".gtitle").waitFor();
    const filter = await plot.evaluate((node) => getComputedStyle(node).filter);
    assert.equal(filter, "invert(0.93) hue-rotate(180deg)");
    assert.deepEqual(await seriousOf(page, ".jp-OutputArea, .jp-MarkdownOutput"), []);
    await page.setViewportSize({width: 390, height: 844});
    // The chart is drawn anew for the place that it has now, without a tool bar.
    await plot.locator(".modebar-btn").first().waitFor({state: "detached"});
    assert.deepEqual(await cutTexts(plot), []);
    await swipeOver(page, plot);
    await page.screenshot({path: path.join(pictures, "phone-dark.png")});
    await page.context().close();
  });

  test("a notebook that is opened again says the values, not that a model is missing", async () => {
    const {page} = notebook;
    const view = {version_major: 2, version_minor: 0, model_id: "00000000000000000000000000000000"};
    const data = {
      "application/vnd.jupyter.widget-view+json": view,
      "text/plain": "height: 7 (0 to 9)",
    };
    await page.route(/\/api\/contents\/.*browser\.ipynb/, async (route) => {
      if (route.request().method() !== "GET") return route.fallback();
      const response = await route.fetch();
      type Saved = {cell_type: string; outputs: object[]; metadata: object};
      const body = (await response.json()) as {content: {cells: Saved[]} | null};
      const first = body.content?.cells.find(({cell_type}) => cell_type === "code");
      first?.outputs.push({output_type: "display_data", metadata: {}, data});
      if (first) first.metadata = {...first.metadata, trusted: true};
      return route.fulfill({response, json: body});
    });
    await page.reload();
    const words = page.locator(".residual-lab-words").first();
    await words.waitFor();
    assert.match(await words.innerText(), /^height: 7 \(0 to 9\)\n.*run the cell/);
    const rerun = page.locator(".residual-lab-rerun button");
    assert.deepEqual(await rerun.allInnerTexts(), ["Run this cell", "Run all above and this cell"]);
    assert.equal(await page.getByText("model not found").count(), 0);
    await rerun.first().click();
    await words.waitFor({state: "detached"});
    assert.equal(await rerun.count(), 0);
  });
});
