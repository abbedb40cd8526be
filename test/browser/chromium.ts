import type {Browser, BrowserContextOptions, Page} from "playwright-core";
import {chromium} from "playwright-core";
import {findChromium} from "../../src/lab/testing/find-chromium";

/** A headless browser that talks to nobody by itself. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()?.program;
  if (executablePath === undefined)
    throw new Error("expected Chromium on the PATH or where CHROMIUM says, found none that starts");
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** What the page complained about: errors on its console, uncaught exceptions, requests that failed. */
export type Complaints = readonly string[];

export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{page: Page; complaints: Complaints}> {
  const page = await (await browser.newContext(options)).newPage();
  // A guard, and no measure of speed: other tests run beside these.
  page.setDefaultTimeout(180_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error")
      complaints.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("requestfailed", (request) => {
    complaints.push(
      `request failed: ${request.url().slice(0, 200)} ${request.failure()?.errorText}`,
    );
  });
  return {page, complaints};
}
