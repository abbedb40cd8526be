import {mkdirSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import path from "node:path";
import {parseArgs} from "node:util";
import type {Browser} from "playwright-core";
import {notebookPage} from "../../src/lab/page/notebook-page";
import {readNotebook} from "../../src/lab/notebook/file";
import {citer, provenanceOf} from "../../src/lab/notebook/provenance";
import {failureReport} from "../../src/lab/notebook/run";
import {runThroughKernel} from "../../src/lab/notebooks";
import {papersOf, verdictsOf} from "../../src/lab/notebook/verdict-records";
import {launchChromium} from "./chromium";
import {pictureExported} from "./exported-page";
import {openNotebook} from "./jupyterlab-page";
import {serveLab} from "./jupyterlab-server";

const usage = `Pictures of a notebook, run in JupyterLab and as an exported page, for people to look at:

  node --import tsx test/browser/screenshots.ts NOTEBOOK [--out DIR] [--only lab|page] [--page FILE]

--page takes a page that is already exported instead of running the notebook for it.
LAB_SIZE=full runs it in full size. Pictures go to .cache/screenshots/<notebook>/ by default.`;

const root = path.join(__dirname, "..", "..");

/** Runs the notebook in JupyterLab and takes pictures from top to bottom. */
async function pictureLab(browser: Browser, file: string, out: string): Promise<string[]> {
  const lab = await serveLab(root, {document: path.relative(root, path.resolve(file))});
  try {
    const {page, complaints, notices, ...notebook} = await openNotebook(browser, lab.url);
    await notebook.runAll({seconds: 1800}).catch((error: Error) => console.error(error.message));
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+b");
    // Figures are drawn when their cell is reached; a first pass reaches them all.
    const scroller = page.locator(".jp-NotebookPanel .jp-WindowedPanel-outer").first();
    const scroll = async (top: number) => {
      await scroller.evaluate((element, to) => element.scrollTo(0, to), top);
      await page.waitForTimeout(150);
    };
    const {seen, whole} = await scroller.evaluate(({clientHeight, scrollHeight}) => ({
      seen: clientHeight,
      whole: scrollHeight,
    }));
    for (let top = 0; top < whole; top += seen) await scroll(top);
    const files: string[] = [];
    for (let top = 0, end = false; !end; top += seen - 80) {
      await scroll(top);
      const picture = path.join(out, `lab-${String(files.length + 1).padStart(2, "0")}.png`);
      await page.screenshot({path: picture});
      files.push(picture);
      // Below the last cell JupyterLab leaves a page of white.
      const last = await page.locator(".jp-Notebook .jp-Cell").last().boundingBox();
      end = last === null || last.y + last.height < 1000;
    }
    for (const complaint of complaints) console.error(`the browser says: ${complaint}`);
    for (const notice of await notices()) console.error(`JupyterLab says: ${notice}`);
    return files;
  } finally {
    await lab.stop();
  }
}

/** Runs the notebook through the kernel and exports it, also if a cell fails. */
async function exported(file: string, out: string): Promise<string> {
  const notebook = readNotebook(file);
  const size = process.env.LAB_SIZE === "full" ? "full" : "quick";
  const run = await runThroughKernel(notebook, {root, size, say: console.log});
  if (run.failure !== null) console.error(failureReport(run));
  const verdicts = verdictsOf(run);
  const page = path.join(out, `${notebook.name}.html`);
  const provenance = provenanceOf(root, {size});
  const papers = papersOf(notebook, verdicts);
  writeFileSync(page, notebookPage(run, {provenance, verdicts, papers, cite: citer(root)}));
  return page;
}

async function main(): Promise<void> {
  const {values, positionals} = parseArgs({
    allowPositionals: true,
    options: {out: {type: "string"}, only: {type: "string"}, page: {type: "string"}},
  });
  const [file] = positionals;
  if (file === undefined) return console.log(usage);
  const name = path.basename(file, ".ipynb");
  const out = path.resolve(values.out ?? path.join(root, ".cache", "screenshots", name));
  mkdirSync(out, {recursive: true});
  // A shorter notebook must not leave the tail of a longer one behind.
  for (const old of readdirSync(out).filter((one) => /^(lab|page)-[\w-]*\.png$/.test(one)))
    rmSync(path.join(out, old));
  const browser = await launchChromium();
  try {
    const pictures: string[] = [];
    if (values.only !== "page") pictures.push(...(await pictureLab(browser, file, out)));
    if (values.only !== "lab") {
      const page = values.page ?? (await exported(file, out));
      pictures.push(...(await pictureExported(browser, page, {out})));
    }
    console.log(pictures.map((picture) => path.relative(process.cwd(), picture)).join("\n"));
  } finally {
    await browser.close();
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
