import assert from "node:assert/strict";
import {mkdirSync, readFileSync, writeFileSync} from "node:fs";
import {createServer} from "node:http";
import type {Server} from "node:http";
import type {AddressInfo} from "node:net";
import path from "node:path";
import {after, before, describe, test} from "node:test";
import {pathToFileURL} from "node:url";
import type {Browser, Locator, Page} from "playwright-core";
import {bundleLive, bundleTensors} from "../../src/lab/live/bundle-live";
import {cellStatements} from "../../src/lab/live/cell-statements";
import {liveSource, neededBy} from "../../src/lab/live/live-source";
import {LiveNotebook, tolerance} from "../../src/lab/live/live-cells";
import {storedMime} from "../../src/lab/live/stored-values";
import {tryLive} from "../../src/lab/live/trial";
import type {RanCell} from "../../src/lab/notebook/run";
import {readNotebook} from "../../src/lab/notebook/file";
import type {Cell, NotebookFile, Output} from "../../src/lab/notebook/file";
import {runThroughKernel} from "../../src/lab/notebooks";
import {sharedFiles} from "../../src/lab/page/document";
import {indexPage} from "../../src/lab/page/index-page";
import {notebookPage} from "../../src/lab/page/notebook-page";
import {searchFile} from "../../src/lab/page/search-text";
import {browserMissing} from "../../src/lab/testing/find-chromium";
import {affine} from "../../src/tensors/fused/affine";
import {tf} from "../../src/tensors/tensorflow";
import {provenance} from "../lab/recorded-kernel";
import {seriousOf} from "./axe";
import {launchChromium, openPage} from "./chromium";

const root = path.join(__dirname, "..", "..");
const folder = path.join(root, ".cache", "live-pages");

/** What a layer of two units makes of a weight: the same in the page's cell and, by TensorFlow, here. */
const layer = (k: number): number[] => [
  ...affine(tf.tensor2d([[1, -2]]), {weights: tf.tensor2d([[k, 0.5], [0.25, k]]), bias: tf.tensor1d([0.1, 0.2])}).dataSync(), // prettier-ignore
];

const imports = `import {checkbox, dropdown, interact, slider} from "residual-lab/display/controls";
  import {lineChart} from "residual-lab/display/line-chart";
  import {jupyterDisplay} from "residual-lab/display/page/mime";`;
const tensorCell = `${imports}
  import {tf} from "residual-lab/tensors/tensorflow";
  import {affine} from "residual-lab/tensors/fused/affine";
  import {tidied} from "residual-lab/tensors/tidied";
  const words = {x: {label: "unit", unit: ""}, y: {label: "signal", unit: "", range: [-9, 9]}, alt: "The signals of two units for the chosen weight and scale."} as const;
  await interact({k: slider({min: -2, max: 2, step: 0.5, value: 1, label: "weight"}),
    scale: slider({min: 0.1, max: 10, value: 1, scale: "log", label: "scale"}),
    way: dropdown({options: ["up", "down"], value: "up", label: "way"}),
    twice: checkbox({value: false, label: "twice"})}, ({k, scale, way, twice}) => {
    const y = tidied(() => [...affine(tf.tensor2d([[1, -2]]), {weights: tf.tensor2d([[k, 0.5], [0.25, k]]), bias: tf.tensor1d([0.1, 0.2])}).dataSync()]);
    const times = scale * (way === "up" ? 1 : -1) * (twice ? 2 : 1);
    return lineChart([{name: "signal", x: [1, 2], y: y.map((one) => times * one)}], {title: "Two units", ...words});
  });`;
const failingCell = `${imports}
  await interact({n: slider({min: 0, max: 5, value: 1, label: "n"})}, ({n}) => {
    if (n > 3) throw new RangeError(\`no more than 3, got \${n}\`);
    const html = \`<p>n is \${n}</p><meta http-equiv="refresh" content="0;url=other.html"><form id="plotly"></form>
      <img src="x.png" alt="" onerror="document.title = 'taken'"><script>document.title = "taken"</script>
      <div id="theme"><a href="javascript:document.title='taken'">x</a></div>\`;
    return Object.defineProperty({}, jupyterDisplay, {value: () => ({"text/html": html, "text/plain": "n"})});
  });`;

/** What a kernel shows of such a cell: the controls in words, and what it makes of their first values. */
async function outputsOf(source: string, tensors: string): Promise<Output[]> {
  const [cell] = [{id: "a", kind: "code", source, tags: [], number: 1}] satisfies Cell[];
  const needed = neededBy(cellStatements([cell]), {cell: 0, isStored: () => false});
  const {code} = await bundleLive(liveSource(needed, {cell: 0, values: "{}"}));
  const {messages} = await tryLive(code, {tensors, seconds: 120});
  return messages.flatMap((one): Output[] =>
    one.type === "display" ? [{output_type: "display_data", data: one.bundle, metadata: {}}] : [],
  );
}

/** A notebook of explorations, each with what it shows at first; as a site has it, and as one file. */
async function makePages(tensors: string): Promise<void> {
  const codes = {tensors: tensorCell, failing: failingCell};
  const cells = Object.entries(codes).map(([id, source], i): Cell => ({
    id,
    kind: "code",
    source,
    tags: [],
    number: i + 1,
  }));
  const notebook: NotebookFile = {name: "live", file: "live.ipynb", cells, metadata: {}};
  const live = new LiveNotebook(notebook, {tensors});
  const ran: RanCell[] = [];
  for (const cell of cells) {
    ran.push({cell, outputs: await outputsOf(cell.source, tensors), seconds: 0});
    await live.see(ran.at(-1)!, () => Promise.resolve({[storedMime]: {}}));
  }
  for (const [id, cell] of live.cells) assert.equal(cell.kind, "live", `${id} ${JSON.stringify(cell).slice(0, 300)}`); // prettier-ignore
  const run = {notebook, cells: ran, seconds: 1, failure: null};
  const options = {
    provenance,
    verdicts: [],
    papers: [],
    cite: () => null,
    live: live.cells,
    tensors,
  };
  mkdirSync(path.join(folder, "assets"), {recursive: true});
  for (const [name, text] of Object.entries(sharedFiles(tensors)))
    writeFileSync(path.join(folder, "assets", name), text);
  writeFileSync(
    path.join(folder, "beside.html"),
    notebookPage(run, {...options, shared: "beside"}),
  );
  writeFileSync(path.join(folder, "inside.html"), notebookPage(run, options));
}

/** A static server of a folder, as any web host is. */
async function serve(files: string): Promise<{server: Server; address: string}> {
  const types: Record<string, string> = {".js": "text/javascript", ".css": "text/css"};
  const server = createServer((request, reply) => {
    const name = decodeURIComponent(new URL(request.url ?? "/", "http://x").pathname);
    try {
      const body = readFileSync(
        path.join(
          files,
          path.basename(path.dirname(name)) === "assets" ? "assets" : "",
          path.basename(name),
        ),
      );
      reply.writeHead(200, {"content-type": types[path.extname(name)] ?? "text/html"}).end(body);
    } catch {
      reply.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`};
}

/** The numbers that a drawn chart holds. */
const drawn = (cell: Locator): Promise<number[]> =>
  cell
    .locator(".plot")
    .last()
    .evaluate((plot) => [...(plot as unknown as {data: {y: number[]}[]}).data[0].y]);

/** Moves a control and waits until the chart shows other numbers; gives them and the time that it took. */
async function moved(
  cell: Locator,
  move: () => Promise<unknown>,
): Promise<{y: number[]; ms: number}> {
  const before = JSON.stringify(await drawn(cell));
  const started = performance.now();
  await move();
  for (;;) {
    const y = await drawn(cell);
    if (JSON.stringify(y) !== before) return {y, ms: performance.now() - started};
    await new Promise((turn) => setTimeout(turn, 5));
  }
}

const drag = (cell: Locator, name: string, value: number) =>
  cell.getByRole("slider", {name, exact: true}).evaluate((handle, at) => {
    (handle as HTMLInputElement).value = String(at);
    handle.dispatchEvent(new Event("input", {bubbles: true}));
  }, value);

async function chartOf(page: Page): Promise<Locator> {
  const cell = page.locator("#cell-tensors");
  await cell.scrollIntoViewIfNeeded();
  await cell.locator('figure[data-drawn="yes"]').waitFor();
  return cell;
}

describe("explorations live in pages", {skip: browserMissing()}, () => {
  let browser: Browser;
  let host: {server: Server; address: string};
  const fromFile = (name: string) => pathToFileURL(path.join(folder, name)).href;

  before(async () => {
    await makePages(await bundleTensors());
    host = await serve(folder);
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    host?.server.close();
  });

  for (const [from, address] of [
    ["a folder", () => fromFile("beside.html")],
    ["one file", () => fromFile("inside.html")],
    ["a web host", () => `${host.address}/beside.html`],
  ] as const)
    test(`from ${from} a control gives the notebook's numbers over its range, by tensors`, async (t) => {
      const {page, complaints} = await openPage(browser, {offline: from !== "a web host"});
      await page.goto(address());
      const cell = await chartOf(page);
      const times: number[] = [];
      for (const k of [-2, -1, 0, 0.5, 2]) {
        const {y, ms} = await moved(cell, () => drag(cell, "weight", k));
        times.push(Math.round(ms));
        layer(k).forEach((value, i) =>
          assert.ok(Math.abs(y[i] - value) <= tolerance * Math.max(1, Math.abs(value)), `${y}`),
        );
      }
      t.diagnostic(
        `from ${from}: first answer ${times[0]} ms, then ${times.slice(1).join(", ")} ms`,
      );
      // What another cell of the page tries to fetch is refused: see below.
      assert.deepEqual(
        complaints.filter((one) => !one.includes("x.png")),
        [],
      );
      await page.context().close();
    });

  test("every control moves by mouse, keys and typing, and one click puts all back", async () => {
    const {page} = await openPage(browser, {offline: true});
    await page.goto(fromFile("beside.html"));
    const cell = await chartOf(page);
    const first = await drawn(cell);
    const [, second] = first;
    const {y: typed} = await moved(cell, async () => {
      await cell.getByRole("spinbutton", {name: "scale, value"}).fill("2.5");
      await page.keyboard.press("Enter");
    });
    assert.ok(Math.abs(typed[1] - 2.5 * second) < 1e-5, `${typed} ${first}`);
    const {y: down} = await moved(cell, () =>
      cell.getByRole("combobox", {name: "way"}).selectOption("down"),
    );
    assert.ok(Math.abs(down[1] + 2.5 * second) < 1e-5);
    const {y: twice} = await moved(cell, () =>
      cell.getByRole("checkbox", {name: "twice"}).press("Space"),
    );
    assert.ok(Math.abs(twice[1] + 5 * second) < 1e-5);
    await cell.getByRole("slider", {name: "weight", exact: true}).press("ArrowRight");
    assert.equal(await cell.getByRole("spinbutton", {name: "weight, value"}).inputValue(), "1.5");
    await cell.getByRole("button", {name: "Back to the start"}).click();
    while (JSON.stringify(await drawn(cell)) !== JSON.stringify(first))
      await new Promise((turn) => setTimeout(turn, 20));
    assert.equal(await cell.getByRole("spinbutton", {name: "scale, value"}).inputValue(), "1");
    assert.equal(await cell.getByRole("checkbox", {name: "twice"}).isChecked(), false);
    await page.context().close();
  });

  test("a number that is typed outside of the range or between two steps goes to the nearest", async () => {
    const {page} = await openPage(browser, {offline: true});
    await page.goto(fromFile("beside.html"));
    const cell = await chartOf(page);
    const box = cell.getByRole("spinbutton", {name: "weight, value"});
    for (const [typed, taken] of [
      ["7", "2"],
      ["-1.6", "-1.5"],
      ["", "-1.5"],
    ]) {
      // prettier-ignore
      await box.fill(typed);
      await box.press("Enter");
      await page.waitForFunction(([input, value]) => (input as HTMLInputElement).value === value, [
        await box.elementHandle(),
        taken,
      ] as const);
    }
    await page.context().close();
  });

  test("what throws says so under the control, and what it shows cannot act", async () => {
    const {page, complaints} = await openPage(browser, {offline: true});
    await page.goto(fromFile("beside.html"));
    const cell = page.locator("#cell-failing");
    await drag(cell, "n", 2);
    await cell.getByText("n is 2").waitFor();
    await drag(cell, "n", 5);
    await cell.getByText("RangeError: no more than 3, got 5").waitFor();
    assert.equal(await cell.getByText("n is 2").count(), 1, "the last result stays");
    await drag(cell, "n", 3);
    await cell.getByText("n is 3").waitFor();
    assert.equal(await cell.getByRole("alert").count(), 0);
    await page.waitForTimeout(200);
    assert.match(page.url(), /beside\.html$/);
    assert.doesNotMatch(await page.title(), /taken/);
    assert.equal(
      await page.locator("meta[http-equiv=refresh], form, main script:not([type])").count(),
      0,
    );
    assert.equal(await page.locator("#plotly, main #theme, a[href^=javascript]").count(), 0);
    assert.deepEqual(
      complaints.filter((one) => !/x\.png|inline event handler violates/.test(one)),
      [],
    );
    await page.context().close();
  });

  test("controls stand as words where no script runs and on paper, beside the still picture", async () => {
    for (const javaScriptEnabled of [true, false]) {
      const {page} = await openPage(browser, {offline: true, javaScriptEnabled});
      await page.goto(fromFile("beside.html"));
      await page.emulateMedia({media: "print"});
      const cell = page.locator("#cell-tensors");
      assert.equal(await cell.getByText("(−2 to 2)").isVisible(), true);
      assert.notEqual(await cell.locator(":is(.still svg, .main-svg):visible").count(), 0);
      assert.equal(await cell.locator(".panel:visible").count(), 0);
      await page.context().close();
    }
  });

  for (const [width, colorScheme] of [
    [1400, "dark"],
    [390, "light"],
  ] as const)
    // prettier-ignore
    test(`bars nobody, ${colorScheme}, ${width} wide, and nothing is cut`, async () => {
      const {page} = await openPage(browser, {offline: true, colorScheme, viewport: {width, height: 900}});
      await page.goto(fromFile("beside.html"));
      await chartOf(page);
      assert.deepEqual(await seriousOf(page), []);
      assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width);
      await page.screenshot({path: path.join(folder, `live-${width}.png`), fullPage: true});
      await page.context().close();
    });

  test("the pages are searched from their index, by words in any order", async () => {
    const parts = [
      {id: "short-paths", heading: "Short paths", text: "Most of the energy lies in a few layers."},
      {id: "law", heading: "The law", text: "It says how long paths are."},
    ];
    writeFileSync(
      path.join(folder, "assets", "search-live.js"),
      searchFile("live", {title: "Paths", parts}),
    );
    writeFileSync(path.join(folder, "index.html"), indexPage([], {searched: ["live"]}));
    const {page, complaints} = await openPage(browser, {offline: true});
    await page.goto(fromFile("index.html"));
    const line = page.getByRole("searchbox", {name: "Search all notebooks"});
    await line.fill("long PATHS");
    const found = page.locator(".search li");
    await found.first().waitFor();
    assert.equal(await found.count(), 1);
    assert.equal(await found.locator("a").getAttribute("href"), "live.html#law");
    await line.fill("paths");
    await found.nth(1).waitFor();
    assert.equal(await found.first().locator("a").textContent(), "Short paths");
    await line.fill("nowhere");
    await page.getByText("Nothing found.").waitFor();
    assert.deepEqual(complaints, []);
    assert.deepEqual(await seriousOf(page), []);
    await page.context().close();
  });

  test("the exploration of the first notebook gives what its kernel gives", async () => {
    const whole = readNotebook(path.join(root, "notebooks", "00-start-here.ipynb"));
    const chosen = whole.cells.filter(({source}) => source.includes("await interact({gain"));
    assert.equal(chosen.length, 1);
    const numbersAt = async (gain: string): Promise<number[]> => {
      const cells = chosen.map((cell) => ({
        ...cell,
        source: cell.source.replace("value: 1.05", `value: ${gain}`),
      }));
      const run = await runThroughKernel(
        {...whole, cells},
        {root, size: "quick", say: () => undefined},
      );
      return ySeries(run.cells[0].outputs);
    };
    const notebook = {...whole, cells: chosen};
    const explorations = new LiveNotebook(notebook, {tensors: ""});
    const run = await runThroughKernel(notebook, {
      root,
      size: "quick",
      say: () => undefined,
      explorations,
    });
    const options = {
      provenance,
      verdicts: [],
      papers: [],
      cite: () => null,
      live: explorations.cells,
    };
    writeFileSync(
      path.join(folder, "first.html"),
      notebookPage(run, {...options, shared: "beside"}),
    );
    const {page} = await openPage(browser, {offline: true});
    await page.goto(fromFile("first.html"));
    const cell = page.locator("section.code");
    await cell.locator('figure[data-drawn="yes"]').waitFor();
    const {y} = await moved(cell, () => drag(cell, "gain of a layer", 0.93));
    assert.deepEqual(y, await numbersAt("0.93"));
    await page.context().close();
  });
});

function ySeries(outputs: readonly Output[]): number[] {
  for (const output of outputs) {
    if (!("data" in output)) continue;
    const figure = output.data["application/vnd.plotly.v1+json"] as
      {data: {y: number[]}[]} | undefined;
    if (figure) return figure.data[0].y;
  }
  return [];
}
