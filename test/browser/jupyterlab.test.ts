import assert from "node:assert/strict";
import {mkdirSync} from "node:fs";
import path from "node:path";
import {after, before, describe, test} from "node:test";
import type {Browser} from "playwright-core";
import {readNotebook} from "../../src/lab/notebook/file";
import {browserMissing} from "../../src/lab/testing/find-chromium";
import {launchChromium} from "./chromium";
import type {NotebookPage} from "./jupyterlab-page";
import {openNotebook} from "./jupyterlab-page";
import type {ServedLab} from "./jupyterlab-server";
import {serveLab} from "./jupyterlab-server";

const root = path.join(__dirname, "..", "..");
const pictures = path.join(root, ".cache", "screenshots");
const document = "test/fixtures/notebooks/browser.ipynb";

// One browser and one kernel for all: the tests are the steps of one visit, in order.
describe("JupyterLab as npm start serves it", {skip: browserMissing(), timeout: 600_000}, () => {
  let lab: ServedLab;
  let browser: Browser;
  let notebook: NotebookPage;

  before(async () => {
    mkdirSync(pictures, {recursive: true});
    lab = await serveLab(root, {document});
    browser = await launchChromium();
    notebook = await openNotebook(browser, lab.url);
  });
  after(async () => {
    await notebook?.page.screenshot({path: path.join(pictures, "jupyterlab.png")});
    await browser?.close();
    await lab?.stop();
  });

  test("a notebook opens with our kernel and all its cells run", async () => {
    await notebook.runAll();
    assert.equal(await notebook.output(0), "height 1\n");
    assert.match(await notebook.output(4), /\b2\b/);
    assert.deepEqual(await notebook.errors(), []);
  });

  test("cells run in the notebook's folder", async () => {
    assert.match(await notebook.output(3), /in fixtures\/notebooks/);
  });

  test("long lines of code are wrapped", async () => {
    const wrapped = notebook.codeCells.first().locator(".cm-content.cm-lineWrapping");
    await wrapped.waitFor();
  });

  test("a figure is drawn, with its title and the titles of both axes", async () => {
    const figure = notebook.codeCells.nth(2).locator(".js-plotly-plot");
    await figure.locator(".scatterlayer .trace path").first().waitFor();
    assert.equal(await figure.locator(".gtitle").textContent(), "A parabola");
    assert.equal(await figure.locator(".xtitle").textContent(), "step");
    assert.equal(await figure.locator(".ytitle").textContent(), "height of the curve");
  });

  test("a changed value changes what the cells after it show", async () => {
    await notebook.write(0, "const height = 21;\nconsole.log(`height ${height}`);");
    await notebook.run(0);
    await notebook.run(4);
    assert.equal(await notebook.output(0), "height 21\n");
    assert.match(await notebook.output(4), /\b42\b/);
  });

  test("a cell that shows what was made from an earlier value says so, until that holds again", async () => {
    const mark = notebook.codeCells.nth(4).locator(".residual-lab-stale");
    const setHeight = async (height: number) => {
      await notebook.write(0, `const height = ${height};\nconsole.log(\`height \${height}\`);`);
      await notebook.run(0);
    };
    assert.equal(await mark.count(), 0);
    await setHeight(20);
    await mark.waitFor();
    assert.match(
      await mark.innerText(),
      /^From an earlier run: made from height, whose cell has run since, as In\[\d+\]\. Run this cell again\.$/,
    );
    await notebook.page.screenshot({path: path.join(pictures, "of-before.png")});
    await notebook.run(4);
    await mark.waitFor({state: "detached"});
    await setHeight(21);
    await mark.waitFor();
    await setHeight(20);
    await mark.waitFor({state: "detached"});
    await setHeight(21);
  });

  test("a type error marks the line and runs nothing", async () => {
    await notebook.write(4, 'console.log("ran");\nconst wrong: number = "a";');
    await notebook.run(4);
    const said = await notebook.output(4);
    assert.match(said, /:2:7 - error TS2322/);
    assert.ok(!said.includes("ran\n"), said);
  });

  test("a loop without end stops at Interrupt and the variables stay", async () => {
    await notebook.write(4, 'console.log("at work"); for (;;) {}');
    await notebook.start(4);
    await notebook.codeCells.nth(4).locator(".jp-InputPrompt", {hasText: "[*]"}).waitFor();
    await notebook.codeCells.nth(4).locator(".jp-OutputArea", {hasText: "at work"}).waitFor();
    await notebook.interrupt();
    await notebook.waitIdle();
    await notebook.write(4, "height + 1");
    await notebook.run(4);
    assert.match(await notebook.output(4), /\b22\b/);
  });

  test("the notebook that readers meet first runs, and fails only where it means to", async () => {
    const first = lab.url.replace(document, "notebooks/00-start-here.ipynb");
    const welcome = await openNotebook(browser, first);
    await welcome.runAll();
    const cells = readNotebook(path.join(root, "notebooks", "00-start-here.ipynb")).cells;
    const meant = cells.filter(({tags}) => tags.includes("raises-exception"));
    const errors = await welcome.errors();
    assert.equal(errors.length, meant.length, errors.join("\n"));
    await welcome.page.screenshot({path: path.join(pictures, "start-here.png")});
    // It cannot be saved: the way to the reader's own copy is in the tool bar.
    assert.equal(await welcome.page.locator(".residual-lab-copy").innerText(), "Open my copy");
    assert.deepEqual(await welcome.notices(), []);
    assert.deepEqual(welcome.complaints, []);
    await welcome.page.context().close();
  });

  test("nothing popped up, and the browser has nothing to complain about", async () => {
    assert.deepEqual(await notebook.notices(), []);
    assert.deepEqual(notebook.complaints, []);
  });
});
