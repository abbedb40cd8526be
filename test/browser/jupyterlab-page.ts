import {setTimeout as sleep} from "node:timers/promises";
import type {Browser, Locator, Page, Route} from "playwright-core";
import type {Complaints} from "./chromium";
import {openPage} from "./chromium";

export interface NotebookPage {
  readonly page: Page;
  readonly complaints: Complaints;
  readonly codeCells: Locator;
  /** Runs every cell of a fresh notebook and waits for the last; rejects with the output of one that fails. */
  runAll(options?: {seconds?: number}): Promise<void>;
  /** Replaces the text of a code cell (from 0). */
  write(cell: number, source: string): Promise<void>;
  /** Runs one code cell and waits for its number. */
  run(cell: number, options?: {seconds?: number}): Promise<void>;
  /** The same without waiting. */
  start(cell: number): Promise<void>;
  interrupt(): Promise<void>;
  waitIdle(options?: {seconds?: number}): Promise<void>;
  /** What was written as an error: JupyterLab shows faults of cells and stderr alike. */
  errors(): Promise<string[]>;
  /** Text of a code cell's outputs. */
  output(cell: number): Promise<string>;
  /** Texts of notices that popped up and of open dialogs. */
  notices(): Promise<string[]>;
}

/**
 * Opens a notebook in JupyterLab as a reader does, with two differences: cells out of view stay on the page
 * (for pictures of the whole), and nothing is saved, so that file and workspace stay as they are.
 */
export async function openNotebook(
  browser: Browser,
  url: string,
  {
    width = 1400,
    height = 1000,
    dark = false,
    hasTouch = false,
  }: {width?: number; height?: number; dark?: boolean; hasTouch?: boolean} = {},
): Promise<NotebookPage> {
  const {page, complaints} = await openPage(browser, {viewport: {width, height}, hasTouch});
  const settings = {...allCellsKept, ...(dark ? darkTheme : {})};
  await page.route(/\/lab\/api\/settings/, (route) => withSettings(route, settings));
  await page.route(/\/api\/contents\//, refuseToSave);
  await page.route(/\/lab\/api\/workspaces\/[^?]/, emptyWorkspace);
  await page.goto(url);
  await page.locator(".jp-Notebook .jp-Cell").first().waitFor();
  // An empty notebook stands there until the file has come; the kernel is named once it has started.
  const kernel = page.locator(".jp-NotebookPanel .jp-KernelName", {hasText: "TypeScript"});
  await kernel.waitFor();

  const codeCells = page.locator(".jp-Notebook .jp-CodeCell");
  const status = page.locator(".jp-NotebookPanel .jp-Notebook-ExecutionIndicator").first();
  const prompt = (cell: number) =>
    codeCells.nth(cell).locator(".jp-InputPrompt").first().innerText();

  const notebook: NotebookPage = {
    page,
    complaints,
    codeCells,
    async runAll({seconds = 300} = {}) {
      await page.locator(".lm-MenuBar-itemLabel", {hasText: /^Run$/}).click();
      await page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click();
      let prompts: string[] = [];
      let quietSince = Infinity;
      await settled(seconds, async () => {
        prompts = await codeCells.evaluateAll((cells) =>
          cells
            .filter((cell) => cell.querySelector(".cm-content, .jp-Placeholder"))
            // A cell whose code is folded shows no number.
            .filter((cell) => cell.querySelector(".jp-InputPrompt"))
            .map((cell) => cell.querySelector(".jp-InputPrompt")?.textContent?.trim() ?? ""),
        );
        // JupyterLab takes the stars off the waiting cells after an error, also if it goes on.
        const all = prompts.every((prompt) => /\d/.test(prompt));
        const some = prompts.some((prompt) => /\d/.test(prompt));
        const quiet = some && (await status.getAttribute("data-status")) === "idle";
        quietSince = quiet ? Math.min(quietSince, Date.now()) : Infinity;
        return {done: all || Date.now() - quietSince > 20_000, state: prompts.join(" ")};
      });
      await notebook.waitIdle();
      // The cells after one that fails are not run.
      const missing = prompts.findIndex((prompt) => !/\d/.test(prompt));
      if (missing >= 0)
        throw new Error(`code cell ${missing} failed: ${await notebook.output(missing - 1)}`);
    },
    async write(cell, source) {
      await codeCells.nth(cell).locator(".cm-content").fill(source);
    },
    async start(cell) {
      await codeCells.nth(cell).locator(".cm-content").click();
      await page.keyboard.press("Control+Enter");
    },
    async run(cell, {seconds = 180} = {}) {
      const before = await prompt(cell);
      await notebook.start(cell);
      await settled(seconds, async () => {
        const state = await prompt(cell);
        return {done: state !== before && /\[\d+\]/.test(state), state};
      });
      await notebook.waitIdle();
    },
    async interrupt() {
      await page.locator('[data-command="notebook:interrupt-kernel"]').first().click();
    },
    async waitIdle({seconds = 180} = {}) {
      await settled(seconds, async () => {
        const state = (await status.getAttribute("data-status")) ?? "";
        return {done: state === "idle", state};
      });
    },
    errors: () => page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').allInnerTexts(),
    output: (cell) => codeCells.nth(cell).locator(".jp-OutputArea").first().innerText(),
    notices: () => page.locator(".Toastify__toast, .jp-Dialog-content").allInnerTexts(),
  };
  await notebook.waitIdle();
  return notebook;
}

/** Asks until it is done, and says in what state it was if that takes too long. */
export async function settled(
  seconds: number,
  ask: () => Promise<{done: boolean; state: string}>,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const {done, state} = await ask();
    if (done) return;
    if (Date.now() > deadline) throw new Error(`still ${state} after ${seconds} s`);
    await sleep(100);
  }
}

const allCellsKept = {"@jupyterlab/notebook-extension:tracker": {windowingMode: "none"}};
const darkTheme = {"@jupyterlab/apputils-extension:themes": {theme: "JupyterLab Dark"}};

/** Answers JupyterLab's question for settings with ours in the place of the reader's. */
async function withSettings(
  route: Route,
  settings: Readonly<Record<string, object>>,
): Promise<void> {
  if (route.request().method() !== "GET") return route.continue();
  const response = await route.fetch();
  type Setting = {id: string; raw: string};
  const body = (await response.json()) as {settings?: Setting[]} & Partial<Setting>;
  for (const setting of Array.isArray(body.settings) ? body.settings : [body as Setting])
    if (setting.id in settings) setting.raw = JSON.stringify(settings[setting.id]);
  return route.fulfill({response, json: body});
}

/** Opens no tab of an earlier visit, and leaves none for a later one. */
async function emptyWorkspace(route: Route): Promise<void> {
  if (route.request().method() !== "GET") return route.fulfill({status: 204});
  return route.fulfill({json: {data: {}, metadata: {id: "default"}}});
}

async function refuseToSave(route: Route): Promise<void> {
  const method = route.request().method();
  if (method === "GET") return route.continue();
  if (method === "POST") return route.fulfill({status: 201, json: checkpoint});
  const model = route.request().postDataJSON() as Record<string, unknown>;
  const now = new Date().toISOString();
  const file = decodeURIComponent(
    new URL(route.request().url()).pathname.split("/api/contents/")[1],
  );
  const saved = {name: file.split("/").at(-1), path: file, created: now, last_modified: now};
  return route.fulfill({json: {...model, ...saved, content: null, writable: true, mimetype: null}});
}

const checkpoint = {id: "checkpoint", last_modified: "2020-01-01T00:00:00Z"};
