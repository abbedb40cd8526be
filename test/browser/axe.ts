import {readFileSync} from "node:fs";
import type {Page} from "playwright-core";

type Found = {id: string; impact: string; nodes: {html: string; failureSummary: string}[]};

/** What axe finds serious on a page, or in the parts of it that a selector names. */
export async function seriousOf(page: Page, within = "html"): Promise<string[]> {
  await page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
  const run = `axe.run(${JSON.stringify(within)}).then((all) => all.violations)`;
  return ((await page.evaluate(run)) as Found[])
    .filter(({impact}) => impact === "serious" || impact === "critical")
    .map(({id, nodes}) => `${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`);
}
