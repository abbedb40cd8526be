import {existsSync} from "node:fs";
import type {Browser, BrowserContextOptions, Page} from "playwright-core";
import {chromium} from "playwright-core";

/** Where the browser is: `CHROMIUM` in the environment, else where Debian's package puts it; null if nowhere. */
export function chromiumPath(): string | null {
  const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"];
  return places.find((place) => place !== undefined && existsSync(place)) ?? null;
}

/** Why browser tests cannot run here, or false. In CI they always run, and fail where no browser is. */
export function browserMissing(): string | false {
  if (chromiumPath() !== null || process.env.CI) return false;
  return "no Chromium: apt install chromium, or set CHROMIUM to one";
}

/** A headless browser that talks to nobody by itself. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === null)
    throw new Error("expected Chromium at /usr/bin/chromium or where CHROMIUM says, found none");
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
