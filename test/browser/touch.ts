import assert from "node:assert/strict";
import type {Locator, Page} from "playwright-core";
import {settled} from "./jupyterlab-page";

/** Swipes up over something as a finger does, and looks that the page has scrolled and no chart has zoomed. */
export async function swipeOver(page: Page, target: Locator): Promise<void> {
  await target.evaluate((node) => node.scrollIntoView({block: "center"}));
  await page.waitForTimeout(200);
  const box = (await target.boundingBox())!;
  const session = await page.context().newCDPSession(page);
  const before = await ranges(target);
  const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", up: number) => {
    const touchPoints = type === "touchEnd" ? [] : [{x, y: y - up}];
    return session.send("Input.dispatchTouchEvent", {type, touchPoints});
  };
  await touch("touchStart", 0);
  for (let up = 20; up <= 200; up += 20) await touch("touchMove", up);
  await touch("touchEnd", 200);
  await settled(60, async () => {
    const moved = box.y - (await target.boundingBox())!.y;
    return {done: moved > 100, state: `${moved} of some 200 pixels up`};
  });
  await session.detach();
  assert.deepEqual(await ranges(target), before, "the chart keeps its ranges");
}

type Drawn = {_fullLayout?: {xaxis?: {range: number[]}; yaxis?: {range: number[]}}};

const ranges = (target: Locator) =>
  target.evaluate((node) => {
    const plot = node.matches(".js-plotly-plot") ? node : node.querySelector(".js-plotly-plot");
    const {xaxis, yaxis} = (plot as unknown as Drawn)?._fullLayout ?? {};
    return [xaxis?.range, yaxis?.range];
  });

/** Texts of a chart that reach beyond its edges to the left or right. */
export const cutTexts = (figure: Locator): Promise<string[]> =>
  figure.evaluate((node) => {
    const edges = node.querySelector(".main-svg")!.getBoundingClientRect();
    return [...node.querySelectorAll(".main-svg text")]
      .filter((text) => {
        const {left, right, width} = text.getBoundingClientRect();
        return width > 0 && (left < edges.left - 1 || right > edges.right + 1);
      })
      .map((text) => text.textContent ?? "");
  });
