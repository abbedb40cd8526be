import {mkdirSync} from "node:fs";
import path from "node:path";
import {pathToFileURL} from "node:url";
import type {Browser, Page} from "playwright-core";
import type {Complaints} from "./chromium";
import {openPage} from "./chromium";

export type View = {
  readonly width: number;
  readonly height: number;
  readonly colorScheme: "light" | "dark";
  readonly hasTouch?: boolean;
};

/** Opens an exported page from its file, offline, with everything unfolded or not, and all figures drawn. */
export async function openExported(
  browser: Browser,
  file: string,
  {view, unfold}: {view: View; unfold: boolean},
): Promise<{page: Page; complaints: Complaints}> {
  const {page, complaints} = await openPage(browser, {
    offline: true,
    viewport: {width: view.width, height: view.height},
    colorScheme: view.colorScheme,
    hasTouch: view.hasTouch ?? false,
    reducedMotion: "reduce",
  });
  await page.goto(pathToFileURL(path.resolve(file)).href);
  if (unfold)
    await page
      .locator("details")
      .evaluateAll((all) => all.forEach((one) => one.setAttribute("open", "")));
  await drawAll(page);
  return {page, complaints};
}

/** Brings every visible figure into view, so that it is drawn, and waits for it. */
async function drawAll(page: Page): Promise<void> {
  for (const figure of await page.locator("figure:has(> script):visible").all()) {
    await figure.scrollIntoViewIfNeeded();
    await page.waitForFunction(
      (one) => one?.getAttribute("data-drawn") !== null,
      await figure.elementHandle(),
    );
  }
  await page.evaluate("scrollTo(0, 0)");
}

const views: Record<string, View> = {
  wide: {width: 1280, height: 1600, colorScheme: "light"},
  dark: {width: 1280, height: 1600, colorScheme: "dark"},
  phone: {width: 390, height: 2000, colorScheme: "light"},
};

/** Full pictures of an exported page, cut where a person would scroll; returns their files. */
export async function pictureExported(
  browser: Browser,
  file: string,
  {out}: {out: string},
): Promise<string[]> {
  mkdirSync(out, {recursive: true});
  const files: string[] = [];
  for (const [name, view] of Object.entries(views)) {
    const {page} = await openExported(browser, file, {view, unfold: true});
    const height = await page.evaluate("document.documentElement.scrollHeight").then(Number);
    for (let top = 0, number = 1; top < height; top += view.height, number++) {
      const picture = path.join(out, `page-${name}-${String(number).padStart(2, "0")}.png`);
      await page.evaluate(`scrollTo(0, ${top})`);
      await page.screenshot({path: picture});
      files.push(picture);
    }
    await page.context().close();
  }
  return files;
}
